"""A changed roster: taken from its file alone, and where versions of rules act, into these at once.

Everything else of the version that acts, and of those that are planned, stays what was approved. One person does it, in one
go, since a swap at night cannot wait for a second; every step is an act with its audit entry.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from config.check_roster import roster_faults
from domain.codec import to_json
from domain.errors import BadUse
from domain.roster import Roster
from domain.rules import Rules
from domain.versions import Act, ActKind
from service.governance import kept_rules, read_ledger
from service.typed import typed_change
from storage.base import Storage
from storage.values import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A version that acts or will, and from when."""

    config_id: str
    starts_at: datetime


def change_roster(storage: Storage, roster: Roster, change: Change) -> tuple[Act, ...]:
    """Let the roster act from now on, and in every version that is planned: the activations, none where nothing changes.

    BadUse where no version acts, or where the roster does not fit one: a channel or scope that it does not have.
    """
    change = typed_change(change)
    line = read_ledger(storage).line
    acting = line.at(change.at)
    if acting is None:
        raise BadUse("duty.files_act")
    planned = tuple(
        _Place(config_id=span.config_id, starts_at=span.starts_at) for span in line.planned(change.at) if span.starts_at
    )
    places = (_Place(config_id=acting, starts_at=change.at), *planned)
    changed = [(place, _with_roster(storage, place.config_id, roster)) for place in places]
    return tuple(
        _activated(storage, rules, place, change) for place, rules in changed if rules.config_id != place.config_id
    )


def _with_roster(storage: Storage, config_id: str, roster: Roster) -> Rules:
    rules = replace(kept_rules(storage, config_id), roster=roster)
    faults = roster_faults(rules)
    if faults:
        raise BadUse("duty.does_not_fit", version=config_id, place=faults[0].path, count=len(faults))
    return rules


def _activated(storage: Storage, rules: Rules, place: _Place, change: Change) -> Act:
    """Proposed, approved and activated in the place of a version."""
    act = Act(
        kind=ActKind.PROPOSED, config_id=rules.config_id, actor=change.actor, at=change.at, reason=change.detail,
        roster_only=True,
    )  # fmt: skip
    entry = replace(change, subject=rules.config_id)
    _put(storage, act, entry, to_json(rules))
    _put(storage, replace(act, kind=ActKind.APPROVED), entry)
    activation = replace(act, kind=ActKind.ACTIVATED, starts_at=place.starts_at, replaces=place.config_id)
    return _put(storage, activation, entry)


def _put(storage: Storage, act: Act, change: Change, canonical: bytes | None = None) -> Act:
    return storage.put_act(act, change, len(storage.acts()), canonical)
