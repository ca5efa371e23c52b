"""The clocks of an episode: by when somebody is to acknowledge, to open the fact-check, and to answer.

    acknowledge  from delivery of the page                       of each page
    check        from the level                                  of the gravest level of the episode
    answer       from the level, never under an hour             of the same
    limit        from the event's first publication              of the same

A clock of a level that is lowered runs on by the gravest: what was asked then was asked (DOMAIN 1 and 2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.follow import Case
from domain.risk import Level
from domain.routes import Duty, duty_of


class ClockKind(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    CHECK = "check"
    ANSWER = "answer"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One duty with its end."""

    kind: ClockKind
    level: Level
    """Whose duty it is."""
    due_at: datetime
    occasion: str = ""
    """Of the page that is to be acknowledged."""


def clocks_of(case: Case, duties: Sequence[Duty], published_at: datetime) -> tuple[Clock, ...]:
    """All clocks of a case, whether stopped or not, by their ends."""
    return tuple(sorted((*_acknowledgements(case, duties), *_rest(case, duties, published_at)), key=_order))


def owed(case: Case, duties: Sequence[Duty], published_at: datetime) -> tuple[Clock, ...]:
    """Those that still run, or ran out unanswered: of the last page, and of what is not done. None of an event that is closed or
    has no level."""
    if case.level is Level.NONE or case.closed_at is not None or not case.pages:
        return ()
    last = case.pages[-1].occasion
    return tuple(one for one in clocks_of(case, duties, published_at) if _runs(one, case, last))


def _acknowledgements(case: Case, duties: Sequence[Duty]) -> Iterator[Clock]:
    for page in case.pages:
        duty = duty_of(duties, page.level)
        if duty is not None:
            yield Clock(kind=ClockKind.ACKNOWLEDGE, level=page.level, due_at=page.rung_at + duty.acknowledge,
                        occasion=page.occasion)  # fmt: skip


def _rest(case: Case, duties: Sequence[Duty], published_at: datetime) -> Iterator[Clock]:
    level = max((page.level for page in case.pages), default=Level.NONE)
    duty = duty_of(duties, level)
    if duty is None:
        return
    since = next(page.decided_at for page in case.pages if page.level is level)
    yield Clock(kind=ClockKind.CHECK, level=level, due_at=since + duty.fact_check)
    yield Clock(kind=ClockKind.ANSWER, level=level, due_at=since + duty.answer_span)
    yield Clock(kind=ClockKind.LIMIT, level=level, due_at=published_at + duty.answer_limit)


def _runs(clock: Clock, case: Case, last: str) -> bool:
    if clock.kind is ClockKind.ACKNOWLEDGE:
        return clock.occasion == last and last not in case.acknowledged
    if clock.kind is ClockKind.CHECK:
        return case.verified_at is None and case.answered_at is None
    return case.answered_at is None


def _order(clock: Clock) -> tuple[datetime, str, str]:
    return clock.due_at, clock.kind, clock.occasion
