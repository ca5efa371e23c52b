"""The message of what is no event: a silence, its end, a test. What, since when, what is usual, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from alerts.message import Message
from domain.alerts import Alert, Reason
from domain.messages import Catalogue
from domain.silence import Silence, silence_in, since_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says beside its alert, as it is when the message is sent."""

    name: str
    """Of the source, the channel or the level that it is about; empty where its form says all."""
    form: str
    """Of the silence that it tells of, or that is over; `test` of a test."""
    per_day: float | None = None
    """Documents that the source usually brings."""
    failure: str = ""
    """Why the source cannot be read, in words."""
    zone: tzinfo
    people: tuple[str, ...] = ()
    """Names of those on duty whom it is for, where the message goes to a room."""


def render_notice(alert: Alert, notice: Notice, catalogue: Catalogue, *, repeated: bool = False) -> Message:
    """The message for one alert of a source or of the system."""
    mark = catalogue.text("alert.repeated") if repeated else ""
    return Message(
        alert_id=alert.id,
        title=mark + _title(alert, notice, catalogue),
        body="\n".join(_lines(alert, notice, catalogue, repeated=repeated)),
        repeated=repeated,
    )


def _title(alert: Alert, notice: Notice, catalogue: Catalogue) -> str:
    if alert.reason is Reason.TEST:
        return catalogue.text("notice.test_title")
    what = catalogue.text(f"notice.name_{notice.form}", name=notice.name)
    return catalogue.text("notice.over_title" if alert.reason is Reason.CLEARED else "notice.title", what=what)


def _lines(alert: Alert, notice: Notice, catalogue: Catalogue, *, repeated: bool) -> Iterator[str]:
    if repeated:
        yield catalogue.text("alert.repeated_line")
    if alert.reason is Reason.TEST:
        yield from _test(alert, notice, catalogue)
    elif alert.reason is Reason.CLEARED:
        yield from _over(alert, notice, catalogue)
    else:
        yield from _silent(silence_in(alert.subject_kind, alert.subject_id, alert.occasion), notice, catalogue)
    if notice.people:
        yield catalogue.text("alert.people", names=catalogue.text("alert.and").join(notice.people))
    yield catalogue.text("alert.number", number=alert.id)


def _silent(silence: Silence, notice: Notice, catalogue: Catalogue) -> Iterator[str]:
    since = _moment(silence.since, notice.zone)
    yield catalogue.text(f"notice.is_{silence.form}", name=notice.name, count=silence.count, since=since)
    if notice.per_day is not None:
        yield catalogue.text("notice.usual", per_day=f"{notice.per_day:.1f}")
    if notice.failure:
        yield catalogue.text("notice.failure", reason=notice.failure)
    yield catalogue.text(f"notice.do_{silence.form}", name=notice.name)


def _over(alert: Alert, notice: Notice, catalogue: Catalogue) -> Iterator[str]:
    since, until = _moment(since_in(alert.occasion), notice.zone), _moment(alert.decided_at, notice.zone)
    yield catalogue.text("notice.over", since=since, until=until)
    yield catalogue.text("notice.nothing_asked")


def _test(alert: Alert, notice: Notice, catalogue: Catalogue) -> Iterator[str]:
    yield catalogue.text("notice.test")
    sent = _moment(alert.decided_at, notice.zone)
    yield catalogue.text("notice.test_sent", at=sent, channel=alert.channel, recipient=notice.name)
    yield catalogue.text("notice.nothing_asked")


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")
