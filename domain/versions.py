"""Versions of rules: what was done with each, and which acted when. Acts are kept in order; states follow from them.

    proposed -> approved by a second person -> activated from a moment -> (rolled back)

A change of nothing but the roster goes the same way, by one person and in one go: a swap at night cannot wait.

Before the first activation the files of the workspace act. Its act says which rules they were, so that the whole past is
known and the first version can be rolled back too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.duty import FIRST_USE
from domain.usernames import user_key


class ActKind(StrEnum):
    """What is done with a version."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVATED = "activated"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing done with the version `config_id`."""

    kind: ActKind
    config_id: str
    actor: str
    at: datetime
    reason: str = ""
    whatif: str = ""
    """SHA-256 of the report of what the version would have done; of a proposal."""
    starts_at: datetime | None = None
    """Inbox time from which the version acts; of an activation or a roll-back."""
    replaces: str = ""
    """The version that acts until then."""
    alone: bool = False
    """Approved without a second person, since there was none."""
    roster_only: bool = False
    """Nothing but the roster differs from what acts or will act from that moment: no second person approved it."""


class State(StrEnum):
    """Where a version stands at a moment."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PLANNED = "planned"
    """It will act from a later moment."""
    ACTIVE = "active"
    PAST = "past"
    """It acted, or acted as files before the first activation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version with its last proposal and its approval."""

    config_id: str
    proposed: Act | None = None
    """None: it acted as files before the first activation."""
    approved: Act | None = None
    proposers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A version acts from a moment until the next span begins; the first span has no beginning."""

    config_id: str
    starts_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Which version acts when."""

    spans: tuple[Span, ...] = ()
    """In order of time."""
    standing: tuple[Span, ...] = ()
    """Those that a roll-back goes back through: activations of another version than acted, not rolled back."""

    def at(self, moment: datetime) -> str | None:
        """The version that acts at a moment; None where files do."""
        return next((span.config_id for span in reversed(self.spans) if _begun(span, moment)), None)

    def planned(self, moment: datetime) -> tuple[Span, ...]:
        """Spans that begin after a moment."""
        return tuple(span for span in self.spans if not _begun(span, moment))

    def before(self, moment: datetime) -> str | None:
        """Where a roll-back leads: what acts now where something is planned, which is called off; else the version before."""
        if self.planned(moment):
            return self.at(moment)
        return (self.spans[:1] + self.standing)[-2].config_id if self.standing else None

    def with_activation(self, span: Span, *, roster_only: bool = False) -> "Timeline":
        """What was planned for the moment at which the new span begins, or for later, is called off; by another roster
        alone only what was planned for that moment, in whose place it stands."""
        kept = self._begun_by(span, lambda begins, moment: begins < moment)
        later = self.planned(span.starts_at) if roster_only and span.starts_at else ()
        is_other = kept.spans[-1].config_id != span.config_id
        standing = (*kept.standing, span) if is_other else kept.standing
        after = tuple(one for one in self.standing if one in later)
        return Timeline(spans=(*kept.spans, span, *later), standing=(*standing, *after))

    def with_rollback(self, span: Span) -> "Timeline":
        """What is planned for later is called off; where nothing is, the last activation."""
        kept = self._begun_by(span, lambda begins, moment: begins <= moment)
        if kept.spans != self.spans:
            return kept
        return Timeline(spans=(*kept.spans, span), standing=kept.standing[:-1])

    def _begun_by(self, span: Span, has_begun: Callable[[datetime, datetime], bool]) -> "Timeline":
        moment = span.starts_at
        kept = tuple(one for one in self.spans if not (one.starts_at and moment) or has_begun(one.starts_at, moment))
        return Timeline(spans=kept, standing=tuple(one for one in self.standing if one in kept))


def timeline(acts: Iterable[Act]) -> Timeline:
    """Follow the acts in their order."""
    line = Timeline()
    for act in acts:
        span = Span(config_id=act.config_id, starts_at=act.starts_at)
        if act.kind is ActKind.ACTIVATED:
            files = Timeline(spans=(Span(config_id=act.replaces, starts_at=None),))
            line = (line if line.spans else files).with_activation(span, roster_only=act.roster_only)
        elif act.kind is ActKind.ROLLED_BACK:
            line = line.with_rollback(span)
    return line


def versions(acts: Iterable[Act]) -> dict[str, Version]:
    """Every version by id, in the order in which they were first spoken of."""
    found: dict[str, Version] = {}
    for act in acts:
        for name in filter(None, (act.replaces, act.config_id)):
            found.setdefault(name, Version(config_id=name))
        one = found[act.config_id]
        if act.kind is ActKind.PROPOSED:
            found[act.config_id] = replace(one, proposed=act, proposers=one.proposers | {act.actor})
        elif act.kind is ActKind.APPROVED:
            found[act.config_id] = replace(one, approved=act)
    return found


def state_of(version: Version, line: Timeline, now: datetime) -> State:
    """Where a version stands: what acts or will act comes before what was decided about it."""
    name = version.config_id
    if line.at(now) == name:
        return State.ACTIVE
    if name in {span.config_id for span in line.planned(now)}:
        return State.PLANNED
    if name in {span.config_id for span in line.spans}:
        return State.PAST
    return State.APPROVED if version.approved else State.PROPOSED


def against_approval(version: Version, actor: str, *, has_staff: bool, alone: bool) -> str | None:
    """Why `actor` may not approve, as a code of the catalogue; None where it may. Roles are checked where the actor is.

    A second person approves; a name that looks like a proposer's is none. While there are no users at all nobody can be told from anybody: then it takes `alone`. What
    was proposed in that time has to be proposed again by somebody with a name.
    """
    if version.proposed is None or version.approved is not None:
        return "version.not_proposed"
    if not has_staff:
        return None if alone else "version.needs_alone"
    if alone:
        return "version.not_alone"
    if version.proposed.actor == FIRST_USE.name:
        return "version.nameless"
    proposers = {user_key(name) for name in version.proposers}
    return "version.own_proposal" if user_key(actor) in proposers else None


def against_activation(version: Version, line: Timeline, now: datetime) -> str | None:
    """Why a version may not be activated, as a code of the catalogue."""
    if version.approved is None:
        return "version.not_approved"
    is_last = not line.planned(now) and line.at(now) == version.config_id
    return "version.active_already" if is_last else None


def _begun(span: Span, moment: datetime) -> bool:
    return span.starts_at is None or span.starts_at <= moment
