"""What storage takes and gives beside the vocabulary of the house: rows as they are read, results as they are committed."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.alerts import Alert, Delivery
from domain.crawl import HostState, PollState
from domain.duty import Response
from domain.events import Event, EventState, Member
from domain.items import Counters, Document, DoorCount, Platform, Source, Tier
from domain.labels import Labelled, Labels, Sketch
from domain.orders import STANDING, Order
from domain.risk import Assessment, Level, LevelMemory
from domain.streams import HourCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A masked document on its way to the inbox. `revision` of a changed one is set by the store."""

    document: Document
    key: str
    """Entry key within the source."""
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """New totals of a document already stored; a kind of total that is None is left as it is."""

    key: str
    """Entry key within the source, or the id of one of its documents."""
    counters: Counters


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Part of a poll, committed at once. The last part of a poll carries `state`, `present` and the other doors."""

    source_id: str
    at: datetime
    collected: tuple[Collected, ...] = ()
    recounted: tuple[Recounted, ...] = ()
    doors: tuple[DoorCount, ...] = ()
    """Doors decided before the store: unchanged, duplicate, rejected(reason), failed(reason)."""
    state: PollState | None = None
    """Given once the poll has ended; None while it goes on, and for imports."""
    hosts: tuple[HostState, ...] = ()
    present: tuple[str, ...] | None = None
    """Keys of the whole listing: known entries of the source that are not in it are forgotten. None: forget nothing."""
    requests: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One thing to process, in order of `sequence`: a revision of a document, or new totals of one."""

    sequence: int
    at: datetime
    """When it was committed (`Harvest.at`): processing runs on these times. Never falls as `sequence` rises."""
    document: Document
    """As of that revision; with the totals of this row."""
    recount: bool = False
    """Only totals changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A person's order at its place in the inbox: it shares the rows' sequence and their times."""

    sequence: int
    at: datetime
    order: Order
    outcome: str = ""
    """`done`, the code of why it could not be carried out, or empty while it waits."""

    @property
    def is_refused(self) -> bool:
        """Whether it could not be carried out: what was recorded with it was never done."""
        return self.outcome not in STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far processing has come: the last row or order of the inbox taken, and the last evaluation done."""

    sequence: int = 0
    evaluated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A labelled revision and the duplicate group that grouping gave it."""

    labelled: Labelled
    duplicate_group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of processing: results and the move of the cursor, committed together."""

    expected: Cursor
    cursor: Cursor
    placed: tuple[Placed, ...] = ()
    events: tuple[Event, ...] = ()
    members: tuple[Member, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    memories: tuple[LevelMemory, ...] = ()
    states: tuple[tuple[str, str, EventState], ...] = ()
    """(event id, scope id, state)."""
    alerts: tuple[Alert, ...] = ()
    outcomes: tuple[tuple[int, str], ...] = ()
    """(sequence of an order, what came of it)."""
    counts: tuple[HourCount, ...] = ()
    """New values of hourly counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """A member of an open event, as grouping and assessing need it after a restart. Title and text are empty."""

    member: Member
    document: Document
    labels: Labels
    sketch: Sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Recountable:
    """A document whose public totals matter now."""

    source_id: str
    document_id: str
    url: str
    is_counted: bool
    """Its page has shown a total before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A document as readers see it: latest revision, labels where processed, its source's name and its event."""

    sequence: int
    """Of its first revision: the order of export and the paging cursor."""
    document: Document
    source_name: str
    labels: Labels | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event as readers see it in a scope."""

    event: Event
    title: str
    """Rendered from its title document (the beginning of its text where it has no title), or the name a person gave."""
    state: EventState
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """Where a document is, when it was first collected, how many revisions it has, and its event."""

    url: str
    first_collected_at: datetime
    revisions: int
    event_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierRow:
    """A member of an event as those who look back need it: who carried it when, and which rules found what in it."""

    event_id: str
    joined_at: datetime
    """Inbox time of its first revision: from then on the event had it."""
    happened_at: datetime
    outlet: str
    platform: Platform
    tier: Tier
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    """(topic, ids of the rules that gave it) of its last revision; what was only suggested is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """The level that an assessment gave."""

    event_id: str
    scope_id: str
    at: datetime
    level: Level
    proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How a source fares."""

    source: Source
    state: PollState | None
    items_today: int
    items_28_days: int
    doors: tuple[DoorCount, ...] = ()
    """Of the last 28 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHours:
    """What a source brought, hour by hour."""

    source_id: str
    first_at: datetime
    """When its first document was collected."""
    counts: tuple[tuple[int, int], ...]
    """(whole hours since 1970, UTC; documents that happened in it), by hour; hours without any are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    alert: Alert
    status: str
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """An event with a level in a scope."""

    memory: LevelMemory
    state: EventState
    alerts: tuple[AlertRow, ...] = ()
    """What was told of it there, oldest decision first."""
    responses: tuple[Response, ...] = ()
    """What people did with it there, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the audit trail says of a change; the store chains it in the same transaction."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A question in the tokens of the search index: every phrase must occur, its tokens side by side."""

    phrases: tuple[tuple[str, ...], ...] = ()


NO_TERMS = Terms()
"""Everything is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Search results, best or newest first, and how many there are in all."""

    records: tuple[Record, ...] = field(default=())
    total: int = 0
