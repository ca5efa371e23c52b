"""Reading documents: what a record is made of, which are wanted, one, all or the best."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from domain.filters import DocumentFilter
from domain.items import Document
from storage.rows import FIXED, document_from, labels_from, state_columns
from storage.search import matches
from storage.statements import chunks, streamed
from storage.tables import document_texts, document_topics, documents, inbox, labels, members, memories, sources
from storage.values import Page, Record, Terms

COUNTED = 10_000
"""Totals of a search are exact up to here."""
DESK = "desk"

TEXT_OF_LATEST = ((document_texts.c.month == documents.c.month) & (document_texts.c.document_id == documents.c.id)
                  & (document_texts.c.revision == documents.c.revision))  # fmt: skip


def record_of(connection: Connection, document_id: str) -> Record | None:
    row = connection.execute(_records().where(documents.c.id == document_id)).first()
    return None if row is None else _record(row)


def stream(connection: Connection, wanted: DocumentFilter, terms: Terms, after: int) -> Iterator[Record]:
    chosen = _records().where(documents.c.sequence > after, *_conditions(wanted)).order_by(documents.c.sequence)
    found = matches(connection, terms)
    if found is not None:
        chosen = chosen.where(documents.c.sequence.in_(select(found.sequence).where(found.condition)))
    for row in streamed(connection, chosen):
        yield _record(row)


def search_page(connection: Connection, wanted: DocumentFilter, terms: Terms, limit: int, *, newest: bool) -> Page:
    """First the sequences alone, ranked and counted; then the records of the few that are shown."""
    found = matches(connection, terms)
    chosen = select(documents.c.sequence).where(*_conditions(wanted))
    order: list[ColumnElement[Any]] = [documents.c.happened_at.desc(), documents.c.sequence.desc()]
    if found is not None:
        chosen = chosen.where(found.condition, found.sequence == documents.c.sequence)
        order = order if newest else [found.rank, *order]
    total = connection.scalar(select(func.count()).select_from(chosen.limit(COUNTED).subquery())) or 0
    sequences = connection.scalars(chosen.order_by(*order).limit(limit)).all()
    return Page(records=_in_order(connection, sequences), total=total)


def records_of_event(connection: Connection, event_id: str) -> tuple[Record, ...]:
    wanted = _records().where(members.c.event_id == event_id).order_by(documents.c.sequence)
    return tuple(_record(row) for row in connection.execute(wanted))


def revisions_of(connection: Connection, document_id: str) -> tuple[Document, ...]:
    text_of = ((document_texts.c.month == inbox.c.month) & (document_texts.c.document_id == documents.c.id)
               & (document_texts.c.revision == inbox.c.revision))  # fmt: skip
    wanted = (
        select(*FIXED, *state_columns(inbox), document_texts.c.title, document_texts.c.text)
        .join(inbox, inbox.c.document_sequence == documents.c.sequence)
        .outerjoin(document_texts, text_of)
        .where(documents.c.id == document_id, inbox.c.recount.is_(False))
        .order_by(inbox.c.sequence)
    )
    return tuple(document_from(row, row.title, row.text) for row in connection.execute(wanted))


def _in_order(connection: Connection, sequences: Sequence[int]) -> tuple[Record, ...]:
    found: dict[int, Record] = {}
    for part in chunks(sequences):
        rows = connection.execute(_records().where(documents.c.sequence.in_(part)))
        found |= {row.sequence: _record(row) for row in rows}
    return tuple(found[sequence] for sequence in sequences)


def _records() -> Select[Any]:
    # The group that processing gave holds for the revision it saw.
    group = case(
        (labels.c.revision == documents.c.revision, labels.c.duplicate_group), else_=documents.c.duplicate_group
    )
    state = [column for column in state_columns(documents) if column.name != "duplicate_group"]
    return (
        select(documents.c.sequence, *FIXED, *state, group.label("duplicate_group"),
               document_texts.c.title, document_texts.c.text,
               sources.c.name.label("source_name"), labels.c.body.label("labels"), members.c.event_id)
        .join(sources, sources.c.id == documents.c.source_id)
        .outerjoin(document_texts, TEXT_OF_LATEST)
        .outerjoin(labels, labels.c.sequence == documents.c.sequence)
        .outerjoin(members, members.c.document_id == documents.c.id)
    )  # fmt: skip


def _record(row: Row[*tuple[Any, ...]]) -> Record:
    return Record(
        sequence=row.sequence, document=document_from(row, row.title, row.text), source_name=row.source_name,
        labels=None if row.labels is None else labels_from(row.labels), event_id=row.event_id,
    )  # fmt: skip


def _conditions(wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    """`wanted.query` is not among them: it comes as Terms."""
    exact = (
        (documents.c.source_id, wanted.source_id),
        (documents.c.platform, wanted.platform),
        (documents.c.tier, wanted.tier),
    )
    found = [column == str(value) for column, value in exact if value is not None]
    if wanted.since is not None:
        found.append(documents.c.collected_at >= wanted.since)
    if wanted.until is not None:
        found.append(documents.c.collected_at < wanted.until)
    if wanted.topic is not None:
        found.append(
            documents.c.sequence.in_(select(document_topics.c.sequence).where(document_topics.c.topic == wanted.topic))
        )
    if wanted.tone is not None:
        found.append(documents.c.sequence.in_(select(labels.c.sequence).where(labels.c.tone == wanted.tone.value)))
    if wanted.event_id is not None:
        found.append(documents.c.id.in_(select(members.c.document_id).where(members.c.event_id == wanted.event_id)))
    if wanted.level is not None:
        found.append(documents.c.id.in_(_members_at(wanted.level)))
    return found


def _members_at(level: int) -> Select[tuple[str]]:
    now = (memories.c.event_id == members.c.event_id) & (memories.c.scope_id == DESK)
    return select(members.c.document_id).join(memories, now).where(memories.c.level >= int(level))
