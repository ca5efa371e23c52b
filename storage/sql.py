"""Storage in a database: each method is one transaction around the functions of its noun."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.crawl import HostState, PollState
from domain.duty import AuditEntry, Response, User
from domain.events import Event, EventState
from domain.feedback import Correction, Task
from domain.filters import DocumentFilter, EventFilter
from domain.items import Document, DoorCount, Source
from domain.orders import Order
from domain.risk import Assessment, LevelMemory
from domain.streams import HourCount
from domain.versions import Act
from storage import (
    audit,
    counts,
    feedback,
    intake,
    merges,
    orders,
    outline,
    people,
    polling,
    process,
    records,
    responses,
    schema,
    source_hours,
    standing,
    versions,
)  # fmt: skip
from storage.telling import Telling
from storage.values import (
    NO_TERMS,
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


class SqlStorage(Telling):
    """The `Storage` contract over SQLite or PostgreSQL. An iterator holds a connection until it ends or is closed."""

    def upgrade(self) -> None:
        with self.database.writing() as connection:
            schema.upgrade(connection)

    def close(self) -> None:
        self.database.close()

    def put_sources(self, sources: Sequence[Source], change: Change) -> None:
        with self.database.writing() as connection:
            polling.put_sources(connection, sources, change)

    def sources(self) -> tuple[Source, ...]:
        with self.database.reading() as connection:
            return polling.all_sources(connection)

    def poll_states(self) -> Mapping[str, PollState]:
        with self.database.reading() as connection:
            return polling.poll_states(connection)

    def hosts(self) -> Mapping[str, HostState]:
        with self.database.reading() as connection:
            return polling.all_hosts(connection)

    def known_entries(self, source_id: str) -> tuple[tuple[str, str], ...]:
        with self.database.reading() as connection:
            return polling.known_entries(connection, source_id)

    def commit_harvest(self, harvest: Harvest) -> tuple[DoorCount, ...]:
        with self.database.writing() as connection:
            return intake.commit_harvest(connection, harvest)

    def commit_harvests(self, harvests: Sequence[Harvest]) -> tuple[tuple[DoorCount, ...], ...]:
        with self.database.writing() as connection:
            return intake.commit_harvests(connection, harvests)

    def source_health(self, now: datetime) -> tuple[SourceHealth, ...]:
        with self.database.reading() as connection:
            return polling.source_health(connection, now)

    def source_hours(self, since: datetime) -> tuple[SourceHours, ...]:
        with self.database.reading() as connection:
            return source_hours.hours_since(connection, since)

    def cursor(self) -> Cursor:
        with self.database.reading() as connection:
            return process.cursor(connection)

    def inbox(self, after: int, limit: int, before: datetime | None = None) -> tuple[InboxRow, ...]:
        with self.database.reading() as connection:
            return process.inbox_rows(connection, after, limit, before)

    def inbox_bounds(self, after: int) -> tuple[datetime, datetime, int] | None:
        with self.database.reading() as connection:
            return process.inbox_bounds(connection, after)

    def commit_step(self, step: Step) -> int:
        with self.database.writing() as connection:
            return process.commit_step(connection, step)

    def window(self, since: datetime) -> Iterator[WindowRow]:
        with self.database.reading() as connection:
            yield from standing.window(connection, since)

    def window_events(self, since: datetime) -> tuple[Event, ...]:
        with self.database.reading() as connection:
            return standing.window_events(connection, since)

    def memories(self, since: datetime) -> tuple[LevelMemory, ...]:
        with self.database.reading() as connection:
            return standing.window_memories(connection, since)

    def orders(self, after: int, before: datetime | None = None) -> tuple[OrderRow, ...]:
        with self.database.reading() as connection:
            return orders.orders_after(connection, after, before)

    def event_orders(self, event_id: str) -> tuple[OrderRow, ...]:
        with self.database.reading() as connection:
            return orders.orders_of(connection, event_id)

    def put_order(
        self, order: Order, change: Change, response: Response | None = None, state: EventState | None = None
    ) -> OrderRow:
        with self.database.writing() as connection:
            return orders.put_order(connection, order, change, response, state)

    def event_rows(self, event_id: str) -> Iterator[WindowRow]:
        with self.database.reading() as connection:
            yield from standing.event_rows(connection, event_id)

    def event_times(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        with self.database.reading() as connection:
            yield from standing.event_times(connection, since)

    def event_memories(self, event_id: str) -> tuple[LevelMemory, ...]:
        with self.database.reading() as connection:
            return standing.event_memories(connection, event_id)

    def hour_counts(self, since_hour: int) -> Iterator[HourCount]:
        with self.database.reading() as connection:
            yield from counts.counts_since(connection, since_hour)

    def recountable(self, limit: int) -> tuple[Recountable, ...]:
        with self.database.reading() as connection:
            return standing.recountable(connection, limit)

    def document(self, document_id: str) -> Record | None:
        with self.database.reading() as connection:
            return records.record_of(connection, document_id)

    def documents(self, wanted: DocumentFilter, terms: Terms = NO_TERMS, after: int = 0) -> Iterator[Record]:
        with self.database.reading() as connection:
            yield from records.stream(connection, wanted, terms, after)

    def search(self, wanted: DocumentFilter, terms: Terms, limit: int = 50, newest: bool = False) -> Page:
        with self.database.reading() as connection:
            return records.search_page(connection, wanted, terms, limit, newest=newest)

    def revisions(self, document_id: str) -> tuple[Document, ...]:
        with self.database.reading() as connection:
            return records.revisions_of(connection, document_id)

    def events(self, wanted: EventFilter) -> Iterator[EventRow]:
        with self.database.reading() as connection:
            yield from standing.all_events(connection, wanted)

    def event(self, event_id: str, scope_id: str = "desk") -> EventRow | None:
        with self.database.reading() as connection:
            return standing.event_row(connection, event_id, scope_id)

    def event_documents(self, event_id: str) -> tuple[Record, ...]:
        with self.database.reading() as connection:
            return records.records_of_event(connection, merges.survivor(connection, event_id))

    def assessments(
        self, event_id: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Assessment]:
        with self.database.reading() as connection:
            yield from standing.all_assessments(connection, event_id, since, until)

    def levels(self) -> Iterator[LevelRow]:
        with self.database.reading() as connection:
            yield from outline.levels(connection)

    def addresses(self) -> Iterator[AddressRow]:
        with self.database.reading() as connection:
            yield from outline.addresses(connection)

    def carriers(self, since: datetime, *, topics: bool = True) -> Iterator[CarrierRow]:
        with self.database.reading() as connection:
            yield from standing.carriers(connection, since, topics=topics)

    def all_responses(self) -> Iterator[Response]:
        with self.database.reading() as connection:
            yield from responses.all_responses(connection)

    def responses(self, event_id: str) -> tuple[Response, ...]:
        with self.database.reading() as connection:
            return responses.responses_to(connection, event_id)

    def put_response(self, response: Response, state: EventState | None, change: Change) -> None:
        with self.database.writing() as connection:
            responses.put_response(connection, response, state, change)

    def put_correction(self, correction: Correction, change: Change) -> None:
        with self.database.writing() as connection:
            feedback.put_correction(connection, correction, change)

    def corrections(self, task: Task | None = None) -> tuple[Correction, ...]:
        with self.database.reading() as connection:
            return feedback.corrections(connection, task)

    def users(self) -> tuple[User, ...]:
        with self.database.reading() as connection:
            return people.all_users(connection)

    def put_user(self, user: User, change: Change) -> None:
        with self.database.writing() as connection:
            people.put_user(connection, user, change)

    def put_rules(self, config_id: str, canonical: bytes, change: Change) -> None:
        with self.database.writing() as connection:
            people.put_rules(connection, config_id, canonical, change)

    def rules(self, config_id: str) -> bytes | None:
        with self.database.reading() as connection:
            return people.rules_of(connection, config_id)

    def put_act(self, act: Act, change: Change, known: int, canonical: bytes | None = None) -> Act:
        with self.database.writing() as connection:
            return versions.put_act(connection, act, change, known, canonical)

    def acts(self) -> tuple[Act, ...]:
        with self.database.reading() as connection:
            return versions.all_acts(connection)

    def record(self, change: Change) -> None:
        with self.database.writing() as connection:
            audit.record(connection, change)

    def audit(self, after: int = 0) -> Iterator[AuditEntry]:
        with self.database.reading() as connection:
            yield from audit.trail(connection, after)
