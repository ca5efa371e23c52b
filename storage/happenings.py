"""Writing what processing found: events, members, assessments, level memories and states."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, bindparam, delete, or_, update

from domain.alerts import PAGING
from domain.events import Event, EventState
from storage.rows import body
from storage.standing import CLOSED
from storage.statements import chunks, insert_rows, upsert_rows
from storage.tables import assessments, event_topics, events, members, memories, states
from storage.values import Step


def put_events(connection: Connection, step: Step) -> None:
    """Everything of a step that is about events, by its keys; the last of equal keys counts."""
    _put(connection, step.events)
    upsert_rows(connection, members, [
        {"document_id": member.document_id, "event_id": member.event_id, "sequence": member.sequence,
         "joined_at": member.joined_at, "happened_at": member.happened_at, "duplicate_of": member.duplicate_of}
        for member in step.members
    ])  # fmt: skip
    upsert_rows(connection, assessments, [
        {"event_id": found.event_id, "scope_id": found.scope_id, "at": found.at, "index_value": found.index,
         "body": body(found)} for found in step.assessments
    ])  # fmt: skip
    upsert_rows(connection, memories, [
        {"event_id": memory.event_id, "scope_id": memory.scope_id, "level": memory.level.value, "body": body(memory)}
        for memory in step.memories
    ])  # fmt: skip
    upsert_rows(connection, states, [
        {"event_id": event_id, "scope_id": scope_id, "state": state.value} for event_id, scope_id, state in step.states
    ])  # fmt: skip
    _reopen(connection, {(alert.subject_id, alert.scope_id) for alert in step.alerts if alert.reason in PAGING})


def _reopen(connection: Connection, told: AbstractSet[tuple[str, str]]) -> None:
    """What a person closed is open again once it is told of again: it has risen since."""
    is_over = or_(*(states.c.state == state for state in CLOSED))  # a list cannot be bound for many rows at once
    own = (states.c.event_id == bindparam("event"), states.c.scope_id == bindparam("scope"), is_over)
    if told:
        rows = [{"event": event_id, "scope": scope_id} for event_id, scope_id in sorted(told)]
        connection.execute(update(states).where(*own).values(state=EventState.NEW.value), rows)


def _put(connection: Connection, found: Sequence[Event]) -> None:
    upsert_rows(connection, events, [
        {"id": event.id, "title_document": event.title_document, "name": event.name, "last_seen": event.last_seen,
         "touched_at": event.touched_at, "merged_into": event.merged_into, "body": body(event)} for event in found
    ])  # fmt: skip
    topics = {event.id: dict.fromkeys(event.topics) for event in found}
    for part in chunks(sorted(topics)):
        connection.execute(delete(event_topics).where(event_topics.c.event_id.in_(part)))
    rows = [{"event_id": event_id, "topic": topic} for event_id, names in topics.items() for topic in names]
    insert_rows(connection, event_topics, rows)
