"""Processing's side: one step's results stored with the move of the cursor, and the open window."""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime

from domain.alerts import PAGING
from domain.errors import StaleCursor, StorageError
from domain.events import OVER, Event, EventState
from domain.risk import Level, LevelMemory
from storage.memory.held import withdraw_outrun, withdraw_over
from storage.memory.kept import Kept
from storage.memory.outbox import put_alerts
from storage.tokens import split
from storage.values import CarrierRow, Step, WindowRow


def commit_step(kept: Kept, step: Step) -> int:
    _check(kept, step)
    for placed in step.placed:
        kept.placed[placed.labelled.document_id] = placed
        kept.tokens[placed.labelled.document_id] = split(placed.labelled.tokens)
    kept.events |= {event.id: event for event in step.events}
    kept.members |= {member.document_id: member for member in step.members}
    kept.assessments |= {(found.event_id, found.scope_id, found.at): found for found in step.assessments}
    kept.memories |= {(memory.event_id, memory.scope_id): memory for memory in step.memories}
    kept.states |= {(event_id, scope_id): state for event_id, scope_id, state in step.states}
    repeated = put_alerts(kept, step.alerts)
    withdraw_outrun(kept, step.alerts)
    withdraw_over(kept, step.memories)
    for alert in step.alerts:
        own = (alert.subject_id, alert.scope_id)
        if alert.reason in PAGING and kept.states.get(own) in OVER:
            kept.states[own] = EventState.NEW
    for sequence, outcome in step.outcomes:
        kept.orders[sequence] = replace(kept.orders[sequence], outcome=outcome)
    kept.counts |= {(one.stream, one.hour): one.count for one in step.counts}
    kept.cursor = step.cursor
    return repeated


def _check(kept: Kept, step: Step) -> None:
    """Everything that could be refused, before anything is changed."""
    if kept.cursor != step.expected:
        raise StaleCursor("storage.stale_cursor", expected=step.expected.sequence, found=kept.cursor.sequence)
    evaluated, following = step.cursor.evaluated_at, kept.times_after(step.cursor.sequence)
    if evaluated is not None and following and min(following) < evaluated:
        raise StaleCursor(
            "storage.row_before_evaluation", expected=step.cursor.sequence, found=step.cursor.sequence + 1
        )
    for placed in step.placed:
        if placed.labelled.document_id not in kept.documents:
            raise StorageError("storage.unknown_document", document=placed.labelled.document_id)
    named = {member.event_id for member in step.members} | {found.event_id for found in step.assessments}
    named |= {memory.event_id for memory in step.memories} | {event_id for event_id, _, _ in step.states}
    if named - kept.events.keys() - {event.id for event in step.events}:
        raise StorageError("storage.refused", detail="unknown event")
    if any(member.document_id not in kept.documents for member in step.members):
        raise StorageError("storage.refused", detail="unknown document")


def open_events(kept: Kept, since: datetime) -> tuple[Event, ...]:
    graver = {memory.event_id for memory in kept.memories.values() if memory.level > Level.NONE}
    found = [event for event in kept.events.values() if event.touched_at >= since or event.id in graver]
    return tuple(sorted(found, key=lambda event: event.id))


def open_memories(kept: Kept, since: datetime) -> tuple[LevelMemory, ...]:
    wanted = {event.id for event in open_events(kept, since)}
    return tuple(memory for key, memory in sorted(kept.memories.items()) if key[0] in wanted)


def window(kept: Kept, since: datetime) -> Iterator[WindowRow]:
    return rows_of(kept, {event.id for event in open_events(kept, since)})


def carriers(kept: Kept, since: datetime, *, topics: bool) -> Iterator[CarrierRow]:
    wanted = {event.id for event in open_events(kept, since)}
    own = (one for one in kept.members.values() if one.event_id in wanted and one.document_id in kept.placed)
    for member in sorted(own, key=lambda one: (one.event_id, one.happened_at, one.sequence)):
        document = kept.documents[member.document_id]
        found = kept.placed[member.document_id].labelled.labels.topics if topics else ()
        yield CarrierRow(
            event_id=member.event_id, joined_at=member.joined_at, happened_at=member.happened_at, outlet=document.outlet,
            platform=document.platform, tier=document.tier,
            topics=tuple((topic.topic, tuple(hit.rule for hit in topic.hits)) for topic in found),
        )  # fmt: skip


def rows_of(kept: Kept, wanted: Container[str]) -> Iterator[WindowRow]:
    """Members of these events, documents as of the cursor."""
    taken = {row.document.id: row.document for row in kept.inbox if row.sequence <= kept.cursor.sequence}
    for member in sorted(kept.members.values(), key=lambda one: (one.sequence, one.document_id)):
        placed, document = kept.placed.get(member.document_id), taken.get(member.document_id)
        if member.event_id in wanted and placed is not None and document is not None:
            bare = replace(document, title="", text="", duplicate_group=placed.duplicate_group)
            labelled = placed.labelled
            yield WindowRow(member=member, document=bare, labels=labelled.labels, sketch=labelled.sketch)
