"""Reading events: as readers see them in a scope, and what grouping and assessing need after a restart."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, or_, select

from domain.events import OVER, Event, EventState, Member
from domain.filters import EventFilter
from domain.headings import OPENING, heading
from domain.items import Platform, Tier
from domain.risk import Assessment, LevelMemory
from storage.merges import survivor
from storage.records import TEXT_OF_LATEST
from storage.rows import FIXED, document_from, found_by, labels_from, sketch_from, state_columns, value_of
from storage.statements import streamed
from storage.tables import (
    assessments,
    document_texts,
    documents,
    event_topics,
    events,
    inbox,
    labels,
    members,
    memories,
    progress,
    states,
)  # fmt: skip
from storage.values import CarrierRow, EventRow, Recountable, WindowRow

CLOSED = tuple(sorted(state.value for state in OVER))


def all_events(connection: Connection, wanted: EventFilter) -> Iterator[EventRow]:
    gravest = (func.coalesce(memories.c.level, 0).desc(), func.coalesce(assessments.c.index_value, -1.0).desc(),
               events.c.last_seen.desc(), events.c.id)  # fmt: skip
    chosen = _rows(wanted.scope_id).where(*_conditions(wanted)).order_by(*gravest)
    for row in streamed(connection, chosen):
        yield _event_row(row)


def event_row(connection: Connection, event_id: str, scope_id: str) -> EventRow | None:
    row = connection.execute(_rows(scope_id).where(events.c.id == survivor(connection, event_id))).first()
    return None if row is None else _event_row(row)


def all_assessments(
    connection: Connection, event_id: str | None, since: datetime | None, until: datetime | None
) -> Iterator[Assessment]:
    at = assessments.c.at
    wanted = select(assessments.c.body).order_by(at, assessments.c.event_id, assessments.c.scope_id)
    wanted = wanted if event_id is None else wanted.where(assessments.c.event_id == event_id)
    wanted = wanted if since is None else wanted.where(at >= since)
    wanted = wanted if until is None else wanted.where(at < until)
    for row in streamed(connection, wanted):
        yield value_of(Assessment, row.body)


def window(connection: Connection, since: datetime) -> Iterator[WindowRow]:
    return _members(connection, _is_open(since))


def event_rows(connection: Connection, event_id: str) -> Iterator[WindowRow]:
    return _members(connection, events.c.id == event_id)


def event_times(connection: Connection, since: datetime) -> Iterator[tuple[str, datetime]]:
    wanted = select(members.c.event_id, members.c.happened_at).where(members.c.happened_at >= since)
    for row in streamed(connection, wanted.order_by(members.c.event_id, members.c.happened_at)):
        yield row.event_id, row.happened_at


def event_memories(connection: Connection, event_id: str) -> tuple[LevelMemory, ...]:
    wanted = select(memories.c.body).where(memories.c.event_id == event_id).order_by(memories.c.scope_id)
    return tuple(value_of(LevelMemory, text) for text in connection.scalars(wanted))


def _members(connection: Connection, of_events: ColumnElement[bool]) -> Iterator[WindowRow]:
    """Documents as of the cursor: what came into the inbox after it is not known yet, however often we restart."""
    taken = select(progress.c.cursor_sequence).scalar_subquery()
    of_document = (inbox.c.document_sequence == documents.c.sequence) & (inbox.c.sequence <= taken)
    last = select(func.max(inbox.c.sequence)).where(of_document).correlate(documents).scalar_subquery()
    known = [column for column in state_columns(inbox) if column.name != "duplicate_group"]
    wanted = (
        select(members.c.event_id, members.c.sequence.label("member_sequence"), members.c.joined_at, members.c.happened_at,
               members.c.duplicate_of, *FIXED, *known,
               labels.c.duplicate_group, labels.c.body.label("labels"), labels.c.signature, labels.c.terms)
        .join(events, events.c.id == members.c.event_id)
        .join(documents, documents.c.id == members.c.document_id)
        .join(labels, labels.c.sequence == documents.c.sequence)
        .join(inbox, inbox.c.sequence == last)
        .where(of_events)
        .order_by(members.c.sequence, members.c.document_id)
    )  # fmt: skip
    for row in streamed(connection, wanted):
        yield _window_row(row)


def carriers(connection: Connection, since: datetime, *, topics: bool) -> Iterator[CarrierRow]:
    """See Storage.carriers."""
    labelled = labels.c.body if topics else literal("")
    wanted = (
        select(members.c.event_id, members.c.joined_at, members.c.happened_at, documents.c.outlet, documents.c.platform,
               documents.c.tier, labelled.label("labels"))
        .join(events, events.c.id == members.c.event_id)
        .join(documents, documents.c.id == members.c.document_id)
        .join(labels, labels.c.sequence == documents.c.sequence)
        .where(_is_open(since))
        .order_by(members.c.event_id, members.c.happened_at, members.c.sequence)
    )  # fmt: skip
    for row in streamed(connection, wanted):
        yield CarrierRow(event_id=row.event_id, joined_at=row.joined_at, happened_at=row.happened_at, outlet=row.outlet,
                         platform=Platform(row.platform), tier=Tier(row.tier),
                         topics=found_by(row.labels) if topics else ())  # fmt: skip


def window_events(connection: Connection, since: datetime) -> tuple[Event, ...]:
    wanted = select(events.c.body).where(_is_open(since)).order_by(events.c.id)
    return tuple(value_of(Event, text) for text in connection.scalars(wanted))


def window_memories(connection: Connection, since: datetime) -> tuple[LevelMemory, ...]:
    wanted = select(memories.c.body).join(events, events.c.id == memories.c.event_id).where(_is_open(since))
    ordered = wanted.order_by(memories.c.event_id, memories.c.scope_id)
    return tuple(value_of(LevelMemory, text) for text in connection.scalars(ordered))


def recountable(connection: Connection, limit: int) -> tuple[Recountable, ...]:
    of_scope = (states.c.event_id == memories.c.event_id) & (states.c.scope_id == memories.c.scope_id)
    at_a_level = (
        select(memories.c.event_id)
        .outerjoin(states, of_scope)
        .where(memories.c.level > 0, func.coalesce(states.c.state, "").not_in(CLOSED))
    )
    is_counted = or_(*(total.is_not(None) for total in (documents.c.reposts, documents.c.comments, documents.c.likes)))
    newest = (is_counted.desc(), documents.c.happened_at.desc(), documents.c.sequence.desc())
    place = func.row_number().over(partition_by=documents.c.source_id, order_by=newest).label("place")
    ranked = (
        select(documents.c.source_id, documents.c.id, documents.c.url, is_counted.label("is_counted"), place)
        .join(members, members.c.document_id == documents.c.id)
        .join(events, events.c.id == members.c.event_id)
        .where(events.c.merged_into.is_(None), events.c.id.in_(at_a_level))
        .subquery()
    )
    wanted = select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.source_id, ranked.c.place)
    return tuple(
        Recountable(source_id=row.source_id, document_id=row.id, url=row.url, is_counted=bool(row.is_counted))
        for row in connection.execute(wanted)
    )


def _is_open(since: datetime) -> ColumnElement[bool]:
    """Touched since then, or at a level in any scope."""
    graver = memories.alias("graver")
    at_a_level = select(graver.c.event_id).where(graver.c.event_id == events.c.id, graver.c.level > 0)
    return or_(events.c.touched_at >= since, at_a_level.correlate(events).exists())


def _rows(scope_id: str) -> Select[Any]:
    same = assessments.alias("same")
    of_event = (same.c.event_id == events.c.id) & (same.c.scope_id == scope_id)
    latest = select(func.max(same.c.at)).where(of_event).correlate(events).scalar_subquery()
    return (
        select(events.c.body, states.c.state, assessments.c.body.label("assessment"), document_texts.c.title,
               func.substr(document_texts.c.text, 1, OPENING).label("opening"))
        .outerjoin(states, (states.c.event_id == events.c.id) & (states.c.scope_id == scope_id))
        .outerjoin(memories, (memories.c.event_id == events.c.id) & (memories.c.scope_id == scope_id))
        .outerjoin(assessments, (assessments.c.event_id == events.c.id) & (assessments.c.scope_id == scope_id)
                   & (assessments.c.at == latest))
        # One after the other: joined first, SQLite would look up the text of every document there is.
        .outerjoin(documents, documents.c.id == events.c.title_document)
        .outerjoin(document_texts, TEXT_OF_LATEST)
    )  # fmt: skip


def _event_row(row: Row[*tuple[Any, ...]]) -> EventRow:
    event = value_of(Event, row.body)
    return EventRow(
        event=event,
        title=event.name or heading(row.title or "", row.opening or ""),
        state=EventState(row.state or EventState.NEW),
        assessment=None if row.assessment is None else value_of(Assessment, row.assessment),
    )


def _window_row(row: Row[*tuple[Any, ...]]) -> WindowRow:
    member = Member(event_id=row.event_id, document_id=row.id, sequence=row.member_sequence, joined_at=row.joined_at,
                    happened_at=row.happened_at, duplicate_of=row.duplicate_of)  # fmt: skip
    return WindowRow(member=member, document=document_from(row), labels=labels_from(row.labels),
                     sketch=sketch_from(row.signature, row.terms))  # fmt: skip


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.level is not None:
        found.append(func.coalesce(memories.c.level, 0) >= int(wanted.level))
    if wanted.topic is not None:
        found.append(events.c.id.in_(select(event_topics.c.event_id).where(event_topics.c.topic == wanted.topic)))
    if wanted.only_open:
        found += [events.c.merged_into.is_(None), func.coalesce(states.c.state, "").not_in(CLOSED)]
    if wanted.since is not None:
        found.append(events.c.last_seen >= wanted.since)
    if wanted.until is not None:
        found.append(events.c.last_seen < wanted.until)
    return found
