"""Whether the duties of an event's episodes were met: each clock beside what people did."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.clocks import Clock, ClockKind, clocks_of
from alerts.follow import Case, Page
from domain.alerts import PAGING
from domain.duty import Response, ResponseKind
from domain.risk import Level
from domain.routes import Duty
from reports.evaluation import Judged, Levelled, Result
from service.cases import case_of
from storage.values import DutyRow

CHECKED = (ResponseKind.VERIFIED, ResponseKind.ANSWERED)
"""Whoever answers has checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What duties are judged beside."""

    published_at: datetime
    closed_at: datetime
    levels: tuple[Levelled, ...]


def judged(row: DutyRow, duties: Sequence[Duty], course: Course) -> tuple[Judged, ...]:
    """Every duty of every episode, by its end."""
    parts = [*_episodes(row)]
    ends = [*(begun for _, begun in parts[1:]), course.closed_at][: len(parts)]
    found = [one for (part, _), end in zip(parts, ends, strict=True)
             for one in _of_episode(part, duties, course, end)]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.due_at, one.episode, one.kind)))


def _episodes(row: DutyRow) -> Iterator[tuple[DutyRow, datetime]]:
    """Each episode as if it were the present one, with the time of its first page."""
    own = [one for one in row.alerts if one.alert.reason in PAGING and one.alert.subject_id == row.memory.event_id]
    for number in sorted({one.alert.episode for one in own} | {row.memory.episode}):
        pages = [one.alert.decided_at for one in own if one.alert.episode == number]
        if number == row.memory.episode:
            begun = min([*pages, *filter(None, [row.memory.episode_started_at])], default=None)
            yield from [(row, begun)] if begun else []
        else:
            yield _earlier(row, number, min(pages)), min(pages)


def _earlier(row: DutyRow, number: int, begun: datetime) -> DutyRow:
    memory = replace(row.memory, episode=number, episode_started_at=begun, answered_at=None)
    alerts = (one for one in row.alerts if one.alert.episode == number and one.alert.subject_id == memory.event_id)
    done = (one for one in row.responses if one.episode == number)
    return replace(row, memory=memory, alerts=tuple(alerts), responses=tuple(done))


def _of_episode(row: DutyRow, duties: Sequence[Duty], course: Course, end: datetime) -> Iterator[Judged]:
    case = case_of(row, course.closed_at)
    over = _level_over(course.levels, case, end)
    for clock in clocks_of(case, duties, course.published_at):
        done = _done(clock, case, row.responses)
        yield Judged(
            kind=clock.kind.value, episode=case.episode, level=clock.level, due_at=clock.due_at,
            done_at=done.at if done else None, by=done.actor if done else "",
            result=_result(clock, done, _over_at(clock, case.pages, over)),
        )  # fmt: skip


def _level_over(levels: Iterable[Levelled], case: Case, end: datetime) -> datetime:
    """When nothing was asked any more: the level had ended and did not come back, else the end of the episode."""
    begun = case.pages[0].decided_at if case.pages else end
    moves = [one for one in levels if begun <= one.at < end]
    return moves[-1].at if moves and moves[-1].level is Level.NONE else end


def _over_at(clock: Clock, pages: Sequence[Page], over: datetime) -> datetime:
    """A page need not be acknowledged once a later one stands in its place."""
    if clock.kind is not ClockKind.ACKNOWLEDGE:
        return over
    number = next(number for number, page in enumerate(pages) if page.occasion == clock.occasion)
    later = pages[number + 1 :]
    return min(over, later[0].decided_at) if later else over


def _done(clock: Clock, case: Case, responses: Iterable[Response]) -> Response | None:
    """The first act that stopped a clock."""
    if clock.kind is ClockKind.ACKNOWLEDGE:
        page = next(page for page in case.pages if page.occasion == clock.occasion)
        return next((one for one in responses if _acknowledges(one, page, case)), None)
    kinds = CHECKED if clock.kind is ClockKind.CHECK else (ResponseKind.ANSWERED,)
    return next((one for one in responses if one.kind in kinds and one.episode in (None, case.episode)), None)


def _acknowledges(response: Response, page: Page, case: Case) -> bool:
    """By what was noted with it; by time, where nobody noted it."""
    if response.episode is None:
        return page.decided_at <= response.at
    return response.episode == case.episode and response.acknowledges == page.occasion


def _result(clock: Clock, done: Response | None, over_at: datetime) -> Result:
    if done is not None and done.at <= clock.due_at:
        return Result.MET
    asked = clock.level is not Level.IV or clock.kind in (ClockKind.ACKNOWLEDGE, ClockKind.CHECK)
    if over_at < clock.due_at or (done is None and not asked):  # of IV an answer is due only sometimes
        return Result.LAPSED
    return Result.LATE if done is not None else Result.MISSED
