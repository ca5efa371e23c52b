"""An alert as a message to read on a phone: short lines, the gravest first, and always what it is not.

Only what is stored masked comes in: a title, an address, places of the institution's own profile, counts. No author.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from alerts.asked import Asking, asked_lines, held_lines
from alerts.digest import Digest, digest_lines
from alerts.follow import Case
from alerts.message import Message
from domain.alerts import Alert
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
    topics: tuple[str, ...] = ()
    """Names of the event's topics."""
    hurt: bool = False
    """People are said to be hurt, trapped or in hospital."""
    places: tuple[str, ...] = ()
    first_source: str | None = None
    """Address of the first document."""
    duty: Duty | None = None
    """Of the alert's level; a proposed I has that of II."""
    case: Case | None = None
    """The episode that the alert is of, while it lasts."""
    published_at: datetime | None = None
    """The event's first publication, from which the statutory limit counts."""
    people: tuple[str, ...] = ()
    """Names of those on duty whom it is for, where the message goes to a room."""
    said: tuple[str, ...] = ()
    """Lines of what is told of no event, in words."""
    zone: tzinfo
    """Of the desk."""
    link: str | None = None
    """By which a phone acknowledges, once the console's public address is set."""

    @property
    def asking(self) -> Asking:
        """What is to be done by when."""
        return Asking(duty=self.duty, case=self.case, published_at=self.published_at, zone=self.zone)


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
    yield from held_lines(alert, story.zone, catalogue)
    yield from _what(alert, story, catalogue)
    if story.digest:
        yield catalogue.text("alert.digest_asked")
    yield from asked_lines(alert, story.asking, catalogue)
    yield from _answering(alert, story, catalogue)
    yield catalogue.text("level.notice")


def _what(alert: Alert, story: Story, catalogue: Catalogue) -> Iterator[str]:
    """What has happened and where, then the figures and where to read it."""
    if story.topics:
        hurt = catalogue.text("alert.hurt") if story.hurt else ""
        yield catalogue.text("alert.topics", topics=catalogue.text("alert.and").join(story.topics[:NAMED]), hurt=hurt)
    if story.places:
        yield catalogue.text("alert.places", places=catalogue.text("alert.and").join(story.places[:NAMED]))
    if story.digest:
        yield from digest_lines(story.digest, alert.id, catalogue)
    yield from story.said
    yield from _why(alert, story.assessment, catalogue)
    if story.first_source:
        yield catalogue.text("alert.source", url=story.first_source)


def _answering(alert: Alert, story: Story, catalogue: Catalogue) -> Iterator[str]:
    """How to acknowledge, who else knows, and by which numbers to ask."""
    if story.link:
        yield catalogue.text("alert.link", url=story.link)
    if story.people:
        yield catalogue.text("alert.people", names=catalogue.text("alert.and").join(story.people))
    yield catalogue.text("alert.number", number=alert.id)


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


def _level(alert: Alert, catalogue: Catalogue) -> str:
    if alert.level is Level.NONE:
        return catalogue.text(f"reason.{alert.reason}")
    return catalogue.text(f"level.{level_name(alert.level, proposed=alert.proposed)}")


def _shortened(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "\N{HORIZONTAL ELLIPSIS}"
