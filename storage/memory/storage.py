"""The `Storage` contract over values in memory: each method runs alone and checks before it changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.crawl import HostState, PollState
from domain.duty import AuditEntry, Response, User
from domain.errors import StorageError
from domain.events import Event, EventState
from domain.feedback import Correction, Task
from domain.filters import DocumentFilter, EventFilter
from domain.items import Document, DoorCount, Source
from domain.orders import Order
from domain.risk import Assessment, LevelMemory
from domain.streams import HourCount
from domain.versions import Act
from storage.memory import duties, intake, reading, steps, versions
from storage.memory.kept import Kept
from storage.memory.telling import Telling
from storage.values import (
    NO_TERMS,  # fmt: skip
    AddressRow,
    CarrierRow,
    Change,
    Cursor,
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


class MemoryStorage(Telling):
    """Forgets everything when it goes. Iterators run over what was there when they were asked for."""

    def __init__(self) -> None:
        super().__init__(Kept())

    def upgrade(self) -> None:
        """There is no schema."""

    def close(self) -> None:
        """There is nothing to give back."""

    def put_sources(self, sources: Sequence[Source], change: Change) -> None:
        with self._lock:
            self._kept.sources |= {source.id: source for source in sources}
            self._kept.record(change)

    def sources(self) -> tuple[Source, ...]:
        with self._lock:
            return tuple(source for _, source in sorted(self._kept.sources.items()))

    def poll_states(self) -> Mapping[str, PollState]:
        with self._lock:
            return dict(self._kept.polls)

    def hosts(self) -> Mapping[str, HostState]:
        with self._lock:
            return dict(self._kept.hosts)

    def known_entries(self, source_id: str) -> tuple[tuple[str, str], ...]:
        with self._lock:
            entries = self._kept.entries.get(source_id, {})
            return tuple((key, fingerprint) for key, (fingerprint, _) in sorted(entries.items()))

    def commit_harvest(self, harvest: Harvest) -> tuple[DoorCount, ...]:
        with self._lock:
            return intake.commit_harvest(self._kept, harvest)

    def commit_harvests(self, harvests: Sequence[Harvest]) -> tuple[tuple[DoorCount, ...], ...]:
        with self._lock:
            for harvest in harvests:
                intake.check_sources(self._kept, harvest)
            return tuple(intake.commit_harvest(self._kept, harvest) for harvest in harvests)

    def source_health(self, now: datetime) -> tuple[SourceHealth, ...]:
        with self._lock:
            return intake.source_health(self._kept, now)

    def source_hours(self, since: datetime) -> tuple[SourceHours, ...]:
        with self._lock:
            return reading.source_hours(self._kept, since)

    def cursor(self) -> Cursor:
        with self._lock:
            return self._kept.cursor

    def inbox(self, after: int, limit: int, before: datetime | None = None) -> tuple[InboxRow, ...]:
        with self._lock:
            rows = self._kept.inbox_after(after)[:limit]
            return tuple(row for row in rows if before is None or row.at < before)

    def inbox_bounds(self, after: int) -> tuple[datetime, datetime, int] | None:
        with self._lock:
            times = self._kept.times_after(after)
            return (min(times), max(times), len(times)) if times else None

    def orders(self, after: int, before: datetime | None = None) -> tuple[OrderRow, ...]:
        with self._lock:
            found = (row for sequence, row in self._kept.orders.items() if sequence > after)
            return tuple(row for row in found if before is None or row.at < before)

    def event_orders(self, event_id: str) -> tuple[OrderRow, ...]:
        with self._lock:
            return reading.event_orders(self._kept, event_id)

    def put_order(
        self, order: Order, change: Change, response: Response | None = None, state: EventState | None = None
    ) -> OrderRow:
        with self._lock:
            if response is None:
                self._kept.record(change)
            else:
                self.put_response(response, state, change)
            sequence, at = self._kept.next_place(order.at)
            self._kept.orders[sequence] = OrderRow(sequence=sequence, at=at, order=order)
            if response is not None:
                self._kept.responses[-1] = response, sequence
            return self._kept.orders[sequence]

    def event_rows(self, event_id: str) -> Iterator[WindowRow]:
        with self._lock:
            return iter(tuple(steps.rows_of(self._kept, {event_id})))

    def event_times(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        with self._lock:
            return iter(reading.event_times(self._kept, since))

    def event_memories(self, event_id: str) -> tuple[LevelMemory, ...]:
        with self._lock:
            return tuple(memory for key, memory in sorted(self._kept.memories.items()) if key[0] == event_id)

    def hour_counts(self, since_hour: int) -> Iterator[HourCount]:
        with self._lock:
            found = sorted(self._kept.counts.items())
            kept = [(key, count) for key, count in found if key[1] >= since_hour]
            return iter([HourCount(stream=stream, hour=hour, count=count) for (stream, hour), count in kept])

    def commit_step(self, step: Step) -> int:
        with self._lock:
            return steps.commit_step(self._kept, step)

    def window(self, since: datetime) -> Iterator[WindowRow]:
        with self._lock:
            return iter(tuple(steps.window(self._kept, since)))

    def window_events(self, since: datetime) -> tuple[Event, ...]:
        with self._lock:
            return steps.open_events(self._kept, since)

    def memories(self, since: datetime) -> tuple[LevelMemory, ...]:
        with self._lock:
            return steps.open_memories(self._kept, since)

    def recountable(self, limit: int) -> tuple[Recountable, ...]:
        with self._lock:
            return reading.recountable(self._kept, limit)

    def document(self, document_id: str) -> Record | None:
        with self._lock:
            return self._kept.shown(document_id) if document_id in self._kept.documents else None

    def documents(self, wanted: DocumentFilter, terms: Terms = NO_TERMS, after: int = 0) -> Iterator[Record]:
        with self._lock:
            found = reading.documents(self._kept, wanted, terms)
            return iter(tuple(record for record in found if record.sequence > after))

    def search(self, wanted: DocumentFilter, terms: Terms, limit: int = 50, newest: bool = False) -> Page:
        with self._lock:
            return reading.search(self._kept, wanted, terms, limit, newest=newest)

    def revisions(self, document_id: str) -> tuple[Document, ...]:
        with self._lock:
            return reading.revisions(self._kept, document_id)

    def events(self, wanted: EventFilter) -> Iterator[EventRow]:
        with self._lock:
            return iter(reading.events(self._kept, wanted))

    def event(self, event_id: str, scope_id: str = "desk") -> EventRow | None:
        with self._lock:
            return reading.event_row(self._kept, self._kept.survivor(event_id), scope_id)

    def event_documents(self, event_id: str) -> tuple[Record, ...]:
        with self._lock:
            return reading.event_documents(self._kept, event_id)

    def assessments(
        self, event_id: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Assessment]:
        with self._lock:
            return iter(reading.assessments(self._kept, event_id, since, until))

    def levels(self) -> Iterator[LevelRow]:
        with self._lock:
            return iter(tuple(reading.levels(self._kept)))

    def addresses(self) -> Iterator[AddressRow]:
        with self._lock:
            return iter(tuple(reading.addresses(self._kept)))

    def carriers(self, since: datetime, *, topics: bool = True) -> Iterator[CarrierRow]:
        with self._lock:
            return iter(tuple(steps.carriers(self._kept, since, topics=topics)))

    def all_responses(self) -> Iterator[Response]:
        with self._lock:
            return iter(reading.all_responses(self._kept))

    def responses(self, event_id: str) -> tuple[Response, ...]:
        with self._lock:
            return reading.responses(self._kept, event_id)

    def put_response(self, response: Response, state: EventState | None, change: Change) -> None:
        with self._lock:
            if response.event_id not in self._kept.events:
                raise StorageError("storage.unknown_event", event=response.event_id)
            self._kept.record(change)
            self._kept.responses.append((response, None))
            duties.stop(self._kept, response)
            if state is not None:
                self._kept.states[response.event_id, response.scope_id] = state

    def put_correction(self, correction: Correction, change: Change) -> None:
        with self._lock:
            if correction.document_id not in self._kept.documents:
                raise StorageError("storage.unknown_document", document=correction.document_id)
            self._kept.corrections[correction.document_id, correction.task] = correction
            self._kept.record(change)

    def corrections(self, task: Task | None = None) -> tuple[Correction, ...]:
        with self._lock:
            found = sorted(self._kept.corrections.items())
            return tuple(one for (_, kind), one in found if task in (None, kind))

    def users(self) -> tuple[User, ...]:
        with self._lock:
            return tuple(user for _, user in sorted(self._kept.users.items()))

    def put_user(self, user: User, change: Change) -> None:
        with self._lock:
            self._kept.users[user.name] = user
            self._kept.record(change)

    def put_rules(self, config_id: str, canonical: bytes, change: Change) -> None:
        with self._lock:
            if config_id not in self._kept.rules:
                self._kept.rules[config_id] = canonical
                self._kept.record(change)

    def rules(self, config_id: str) -> bytes | None:
        with self._lock:
            return self._kept.rules.get(config_id)

    def put_act(self, act: Act, change: Change, known: int, canonical: bytes | None = None) -> Act:
        with self._lock:
            return versions.put_act(self._kept, act, change, known, canonical)

    def acts(self) -> tuple[Act, ...]:
        with self._lock:
            return tuple(self._kept.acts)

    def record(self, change: Change) -> None:
        with self._lock:
            self._kept.record(change)

    def audit(self, after: int = 0) -> Iterator[AuditEntry]:
        with self._lock:
            return iter(tuple(self._kept.audit[after:]))
