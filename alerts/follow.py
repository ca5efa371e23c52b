"""What follows an alert as time passes: who else is told while nobody acknowledges it, and which deadlines come near.

    ladder     from delivery:   acknowledge + deputy_after -> deputy, + leader_after -> leader, + both -> all
    deadlines  from the level:  half and the whole of the time to open the fact-check, and of the time to answer

A later page of an episode stands in place of an earlier one. Whatever a person does with the event acknowledges it; a
recorded check, answer or close stops its own clock, and without a level there is none. Of a deadline whose half and end
have both passed only the end is told. All of it follows from what is stored and the time, so that a restart, a slow turn
or a clock put back tells nothing twice and forgets nothing (DOMAIN 1 and 2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alerts import PAGING, Alert, Reason
from domain.duty import ANSWER, CHECK, ESCALATION
from domain.risk import Level, level_of_duties
from domain.roster import DEPUTY, DUTY, EVERYBODY, LEADER
from domain.routes import Duty, duty_of

NEAR, PASSED = 50, 100
"""Percent of a deadline at which it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An alert of a first or graver level, which wants to be acknowledged."""

    occasion: str
    level: Level
    """Whose duties hold: a proposed I has those of II."""
    decided_at: datetime
    rung_at: datetime
    """When it was first delivered; when it is due, as long as no delivery is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An episode of an event in a scope, as far as it is known who was told and who did what."""

    event_id: str
    scope_id: str
    episode: int
    level: Level
    proposed: bool = False
    pages: tuple[Page, ...] = ()
    """Of this episode, in order of decision."""
    acknowledged: frozenset[str] = frozenset()
    """Occasions of pages that stood when a person did anything with it: no clock is asked which came first."""
    verified_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    shelved_until: datetime | None = None
    """A person has put it aside: what falls due before is told then, if it still stands."""
    told: frozenset[str] = frozenset()
    """Occasions of this episode that were decided already."""

    @property
    def duties_of(self) -> Level:
        """The level whose duties hold now."""
        return level_of_duties(self.level, proposed=self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be told at a time unless what it waits for happens before."""

    at: datetime
    reason: Reason
    occasion: str
    roles: tuple[str, ...]


def follow_ups(case: Case, duties: Sequence[Duty], now: datetime) -> tuple[Due, ...]:
    """What is to be told by `now` and was not yet, by time."""
    due = [one for one in plan(case, duties) if one.at <= now]
    over = {_near(one.occasion) for one in due if one.reason is Reason.DEADLINE_PASSED}
    return tuple(one for one in due if one.occasion not in case.told and one.occasion not in over)


def plan(case: Case, duties: Sequence[Duty]) -> tuple[Due, ...]:
    """Everything that will be told of a case if nobody does anything more, by time; what was told already is part of it."""
    duty = duty_of(duties, case.duties_of)
    if duty is None or not case.pages or case.closed_at is not None:
        return ()
    found = (_after_shelf(case, due) for due in (*_ladder(case, duty), *_deadlines(case, duty)))
    return tuple(sorted(found, key=lambda due: (due.at, due.occasion)))


def page_of(alert: Alert) -> str:
    """Occasion of the page that an alert is, or escalates; empty of any other."""
    if alert.reason in PAGING:
        return alert.occasion
    return alert.occasion.removeprefix(ESCALATION).rpartition(":")[0] if alert.reason is Reason.ESCALATED else ""


def asks(alert: Alert, case: Case) -> bool:
    """Whether an alert wants to be acknowledged, as far as its case goes: it is the last page of one that is open, or
    escalates it."""
    if not case.pages or case.closed_at is not None or alert.episode != case.episode:
        return False
    return page_of(alert) == case.pages[-1].occasion


def _after_shelf(case: Case, due: Due) -> Due:
    return replace(due, at=max(due.at, case.shelved_until)) if case.shelved_until is not None else due


def is_acknowledged(case: Case) -> bool:
    """Whether somebody has acted since the last page."""
    return bool(case.pages) and case.pages[-1].occasion in case.acknowledged


def _ladder(case: Case, duty: Duty) -> Iterator[Due]:
    """Who is told next while the last page is not acknowledged."""
    if is_acknowledged(case):
        return
    page = case.pages[-1]
    late = page.rung_at + duty.acknowledge
    yield _rung(page, DEPUTY, late + duty.deputy_after)
    if duty.leader_after is not None:
        yield _rung(page, LEADER, late + duty.leader_after)
        yield _rung(page, EVERYBODY, late + duty.leader_after + duty.deputy_after)


def _rung(page: Page, role: str, at: datetime) -> Due:
    return Due(at=at, reason=Reason.ESCALATED, occasion=f"{ESCALATION}{page.occasion}:{role}", roles=(role,))


def _deadlines(case: Case, duty: Duty) -> Iterator[Due]:
    """Halves and ends of the clocks that run. They began with the first page as grave as the level is now."""
    level = case.duties_of
    since = _since(case, level)
    if case.verified_at is None and case.answered_at is None:
        yield from _deadline(CHECK, level, since, duty.fact_check)
    if case.answered_at is None:
        yield from _deadline(ANSWER, level, since, duty.answer_span)


def end_of(occasion: str, case: Case, duties: Sequence[Duty]) -> datetime | None:
    """When the clock of a reminder runs out, or ran; None where that level asks nothing or was never told."""
    name, level_name, _ = occasion.split(":")
    level = Level[level_name]
    duty = duty_of(duties, level)
    if duty is None or not case.pages:
        return None
    return _since(case, level) + (duty.fact_check if f"{name}:" == CHECK else duty.answer_span)


def _since(case: Case, level: Level) -> datetime:
    """When the clocks of a level began."""
    return next((page.decided_at for page in case.pages if page.level >= level), case.pages[-1].decided_at)


def _deadline(name: str, level: Level, since: datetime, span: timedelta) -> Iterator[Due]:
    """Half is for those on duty; that it has passed is for the leader too where the level is grave."""
    passed = (DUTY, LEADER) if level >= Level.II else (DUTY,)
    marks = ((NEAR, Reason.DEADLINE_NEAR, (DUTY,)), (PASSED, Reason.DEADLINE_PASSED, passed))
    for percent, reason, roles in marks:
        occasion = f"{name}{level.name}:{percent}"
        yield Due(at=since + span * percent / 100, reason=reason, occasion=occasion, roles=roles)


def _near(passed: str) -> str:
    """The occasion of the half of a deadline whose end is given."""
    return passed.removesuffix(str(PASSED)) + str(NEAR)
