"""Events: documents about one happening, and how a desk stands towards them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.addresses import digest
from domain.items import Counters, Platform, Tier
from domain.labels import Mention, Tone, TopicLabel

DESK = "desk"
"""Id of the scope that is meant where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`id` is derived from the founding document, so that the same inbox gives the same events.

    The title is rendered from `title_document`, never copied, so that text can be purged in one place.
    """

    id: str
    founded_by: str
    """Document id."""
    title_document: str
    """Document id whose title names the event."""
    name: str | None = None
    """A name given by a person; shown in place of the title."""
    first_seen: datetime
    last_seen: datetime
    """Earliest and latest `happened_at` of its documents."""
    touched_at: datetime
    """Inbox time (`InboxRow.at`) of the last row that joined it or revised a member, or of the last merge, split or raising: an
    event is open while this is within the window, so that an archive imported today is grouped as if it had been collected."""
    documents: int
    """Members, near-duplicates included."""
    outlets: int
    topics: tuple[str, ...] = ()
    merged_into: str | None = None
    """Its members are that event's now, and its own counts are 0."""
    split_from: str | None = None
    splits: int = 0
    """How many events were split from it: their ids depend on it."""
    by_hand: bool = False
    """A person chose what belongs to it: the machine neither splits it nor merges it into another."""
    apart: tuple[str, ...] = ()
    """Marks of the splits that it was a side of, sorted: the machine merges no two events that share one."""
    raised_by: str | None = None
    """Name of the staff member who raised it by hand."""
    raised_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A document in an event, with what assessing needs of it, so that no text is read."""

    event_id: str
    document_id: str
    sequence: int
    """Inbox sequence number of the document's first revision."""
    joined_at: datetime
    """Inbox time (`InboxRow.at`) of that row."""
    happened_at: datetime
    """Of the first revision: a later edit does not move a document in time."""
    duplicate_of: str | None = None
    """Document id of the text it nearly repeats."""


class EventState(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    VERIFYING = "verifying"
    ANSWERED = "answered"
    CLOSED = "closed"
    NOISE = "noise"


OVER = frozenset({EventState.CLOSED, EventState.NOISE})
"""States in which nothing is asked of the desk any more, until the event is told of again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A desk, or a special watch: a desk's own look at what is named here, from a beginning to an end.

    Each of `topics`, `places` and `sources` that is empty means all of them.
    """

    id: str = DESK
    name: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """It runs up to this moment, which is no longer in it."""
    topics: tuple[str, ...] = ()
    """Ids of topics."""
    places: tuple[str, ...] = ()
    """Division codes; what lies in a division belongs to it."""
    sources: tuple[str, ...] = ()
    """Ids of sources."""


def event_id(founding_document: str, split: int = 0, parent: str = "") -> str:
    """`E` and 20 hex digits from the founding document's id, the ordinal of a split, and the event that was split."""
    return "E" + digest(founding_document, str(split), *filter(None, [parent]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What assessing knows of one member: no text, no address."""

    document_id: str
    sequence: int
    happened_at: datetime
    collected_at: datetime
    outlet: str
    platform: Platform
    tier: Tier
    duplicate: bool
    """It nearly repeats an earlier member's text."""
    tone: Tone | None
    topics: tuple[TopicLabel, ...]
    """Hits left out."""
    mentions: tuple[Mention, ...]
    counters: Counters = Counters()
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """All that an assessment of an event is computed from, in order of sequence."""

    event_id: str
    facts: tuple[Fact, ...]
