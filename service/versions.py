"""What people do with versions of rules: propose, approve, activate, roll back. Each is one act with its audit entry.

The reason is `change.detail`, masked before it is stored.
"""

from datetime import datetime

from domain.codec import to_json
from domain.errors import BadUse, Forbidden
from domain.rules import Rules
from domain.versions import Act, ActKind, Version, against_activation, against_approval
from service.governance import Ledger, read_ledger
from service.typed import typed_change
from storage.base import Storage
from storage.values import Change


def propose(storage: Storage, rules: Rules, change: Change, whatif: str = "") -> Act:
    """Put rules forward under their id; a proposal that is not approved yet may be made again with other words.

    BadUse where they are approved already.
    """
    change = typed_change(change)
    ledger = read_ledger(storage)
    known = ledger.versions.get(rules.config_id)
    if known and known.approved:
        raise BadUse("version.approved_already", version=rules.config_id)
    act = Act(kind=ActKind.PROPOSED, config_id=rules.config_id, actor=change.actor, at=change.at, reason=change.detail,
              whatif=whatif)  # fmt: skip
    return storage.put_act(act, change, len(ledger.acts), to_json(rules))


def approve(storage: Storage, version: Version, change: Change, *, alone: bool = False, whatif: str = "") -> Act:
    """Approve a proposal; Forbidden where the actor may not, BadUse where `whatif` is not the report that was proposed."""
    change = typed_change(change)
    ledger = read_ledger(storage)
    version = ledger.find(version.config_id)
    has_staff = any(user.active for user in storage.users())
    refusal = against_approval(version, change.actor, has_staff=has_staff, alone=alone)
    if refusal:
        raise Forbidden(refusal, version=version.config_id, name=change.actor)
    if whatif and version.proposed and version.proposed.whatif != whatif:
        raise BadUse("version.other_whatif", version=version.config_id)
    act = Act(kind=ActKind.APPROVED, config_id=version.config_id, actor=change.actor, at=change.at, reason=change.detail,
              alone=alone)  # fmt: skip
    return storage.put_act(act, change, len(ledger.acts))


def activate(storage: Storage, version: Version, change: Change, now: Rules, starts_at: datetime) -> Act:
    """Let an approved version act from a moment on. `now`: the rules that act now; before the first activation the files'.

    BadUse where it is not approved, acts already, or the moment is past.
    """
    change = typed_change(change)
    ledger = read_ledger(storage)
    refusal = against_activation(ledger.find(version.config_id), ledger.line, change.at)
    if refusal:
        raise BadUse(refusal, version=version.config_id)
    if starts_at < change.at:
        raise BadUse("version.past", at=starts_at.isoformat(timespec="minutes"))
    replaces = ledger.line.at(starts_at) or now.config_id
    act = Act(kind=ActKind.ACTIVATED, config_id=version.config_id, actor=change.actor, at=change.at, reason=change.detail,
              starts_at=starts_at, replaces=replaces)  # fmt: skip
    return storage.put_act(act, change, len(ledger.acts))


def roll_back(storage: Storage, change: Change) -> Act:
    """Call off what is planned, or else go back to the version before, at once. BadUse where there is nothing to undo."""
    change = typed_change(change)
    ledger = read_ledger(storage)
    target = rollback_target(ledger, change.at)
    act = Act(kind=ActKind.ROLLED_BACK, config_id=target, actor=change.actor, at=change.at, reason=change.detail,
              starts_at=change.at, replaces=ledger.line.at(change.at) or "")  # fmt: skip
    return storage.put_act(act, change, len(ledger.acts))


def rollback_target(ledger: Ledger, now: datetime) -> str:
    """The version that a roll-back leads to; BadUse where there is none."""
    target = ledger.line.before(now)
    if target is None:
        raise BadUse("version.nothing_before")
    return target
