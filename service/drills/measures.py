"""The response times of an event beside what its level asks (DOMAIN 1), on the clocks of DOMAIN 2."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.follow import Case, Page
from domain.duty import Response, ResponseKind
from domain.risk import Level
from domain.routes import WARNING, Duty, duty_of
from reports.drills import Measure, Timed, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """An episode with what people did in it."""

    case: Case
    responses: Sequence[Response]
    first_seen: datetime
    """When the first of its documents was published."""
    delivered_at: datetime | None
    """When the first alert arrived."""
    until: datetime
    """As of when it is judged."""


def measures_of(handled: Handled, duties: Sequence[Duty]) -> Iterator[Measure]:
    """Everything that is timed of an event; nothing of one that nobody was told of."""
    pages = handled.case.pages
    if not pages:
        return
    gravest = max(page.level for page in pages)
    if gravest >= Level.III:
        warned = None if handled.delivered_at is None else handled.delivered_at - handled.first_seen
        yield _measure(handled, Timed.WARNING, gravest, handled.first_seen, WARNING, warned, "")
    for page, following in zip(pages, (*pages[1:], None), strict=True):
        yield from _acknowledged(handled, page, following, duties)
    duty = duty_of(duties, gravest)
    if duty is not None:
        since = next(page.decided_at for page in pages if page.level is gravest)
        yield from _clocks(handled, duty, since)


def _acknowledged(handled: Handled, page: Page, following: Page | None, duties: Sequence[Duty]) -> Iterator[Measure]:
    """A graver alert takes the place of the one before it: whose time was not up then is not judged."""
    duty = duty_of(duties, page.level)
    if duty is None:
        return
    done = next((one for one in handled.responses if one.acknowledges == page.occasion), None)
    took = max(done.at - page.rung_at, timedelta(0)) if done else None
    measure = _measure(
        handled, Timed.ACKNOWLEDGE, page.level, page.rung_at, duty.acknowledge, took, done.actor if done else ""
    )
    if following is None or took is not None or following.decided_at - page.rung_at >= duty.acknowledge:
        yield measure


def _clocks(handled: Handled, duty: Duty, since: datetime) -> Iterator[Measure]:
    """The check, the answer, and the limit of the answer, which counts from the first report."""
    check, answer = (_first(handled, kind) for kind in (ResponseKind.VERIFIED, ResponseKind.ANSWERED))
    timed = (
        (Timed.CHECK, since, duty.fact_check, check),
        (Timed.ANSWER, since, duty.answer_span, answer),
        (Timed.LIMIT, handled.first_seen, duty.answer_limit, answer),
    )
    for what, begin, target, done in timed:
        took = max(done.at - begin, timedelta(0)) if done else None
        yield _measure(handled, what, duty.level, begin, target, took, done.actor if done else "")


def _first(handled: Handled, kind: ResponseKind) -> Response | None:
    return next((one for one in handled.responses if one.kind is kind), None)


def _measure(
    handled: Handled, timed: Timed, level: Level, since: datetime, target: timedelta, took: timedelta | None, by: str
) -> Measure:  # fmt: skip
    is_up = handled.until - since >= target or handled.case.closed_at is not None
    verdict = _verdict(took, target, is_up=is_up)
    return Measure(event_id=handled.case.event_id, timed=timed, level=level, since=since, target=target, took=took, by=by,
                   verdict=verdict)  # fmt: skip


def _verdict(took: timedelta | None, target: timedelta, *, is_up: bool) -> Verdict:
    if took is None:
        return Verdict.MISSED if is_up else Verdict.OPEN
    return Verdict.MET if took <= target else Verdict.LATE
