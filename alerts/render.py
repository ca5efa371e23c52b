"""An alert as a message to read on a phone: short lines, the gravest first, and always what it is not.

Only what is stored masked comes in: a title, an address, places of the institution's own profile, counts. No author.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from alerts.digest import Digest, digest_lines
from alerts.message import Message
from domain.alerts import Alert, Reason, SubjectKind
from domain.messages import Catalogue
from domain.risk import Assessment, Contribution, Level, level_name
from domain.routes import Duty

NAMED = 3
LONGEST_TITLE = 40
"""Characters of an event's title that a message shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a message says of an event beside its alert; all of it as it is when the message is sent."""

    title: str
    assessment: Assessment | None = None
    """The newest."""
    digest: Digest | None = None
    """What a digest tells of."""
    places: tuple[str, ...] = ()
    first_source: str | None = None
    """Address of the first document."""
    duty: Duty | None = None
    """Of the alert's level; a proposed I has that of II."""
    people: tuple[str, ...] = ()
    """Names of those on duty whom it is for, where the message goes to a room."""
    said: tuple[str, ...] = ()
    """Lines of what is told of no event, in words."""
    zone: tzinfo
    """Of the desk."""
    link: str | None = None
    """By which a phone acknowledges, once the console's public address is set."""


def render(alert: Alert, story: Story, catalogue: Catalogue, *, repeated: bool = False) -> Message:
    """The message for one alert."""
    return Message(
        alert_id=alert.id,
        title=_title(alert, story, catalogue, repeated=repeated),
        body="\n".join(_lines(alert, story, catalogue, repeated=repeated)),
        repeated=repeated,
    )


def _title(alert: Alert, story: Story, catalogue: Catalogue, *, repeated: bool) -> str:
    mark = catalogue.text("alert.repeated") if repeated else ""
    return mark + catalogue.text("alert.title", level=_level(alert, catalogue), title=_shortened(story.title))


def _lines(alert: Alert, story: Story, catalogue: Catalogue, *, repeated: bool) -> Iterator[str]:
    if repeated:
        yield catalogue.text("alert.repeated_line")
    yield catalogue.text("alert.reason", reason=catalogue.text(f"reason.{alert.reason}"))
    if story.digest:
        yield from digest_lines(story.digest, alert.id, catalogue)
    yield from story.said
    yield from _why(alert, story.assessment, catalogue)
    if story.places:
        yield catalogue.text("alert.places", places=catalogue.text("alert.and").join(story.places[:NAMED]))
    if story.first_source:
        yield catalogue.text("alert.source", url=story.first_source)
    yield from _asked(alert, story, catalogue)
    if story.link:
        yield catalogue.text("alert.link", url=story.link)
    if story.people:
        yield catalogue.text("alert.people", names=catalogue.text("alert.and").join(story.people))
    yield catalogue.text("alert.number", number=alert.id)
    yield catalogue.text("level.notice")


def _why(alert: Alert, assessment: Assessment | None, catalogue: Catalogue) -> Iterator[str]:
    """Index as decided, the largest contributions and the counts as known now."""
    if alert.index is not None:
        yield catalogue.text("alert.index", index=f"{alert.index:.2f}")
    if assessment is None:
        return
    for one in _largest(assessment.contributions):
        name = catalogue.text(f"factor.{one.name}")
        yield catalogue.text("alert.part", name=name, points=f"{one.points:+.2f}")
    yield catalogue.text("alert.counts", outlets=assessment.outlets, documents=assessment.documents)


def _largest(contributions: tuple[Contribution, ...]) -> list[Contribution]:
    raising = [one for one in contributions if one.points > 0 and one.name != "base"]
    return sorted(raising, key=lambda one: -one.points)[:NAMED]


def _asked(alert: Alert, story: Story, catalogue: Catalogue) -> Iterator[str]:
    """What the reader is to do, and by when: acknowledgement counts from delivery, the rest from the decision."""
    if alert.subject_kind is not SubjectKind.EVENT:
        return
    if alert.reason is Reason.CLEARED or alert.level is Level.NONE:
        yield catalogue.text("alert.nothing_asked")
        return
    if alert.reason is Reason.DIGEST:
        yield catalogue.text("alert.digest_asked")
    if alert.proposed:
        yield catalogue.text("alert.confirm")
    if alert.reason is Reason.ESCALATED:
        yield catalogue.text("alert.escalated")
    if alert.reason in (Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED):
        clock, _, percent = alert.occasion.split(":")
        yield catalogue.text(f"alert.{clock}_{percent}")
    if story.duty is None or alert.reason not in (Reason.FIRST, Reason.LEVEL_ROSE):
        return
    yield catalogue.text("alert.acknowledge", span=_span(story.duty.acknowledge, catalogue))
    yield catalogue.text("alert.check", by=_moment(alert.decided_at + story.duty.fact_check, story.zone))
    yield catalogue.text("alert.answer", by=_moment(alert.decided_at + story.duty.answer_target, story.zone))


def _level(alert: Alert, catalogue: Catalogue) -> str:
    if alert.level is Level.NONE:
        return catalogue.text(f"reason.{alert.reason}")
    return catalogue.text(f"level.{level_name(alert.level, proposed=alert.proposed)}")


def _span(span: timedelta, catalogue: Catalogue) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes and minutes % 60 == 0:
        return catalogue.text("alert.hours", count=minutes // 60)
    return catalogue.text("alert.minutes", count=minutes)


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")


def _shortened(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "\N{HORIZONTAL ELLIPSIS}"
