"""The contract of storage: what every kind of store promises, checked by one contract suite.

Every method is one transaction: it happens wholly or not at all. A store that is locked, gone or refuses raises
StorageError. Only one process writes what collection and processing commit; readers may be many.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.crawl import HostState, PollState
from domain.duty import AuditEntry, Response, User
from domain.events import Event, EventState
from domain.feedback import Correction, Task
from domain.filters import DocumentFilter, EventFilter
from domain.handover import Handover
from domain.items import Document, DoorCount, Source
from domain.orders import Order
from domain.risk import Assessment, LevelMemory
from domain.streams import HourCount
from domain.versions import Act
from storage.values import (
    NO_TERMS,
    AddressRow,
    AlertRow,
    CarrierRow,
    Change,
    Cursor,
    DutyRow,
    EventRow,
    Harvest,
    InboxRow,
    LevelRow,
    OrderRow,
    Page,
    Record,
    Recountable,
    SourceHealth,
    SourceHours,
    Step,
    Terms,
    WindowRow,
)


class Storage(Protocol):
    """A workspace's store."""

    # --- life ---
    def upgrade(self) -> None:
        """Bring the schema to the newest revision; harmless when it is."""

    def close(self) -> None:
        """Give back every connection."""

    # --- sources and polling ---
    def put_sources(self, sources: Sequence[Source], change: Change) -> None:
        """Add sources, or replace those of the same id."""

    def sources(self) -> tuple[Source, ...]:
        """All sources, by id."""

    def poll_states(self) -> Mapping[str, PollState]:
        """Poll state by source id; a source never polled has none."""

    def hosts(self) -> Mapping[str, HostState]:
        """Politeness memory by host."""

    def known_entries(self, source_id: str) -> tuple[tuple[str, str], ...]:
        """(entry key, fingerprint) of the source's stored entries still in its listing."""

    def commit_harvest(self, harvest: Harvest) -> tuple[DoorCount, ...]:
        """Store new and changed documents with their texts, and put them into the inbox; returns every door's count,
        those of `harvest.doors` included.

        new: the id is not yet there. changed: it is, from the same source (or by import), and content_hash differs;
        revision + 1; source, outlet, platform, tier and address stay as first collected. unchanged: otherwise.
        duplicate: a second time in this harvest. New totals of a known document make an inbox row with `recount`. The
        counts are added to the source's day as well, and the entry keys become known. The inbox row's `at` is harvest.at, but never before the
        last row's nor before the cursor's `evaluated_at`: what was evaluated is never joined afterwards.
        """

    def commit_harvests(self, harvests: Sequence[Harvest]) -> tuple[tuple[DoorCount, ...], ...]:
        """Several harvests in one transaction, all or none, each as `commit_harvest` does it and in this order."""

    def source_health(self, now: datetime) -> tuple[SourceHealth, ...]:
        """Health of every source, by id; a day begins at 00:00 UTC, and the 28 days end with today. Items: door `new`."""

    def source_hours(self, since: datetime) -> tuple[SourceHours, ...]:
        """What every source that ever brought a document brought since then, by id."""

    # --- processing ---
    def cursor(self) -> Cursor:
        """Where processing stands."""

    def inbox(self, after: int, limit: int, before: datetime | None = None) -> tuple[InboxRow, ...]:
        """Rows with sequence > after and at < before, in order, at most `limit`."""

    def inbox_bounds(self, after: int) -> tuple[datetime, datetime, int] | None:
        """First `at`, last `at` and number of rows and orders with sequence > after; None where there are none."""

    def orders(self, after: int, before: datetime | None = None) -> tuple[OrderRow, ...]:
        """Orders with sequence > after and at < before, in order."""

    def event_orders(self, event_id: str) -> tuple[OrderRow, ...]:
        """All orders that act on an event or on one that was merged into it, oldest first."""

    def put_order(self, order: Order, change: Change, response: Response | None = None,
                  state: EventState | None = None) -> OrderRow:  # fmt: skip
        """Put an order into the inbox, at a time as `commit_harvest` gives one; in the same transaction keep the response
        that tells of it, and set the state of the response's event and scope."""

    def commit_step(self, step: Step) -> int:
        """Store a step of processing; StaleCursor where the cursor is not `step.expected`, or where a row after
        `step.cursor.sequence` has at < `step.cursor.evaluated_at`: it has to be taken first. Upserts by key; an alert
        whose id exists is left as it is, and counted: the number of those. What quiet hours hold back and has nothing
        left to say (`domain.held`) is withdrawn, here and in `follow_up`."""

    def window(self, since: datetime) -> Iterator[WindowRow]:
        """Members of events with touched_at >= since, or with a level above NONE in any scope, in order of sequence."""

    def window_events(self, since: datetime) -> tuple[Event, ...]:
        """Events with touched_at >= since, or with a level above NONE in any scope, by id."""

    def memories(self, since: datetime) -> tuple[LevelMemory, ...]:
        """Level memories of those events."""

    def event_rows(self, event_id: str) -> Iterator[WindowRow]:
        """Members of one event, open or not, as `window` gives them."""

    def event_times(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """(event id, when it happened) of every member that happened at or after `since`, by event, then time."""

    def event_memories(self, event_id: str) -> tuple[LevelMemory, ...]:
        """Level memories of one event."""

    def hour_counts(self, since_hour: int) -> Iterator[HourCount]:
        """Hourly counts of hours >= since_hour, by stream and hour."""

    def recountable(self, limit: int) -> tuple[Recountable, ...]:
        """Members of events that in one scope at least have a level and are neither closed nor noise: of every source
        the `limit` newest, counted ones before others."""

    # --- telling ---
    def due_alerts(self, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
        """Pending alerts whose time has come, oldest decision first."""

    def claim_alert(self, delivery: Delivery) -> bool:
        """Compare-and-set pending -> sending and store the attempt; False where somebody else has it."""

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        """Store how the attempt ended. Status pending means: try again at `not_before`, unless a person has meanwhile done what
        stops it (`domain.duty.is_stopped`): it is then withdrawn."""

    def waiting(self, alert_ids: Sequence[str]) -> frozenset[str]:
        """Those of these alerts that are pending."""

    def unfinished_deliveries(self) -> tuple[tuple[OutboxItem, Delivery], ...]:
        """Attempts found in `sending`: after a crash their outcome is unknown."""

    def alerts(self, since: datetime | None = None, until: datetime | None = None,
               statuses: Sequence[DeliveryStatus] = ()) -> Iterator[AlertRow]:  # fmt: skip
        """All alerts decided in the span, in order of decision, with their attempts. `statuses`: only what stands at one of
        these; empty: all."""

    def alert(self, alert_id: str) -> AlertRow | None:
        """One alert with its attempts."""

    def subject_alerts(self, subject_ids: Sequence[str]) -> tuple[AlertRow, ...]:
        """Alerts of these sources and parts of the system, oldest decision first."""

    def put_back(self, alert_ids: Sequence[str], at: datetime, change: Change) -> tuple[str, ...]:
        """Dead and unknown ones of these alerts are pending again, and due at `at`; the ids of those. Each is an audit entry
        with the change's action and detail. Their attempts stay, so that one whose outcome was unknown is marked as repeated.
        What a person has meanwhile done what stops it is withdrawn."""

    def event_alerts(self, event_id: str) -> tuple[AlertRow, ...]:
        """Alerts of an event and of those merged into it, oldest decision first."""

    def duties(self, event_ids: Sequence[str] = ()) -> tuple[DutyRow, ...]:
        """Every open event that has a level in a scope, by event and scope; of these events alone, where any are named."""

    def follow_up(self, found: Sequence[tuple[DutyRow, Sequence[Alert]]], digests: Sequence[Alert] = ()) -> int:
        """Put the alerts that follow from each row into the outbox, unless its level moved or a person acted since it was read,
        and those digests that tell of any of them; the number of alerts put."""

    def tell(self, alerts: Sequence[Alert]) -> int:
        """Put alerts that no event's level stands behind into the outbox; one whose id is there is left as it is and not
        counted. How many were put."""

    def put_handover(self, handover: Handover, known: Handover | None, change: Change) -> None:
        """Keep a hand-over in place of `known`, what was kept under its id when it was read; StorageError where somebody has
        changed that since."""

    def handover(self, handover_id: str) -> Handover | None:
        """One hand-over."""

    def handovers(self, since: datetime | None = None) -> tuple[Handover, ...]:
        """Hand-overs of shifts that ended, or will end, at or after a moment, by end, then id."""

    def count_dead_alerts(self) -> int:
        """Alerts whose delivery was given up."""

    def count_repeated_alerts(self) -> int:
        """How often an alert was decided whose id was in the outbox already, so that nobody was told again."""

    # --- reading ---
    def document(self, document_id: str) -> Record | None:
        """One document."""

    def documents(self, wanted: DocumentFilter, terms: Terms = NO_TERMS, after: int = 0) -> Iterator[Record]:
        """All with sequence > after that match, in order of sequence, streamed. Labels are of the last revision processed."""

    def search(self, wanted: DocumentFilter, terms: Terms, limit: int = 50, newest: bool = False) -> Page:
        """The best matches (or the newest, which is the order where nothing is asked); the total is exact up to
        10 000 and stays there."""

    def revisions(self, document_id: str) -> tuple[Document, ...]:
        """Every revision kept, oldest first."""

    def events(self, wanted: EventFilter) -> Iterator[EventRow]:
        """Events, gravest level first, then highest index, then newest."""

    def event(self, event_id: str, scope_id: str = "desk") -> EventRow | None:
        """One event; a merged one leads to where it went."""

    def event_documents(self, event_id: str) -> tuple[Record, ...]:
        """Documents of an event in order of sequence."""

    def assessments(self, event_id: str | None = None, since: datetime | None = None,
                    until: datetime | None = None) -> Iterator[Assessment]:  # fmt: skip
        """Stored assessments in order of time, then of event and scope."""

    def levels(self) -> Iterator[LevelRow]:
        """The level alone of every stored assessment, in that order: a tenth of the time."""

    def addresses(self) -> Iterator[AddressRow]:
        """Every document without text and labels, in order of sequence."""

    def carriers(self, since: datetime, *, topics: bool = True) -> Iterator[CarrierRow]:
        """Members of events with touched_at >= since, or with a level above NONE in any scope, by event, then when they
        happened, then sequence. Without `topics` no labels are read, and the rows have none: half of the time."""

    def all_responses(self) -> Iterator[Response]:
        """What was done about any event, in the order in which it was recorded, under the event that it was given to; what
        an order told of that could not be carried out is left out."""

    def responses(self, event_id: str) -> tuple[Response, ...]:
        """What was done about an event and about those that were merged into it, oldest first; a merged one leads to where it
        went. What an order told of that could not be carried out is left out."""

    # --- people and rules ---
    def put_response(self, response: Response, state: EventState | None, change: Change) -> None:
        """Record what the institution did, and the state it leads to; what `domain.duty.stopped_by` names of the event in the
        scope and has not left yet is withdrawn, and what quiet hours hold back of it there."""

    def put_correction(self, correction: Correction, change: Change) -> None:
        """Keep the right label of a document, in place of an earlier one for the task; StorageError for no document."""

    def corrections(self, task: Task | None = None) -> tuple[Correction, ...]:
        """Every label given, of one task or of all, by document and task."""

    def users(self) -> tuple[User, ...]:
        """All staff, by name."""

    def put_user(self, user: User, change: Change) -> None:
        """Add or replace a member of staff."""

    def put_rules(self, config_id: str, canonical: bytes, change: Change) -> None:
        """Keep the canonical form of rules that results were made with; harmless when it is kept already."""

    def rules(self, config_id: str) -> bytes | None:
        """The canonical form of those rules."""

    def put_act(self, act: Act, change: Change, known: int, canonical: bytes | None = None) -> Act:
        """Keep what was done with a version of rules, and its canonical form where that is given; the act as it is kept:
        `starts_at` is never before the last evaluation, and after the last row of the inbox. StorageError where there are
        not `known` acts: somebody else has acted since they were read, or where those rules are not kept."""

    def acts(self) -> tuple[Act, ...]:
        """Everything done with versions of rules, in order."""

    def record(self, change: Change) -> None:
        """An audit entry by itself: something was seen or exported."""

    def audit(self, after: int = 0) -> Iterator[AuditEntry]:
        """The audit trail, oldest first."""
