"""Processing's side: the inbox in order, and one step's results committed with the move of the cursor."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, delete, func, select, union_all, update

from domain.errors import StaleCursor, StorageError
from storage.counts import put_counts
from storage.happenings import put_events
from storage.held import withdraw_outrun, withdraw_over
from storage.many import Row
from storage.orders import put_outcomes
from storage.outbox import put_alerts
from storage.rows import FIXED, body, document_from, sketch_row, state_columns
from storage.search import index_documents
from storage.statements import chunks, insert_rows, upsert_rows
from storage.tables import document_texts, document_topics, documents, inbox, labels, orders, progress
from storage.values import Cursor, InboxRow, Placed, Step


def cursor(connection: Connection) -> Cursor:
    row = connection.execute(select(progress.c.cursor_sequence, progress.c.evaluated_at)).one()
    return Cursor(sequence=row.cursor_sequence, evaluated_at=row.evaluated_at)


def inbox_rows(connection: Connection, after: int, limit: int, before: datetime | None) -> tuple[InboxRow, ...]:
    text_of = ((document_texts.c.month == inbox.c.month) & (document_texts.c.document_id == documents.c.id)
               & (document_texts.c.revision == inbox.c.revision))  # fmt: skip
    wanted = (
        select(inbox.c.sequence, inbox.c.at, inbox.c.recount, *FIXED, *state_columns(inbox),
               document_texts.c.title, document_texts.c.text)
        .join(documents, documents.c.sequence == inbox.c.document_sequence)
        .outerjoin(document_texts, text_of)
        .where(inbox.c.sequence > after)
        .order_by(inbox.c.sequence)
        .limit(limit)
    )  # fmt: skip
    wanted = wanted if before is None else wanted.where(inbox.c.at < before)
    return tuple(
        InboxRow(
            sequence=row.sequence, at=row.at, recount=row.recount, document=document_from(row, row.title, row.text)
        )
        for row in connection.execute(wanted)
    )


def inbox_bounds(connection: Connection, after: int) -> tuple[datetime, datetime, int] | None:
    of_both = _times(after).subquery()
    wanted = select(
        func.min(of_both.c.at).label("first"), func.max(of_both.c.at).label("last"), func.count().label("rows")
    )
    row = connection.execute(wanted.select_from(of_both)).one()
    return (row.first, row.last, row.rows) if row.rows else None


def _times(after: int) -> CompoundSelect[Any]:
    """Sequence and time of every row and order with sequence > after."""
    return union_all(
        *(select(table.c.sequence, table.c.at).where(table.c.sequence > after) for table in (inbox, orders))
    )


def commit_step(connection: Connection, step: Step) -> int:
    """See Storage.commit_step."""
    found = cursor(connection)
    if found != step.expected:
        raise StaleCursor("storage.stale_cursor", expected=step.expected.sequence, found=found.sequence)
    if _passes_over(connection, step.cursor):
        raise StaleCursor(
            "storage.row_before_evaluation", expected=step.cursor.sequence, found=step.cursor.sequence + 1
        )
    _place(connection, step.placed)
    put_events(connection, step)
    repeated = put_alerts(connection, step.alerts)
    withdraw_outrun(connection, step.alerts)
    withdraw_over(connection, step.memories)
    put_outcomes(connection, step.outcomes)
    put_counts(connection, step.counts)
    moved = {"cursor_sequence": step.cursor.sequence, "evaluated_at": step.cursor.evaluated_at}
    connection.execute(update(progress).values(moved))
    return repeated


def _passes_over(connection: Connection, moved: Cursor) -> bool:
    """Whether a row or order after the cursor is older than the evaluation; times never fall, so the first one tells."""
    firsts = [
        connection.scalar(
            select(table.c.at).where(table.c.sequence > moved.sequence).order_by(table.c.sequence).limit(1)
        )
        for table in (inbox, orders)
    ]
    first = min((at for at in firsts if at is not None), default=None)
    return first is not None and moved.evaluated_at is not None and first < moved.evaluated_at


def _place(connection: Connection, placed: Sequence[Placed]) -> None:
    latest = {item.labelled.document_id: item for item in placed}
    sequences = _sequences(connection, list(latest))
    if missing := latest.keys() - sequences.keys():
        raise StorageError("storage.unknown_document", document=min(missing))
    upsert_rows(connection, labels, [_label_row(item, sequences) for item in latest.values()])
    for part in chunks(sorted(sequences.values())):
        connection.execute(delete(document_topics).where(document_topics.c.sequence.in_(part)))
    insert_rows(connection, document_topics, _topic_rows(latest, sequences))
    index_documents(connection, {sequences[id_]: item.labelled.tokens for id_, item in latest.items()})


def _sequences(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(ids):
        rows = connection.execute(select(documents.c.id, documents.c.sequence).where(documents.c.id.in_(part)))
        found |= {row.id: row.sequence for row in rows}
    return found


def _label_row(item: Placed, sequences: Mapping[str, int]) -> Row:
    known = item.labelled.labels
    return {
        "sequence": sequences[item.labelled.document_id],
        "revision": item.labelled.revision,
        "duplicate_group": item.duplicate_group,
        "tone": None if known.sentiment.label is None else known.sentiment.label.value,
        "severity": known.severity,
        "score": known.score,
        "body": body(known),
        **sketch_row(item.labelled.sketch),
    }


def _topic_rows(latest: Mapping[str, Placed], sequences: Mapping[str, int]) -> list[Row]:
    found = {
        (label.topic, sequences[id_]): label.confidence
        for id_, item in latest.items()
        for label in item.labelled.labels.topics
    }
    return [{"topic": topic, "sequence": sequence, "confidence": sure} for (topic, sequence), sure in found.items()]
