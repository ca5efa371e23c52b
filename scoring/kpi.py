"""How an episode of an event was dealt with, against the desk's targets (DOMAIN 1). Pure: facts in, a mark for each KPI out.

    warned      graver than IV in the end, and new: the first alert arrived within 30 min of the first publication
    collected   the same, from the moment at which the desk had the first document
    handled     each alert that wanted to be acknowledged was acted on within its level's time
    effective   closed, its facts checked, answered where an answer is due, and not told of again within 72 h
    answered    graver than IV: the public answer came within the level's limit, from the first publication
    levelled    the same, from the moment at which the event had reached its level

A mark is OPEN while it could still be either, and None where the KPI does not ask about the episode: an event that a person
found to be noise, a duplicate or not ours wants no warning, no answer and no check. Being later never helps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.risk import Level
from domain.routes import WARNING

QUIET = timedelta(hours=72)
"""So long after its close an event must not be told of again; it reopens within the same time (DOMAIN 2)."""
LEAST = Level.III
"""The level from which an event wants a warning in time and a public answer."""


class Mark(StrEnum):
    HIT = "hit"
    MISS = "miss"
    OPEN = "open"


class Kpi(StrEnum):
    """In the order in which they are shown."""

    WARNED = "warned"
    COLLECTED = "collected"
    HANDLED = "handled"
    EFFECTIVE = "effective"
    ANSWERED = "answered"
    LEVELLED = "levelled"
    ACCURATE = "accurate"
    SATISFIED = "satisfied"


TARGETS: Mapping[Kpi, float] = {
    Kpi.WARNED: 0.95, Kpi.COLLECTED: 0.95, Kpi.HANDLED: 0.9, Kpi.EFFECTIVE: 0.85, Kpi.ANSWERED: 0.9, Kpi.LEVELLED: 0.9,
    Kpi.ACCURATE: 1.0, Kpi.SATISFIED: 0.9,
}  # fmt: skip
"""Least shares [plan: a county's of 2025]; the second of a pair has the first one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """An alert of a first or graver level and what came of it."""

    due_at: datetime
    """End of the time to act, counted from delivery."""
    acted_at: datetime | None = None
    """When a person first did anything that acknowledges it."""
    over_at: datetime | None = None
    """When a graver one took its place, or the level ended: from then on nobody need acknowledge it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """An episode of an event in a scope. Times of what has not happened, or is not known any more, are None."""

    grade: Level
    """What it is in the end: the highest level of the episode, or what a person holds it to be."""
    is_return: bool = False
    """It was told of before: a later episode."""
    is_set_aside: bool = False
    """A person found it to be noise, a duplicate or not ours."""
    published_at: datetime | None = None
    collected_at: datetime | None = None
    began_at: datetime
    """The episode's first level."""
    graded_at: datetime
    """When it reached its grade."""
    warned_at: datetime | None = None
    """When its first alert arrived."""
    pages: tuple[PageFacts, ...] = ()
    checked_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    """When a person first closed it."""
    again_at: datetime | None = None
    """When, after that, the event was first told of as of a first or graver level, in whatever episode."""
    answer_limit: timedelta | None = None
    """Of its grade; None where that asks for no answer."""


def marks(case: CaseFacts, now: datetime) -> dict[Kpi, Mark | None]:
    """What each KPI says of an episode at a moment."""
    return {kpi: judge(case, now) for kpi, judge in JUDGES.items()}


def _warned(case: CaseFacts, onset: datetime | None, now: datetime) -> Mark | None:
    if case.is_return or onset is None or not _is_asked(case):
        return None
    return _in_time(case.warned_at, onset + WARNING, now)


def _handled(case: CaseFacts, now: datetime) -> Mark | None:
    found = [_acknowledged(page, now) for page in case.pages]
    return next((mark for mark in (Mark.MISS, Mark.OPEN, Mark.HIT) if mark in found), None)


def _acknowledged(page: PageFacts, now: datetime) -> Mark | None:
    mark = _in_time(page.acted_at, page.due_at, now)
    is_moot = page.over_at is not None and page.over_at <= page.due_at
    return None if is_moot and mark is not Mark.HIT else mark


def _effective(case: CaseFacts, now: datetime) -> Mark | None:
    closed = case.closed_at
    if case.is_set_aside:
        return None
    if closed is None:
        return Mark.OPEN
    done = [_is_done(case.checked_at, closed), case.grade < LEAST or _is_done(case.answered_at, closed)]
    if not all(done) or _is_done(case.again_at, closed + QUIET):
        return Mark.MISS
    return Mark.HIT if now > closed + QUIET else Mark.OPEN


def _answered(case: CaseFacts, start: datetime | None, now: datetime) -> Mark | None:
    if start is None or case.answer_limit is None or not _is_asked(case):
        return None
    return _in_time(case.answered_at, start + case.answer_limit, now)


def _is_asked(case: CaseFacts) -> bool:
    return case.grade >= LEAST and not case.is_set_aside


def _in_time(done: datetime | None, due: datetime, now: datetime) -> Mark:
    if done is not None:
        return Mark.HIT if done <= due else Mark.MISS
    return Mark.MISS if now > due else Mark.OPEN


def _is_done(at: datetime | None, by: datetime) -> bool:
    return at is not None and at <= by


def _onset(case: CaseFacts) -> datetime | None:
    """Of a return nothing says when it began but its first level."""
    return case.began_at if case.is_return else case.published_at


JUDGES: Mapping[Kpi, Callable[[CaseFacts, datetime], Mark | None]] = {
    Kpi.WARNED: lambda case, now: _warned(case, case.published_at, now),
    Kpi.COLLECTED: lambda case, now: _warned(case, case.collected_at, now),
    Kpi.HANDLED: _handled,
    Kpi.EFFECTIVE: _effective,
    Kpi.ANSWERED: lambda case, now: _answered(case, _onset(case), now),
    Kpi.LEVELLED: lambda case, now: _answered(case, case.graded_at, now),
}
"""KPIs that follow from what is stored; the others are brought from outside."""
