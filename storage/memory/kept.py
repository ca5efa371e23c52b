"""What the memory store keeps, and the few looks at it that several nouns share."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.alerts import Alert, Delivery, DeliveryStatus
from domain.crawl import HostState, PollState
from domain.duty import AuditEntry, Response, User
from domain.events import Event, EventState, Member
from domain.feedback import Correction, Task
from domain.handover import Handover
from domain.items import Document, Door, Source
from domain.risk import Assessment, LevelMemory
from domain.versions import Act
from storage.chain import follow
from storage.doors import inbox_time
from storage.values import Change, Cursor, InboxRow, OrderRow, Placed, Record


@dataclass(slots=True, kw_only=True)
class Waiting:
    """An alert in the outbox."""

    alert: Alert
    status: DeliveryStatus
    not_before: datetime
    deliveries: dict[int, Delivery] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Kept:
    """Tables as dictionaries by key. Documents keep their order of arrival; rows and orders share one sequence."""

    sources: dict[str, Source] = field(default_factory=dict)
    polls: dict[str, PollState] = field(default_factory=dict)
    hosts: dict[str, HostState] = field(default_factory=dict)
    entries: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """(fingerprint, document id) by key, by source id."""
    doors: dict[str, dict[tuple[str, Door, str], int]] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    inbox: list[InboxRow] = field(default_factory=list)
    orders: dict[int, OrderRow] = field(default_factory=dict)
    last_sequence: int = 0
    last_at: datetime | None = None
    cursor: Cursor = field(default_factory=Cursor)
    placed: dict[str, Placed] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    assessments: dict[tuple[str, str, datetime], Assessment] = field(default_factory=dict)
    memories: dict[tuple[str, str], LevelMemory] = field(default_factory=dict)
    states: dict[tuple[str, str], EventState] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    """By stream and hour."""
    outbox: dict[str, Waiting] = field(default_factory=dict)
    repeated: int = 0
    """Alerts that were decided once more."""
    responses: list[tuple[Response, int | None]] = field(default_factory=list)
    """With the sequence of the order that one tells of."""
    handovers: dict[str, Handover] = field(default_factory=dict)
    corrections: dict[tuple[str, Task], Correction] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    rules: dict[str, bytes] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)

    def next_place(self, at: datetime) -> tuple[int, datetime]:
        """Sequence and time of whatever comes into the inbox next."""
        self.last_sequence += 1
        self.last_at = inbox_time(at, self.last_at, self.cursor.evaluated_at)
        return self.last_sequence, self.last_at

    def inbox_after(self, sequence: int) -> list[InboxRow]:
        """Rows with a greater sequence, in order."""
        return self.inbox[bisect_right(self.inbox, sequence, key=lambda row: row.sequence) :]

    def times_after(self, sequence: int) -> list[datetime]:
        """Times of rows and orders with a greater sequence."""
        later = [row.at for number, row in self.orders.items() if number > sequence]
        return [*(row.at for row in self.inbox_after(sequence)), *later]

    def record(self, change: Change) -> None:
        """Chain a change to the trail."""
        self.audit.append(follow(self.audit[-1] if self.audit else None, change))

    def shown(self, document_id: str) -> Record:
        """A stored document as readers see it."""
        document, placed = self.documents[document_id], self.placed.get(document_id)
        if placed is not None and placed.labelled.revision == document.revision:
            document = replace(document, duplicate_group=placed.duplicate_group)
        member = self.members.get(document_id)
        return Record(
            sequence=self.sequences[document_id],
            document=document,
            source_name=self.sources[document.source_id].name,
            labels=placed.labelled.labels if placed else None,
            event_id=member.event_id if member else None,
        )

    def survivor(self, event_id: str) -> str:
        """Where an event went by merging."""
        seen: set[str] = set()
        while event_id not in seen:
            seen.add(event_id)
            event = self.events.get(event_id)
            event_id = (event.merged_into if event else None) or event_id
        return event_id
