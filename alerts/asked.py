"""What a message asks of its reader, and by when: each clock from where DOMAIN 2 says that it starts.

acknowledge   from delivery                          first and graver levels
check         from the level                         the same, until it is recorded; reminders name its end
answer        from the level, an hour at least       the same, until it is recorded; reminders name its end
limit         from the event's first publication     with the answer; where it was past when the level came, only there
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from alerts.follow import Case, end_of
from domain.alerts import PAGING, Alert, Reason, SubjectKind
from domain.duty import CHECK
from domain.messages import Catalogue
from domain.risk import Level
from domain.routes import Duty

End = tuple[datetime, str]
"""(when a clock ends, which). A limit that ends before the target is named before it, one that is past after all."""
CLOCKS = frozenset({Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is known of an event's duties when a message on it is composed."""

    duty: Duty | None = None
    """Of the alert's level; a proposed I has that of II."""
    case: Case | None = None
    """The episode that the alert is of, while it lasts."""
    published_at: datetime | None = None
    """The event's first publication."""
    zone: tzinfo
    """Of the desk."""


def asked_lines(alert: Alert, asking: Asking, catalogue: Catalogue) -> Iterator[str]:
    """What the reader is to do, and by when."""
    if alert.subject_kind is not SubjectKind.EVENT:
        return
    if alert.reason is Reason.CLEARED or alert.level is Level.NONE:
        yield catalogue.text("alert.nothing_asked")
        return
    if alert.proposed:
        yield catalogue.text("alert.confirm")
    if alert.reason is Reason.ESCALATED:
        yield catalogue.text("alert.escalated")
    if alert.reason is Reason.REMINDER:
        yield catalogue.text("alert.unshelved")
    if alert.reason in CLOCKS:
        yield from _reminder(alert, asking, catalogue)
    if alert.reason in PAGING and asking.duty:
        yield catalogue.text("alert.acknowledge", span=_span(asking.duty.acknowledge, catalogue))
        ends = [*_targets(alert, asking, asking.duty), *_limit(alert, asking)]
        ends.sort(key=lambda one: (one[0] <= alert.due_at, one[0]))
        yield from (_by(clock, end, alert, asking, catalogue) for end, clock in ends)
    if alert.reason in CLOCKS | {Reason.ESCALATED}:
        yield from (_by(clock, end, alert, asking, catalogue) for end, clock in _limit(alert, asking))


def held_lines(alert: Alert, zone: tzinfo, catalogue: Catalogue) -> Iterator[str]:
    """Of what quiet hours held back: when it was decided, and until when it waited."""
    since = _since(alert)
    if since < alert.due_at:
        yield catalogue.text("alert.held_since", at=moment(since, zone))
        yield catalogue.text("alert.held_until", at=moment(alert.due_at, zone))


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment by the desk's clock, without its year."""
    return at.astimezone(zone).strftime("%m-%d %H:%M")


def _since(alert: Alert) -> datetime:
    """When it would have been told, had it not been for quiet hours."""
    return alert.decided_at if alert.is_held or alert.reason is Reason.DIGEST else alert.due_at


def _targets(alert: Alert, asking: Asking, duty: Duty) -> Iterator[End]:
    """Internal targets that run from the level."""
    case = asking.case
    if case is None or (case.verified_at is None and case.answered_at is None):
        yield alert.decided_at + duty.fact_check, "check"
    if case is None or case.answered_at is None:
        yield alert.decided_at + duty.answer_span, "answer"


def _reminder(alert: Alert, asking: Asking, catalogue: Catalogue) -> Iterator[str]:
    """Which clock, how far it is, and when it ends or ended."""
    clock, _, percent = alert.occasion.split(":")
    yield catalogue.text(f"alert.{clock}_{percent}")
    duties = [asking.duty] if asking.duty else []
    end = end_of(alert.occasion, asking.case, duties) if asking.case else None
    if end is None:
        return
    if alert.reason is Reason.DEADLINE_PASSED:
        yield catalogue.text("alert.was_due", at=moment(end, asking.zone))
    else:
        yield _by(CHECK[:-1] if alert.occasion.startswith(CHECK) else "answer", end, alert, asking, catalogue)


def _limit(alert: Alert, asking: Asking) -> Iterator[End]:
    """The statutory limit. That it was past when the level came is said in the message of that level alone."""
    if asking.duty is None or asking.published_at is None or (asking.case and asking.case.answered_at):
        return
    limit = asking.published_at + asking.duty.answer_limit
    pages = asking.case.pages if asking.case else ()
    if alert.reason in PAGING or (pages and limit > pages[-1].decided_at):
        yield limit, "limit"


def _by(clock: str, end: datetime, alert: Alert, asking: Asking, catalogue: Catalogue) -> str:
    """A clock with its end; past, where it was when the message was due."""
    code = f"alert.{clock}" if end > alert.due_at else f"alert.{clock}_past"
    return catalogue.text(code, by=moment(end, asking.zone))


def _span(span: timedelta, catalogue: Catalogue) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes and minutes % 60 == 0:
        return catalogue.text("alert.hours", count=minutes // 60)
    return catalogue.text("alert.minutes", count=minutes)
