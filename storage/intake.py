"""Taking in: a harvest becomes documents, texts and inbox rows in one transaction.

known documents and keys -> decide (doors) -> documents, texts -> inbox -> entries, doors of the day, poll state
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.errors import StorageError
from domain.items import Document, Door, DoorCount, SourceKind
from storage.base import Harvest
from storage.days import day_of
from storage.doors import Decision, Filing, decide, inbox_time
from storage.partitions import make_partitions
from storage.rows import FIXED, body, document_from, document_row, revision_row, state_columns, text_row
from storage.statements import Row, chunks, insert_rows, upsert_rows
from storage.tables import (
    document_texts,
    documents,
    entries,
    hosts,
    inbox,
    polls,
    progress,
    source_doors,
    source_loads,
    sources,
)  # fmt: skip


def commit_harvest(connection: Connection, harvest: Harvest) -> tuple[DoorCount, ...]:
    """See Storage.commit_harvest."""
    by_import = _source_kind(connection, harvest.source_id) is SourceKind.IMPORT
    keyed = known_keys(connection, harvest.source_id, [count.key for count in harvest.recounted])
    keyed |= {item.key: item.document.id for item in harvest.collected}
    stored, sequences = known_documents(
        connection, [item.document.id for item in harvest.collected] + list(keyed.values())
    )
    decision = decide(harvest, stored, keyed, by_import=by_import)
    if decision.filings:
        _file(connection, decision.filings, sequences, harvest.at)
    _remember_entries(connection, harvest)
    _count(connection, harvest, decision)
    _remember_poll(connection, harvest)
    return decision.doors


def known_keys(connection: Connection, source_id: str, keys: Sequence[str]) -> dict[str, str]:
    """Document id by entry key, or by itself, of those keys that are the source's."""
    found: dict[str, str] = {}
    for part in chunks(keys):
        wanted = select(entries.c.key, entries.c.document_id).where(
            entries.c.source_id == source_id, entries.c.key.in_(part)
        )
        found |= {row.key: row.document_id for row in connection.execute(wanted)}
        mine = select(documents.c.id).where(documents.c.source_id == source_id, documents.c.id.in_(part))
        found |= {id_: id_ for id_ in connection.scalars(mine)}
    return found


def known_documents(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, Document], dict[str, int]]:
    """Present state without text, and first sequence, of those documents that are there, by id."""
    stored: dict[str, Document] = {}
    sequences: dict[str, int] = {}
    for part in chunks(ids):
        wanted = select(documents.c.sequence, *FIXED, *state_columns(documents)).where(documents.c.id.in_(part))
        for row in connection.execute(wanted):
            stored[row.id] = document_from(row)
            sequences[row.id] = row.sequence
    return stored, sequences


def _source_kind(connection: Connection, source_id: str) -> SourceKind:
    kind = connection.scalar(select(sources.c.kind).where(sources.c.id == source_id))
    if kind is None:
        raise StorageError("storage.unknown_source", source=source_id)
    return SourceKind(kind)


def _file(connection: Connection, filings: Sequence[Filing], sequences: dict[str, int], at: datetime) -> None:
    head = connection.execute(select(progress)).one()
    at = inbox_time(at, head.inbox_at, head.evaluated_at)
    inbox_rows: list[Row] = []
    for sequence, filing in enumerate(filings, head.inbox_sequence + 1):
        first = sequences.setdefault(filing.document.id, sequence)
        recount = filing.door is Door.UNCHANGED
        inbox_rows.append({"sequence": sequence, "at": at, "document_sequence": first, "recount": recount,
                           **revision_row(filing.document)})  # fmt: skip
    _write_documents(connection, filings, sequences)
    insert_rows(connection, inbox, inbox_rows)
    connection.execute(update(progress).values(inbox_sequence=inbox_rows[-1]["sequence"], inbox_at=at))


def _write_documents(connection: Connection, filings: Sequence[Filing], sequences: dict[str, int]) -> None:
    texts = [text_row(filing.document) for filing in filings if filing.door is not Door.UNCHANGED]
    make_partitions(connection, {row["month"] for row in texts})
    new = [filing.document for filing in filings if filing.door is Door.NEW]
    insert_rows(connection, documents, [document_row(document, sequences[document.id]) for document in new])
    later = [filing.document for filing in filings if filing.door is not Door.NEW]
    if later:
        rows = [{"which": sequences[document.id], **revision_row(document), "happened_at": document.happened_at}
                for document in later]  # fmt: skip
        connection.execute(update(documents).where(documents.c.sequence == bindparam("which")), rows)
    insert_rows(connection, document_texts, texts)


def _remember_entries(connection: Connection, harvest: Harvest) -> None:
    rows = {item.key: {"source_id": harvest.source_id, "key": item.key, "fingerprint": item.fingerprint,
                       "document_id": item.document.id} for item in harvest.collected}  # fmt: skip
    upsert_rows(connection, entries, list(rows.values()))
    if harvest.present is None:
        return
    mine = entries.c.source_id == harvest.source_id
    gone = sorted(set(connection.scalars(select(entries.c.key).where(mine))) - set(harvest.present))
    for part in chunks(gone):
        connection.execute(delete(entries).where(mine, entries.c.key.in_(part)))


def _count(connection: Connection, harvest: Harvest, decision: Decision) -> None:
    day = {"source_id": harvest.source_id, "day": day_of(harvest.at)}
    rows = [{**day, "door": door.door.value, "reason": door.reason, "count": door.count} for door in decision.doors]
    upsert_rows(connection, source_doors, rows, add=("count",))
    if harvest.requests or harvest.bytes:
        load = {**day, "requests": harvest.requests, "bytes": harvest.bytes}
        upsert_rows(connection, source_loads, [load], add=("requests", "bytes"))


def _remember_poll(connection: Connection, harvest: Harvest) -> None:
    if harvest.state is not None:
        state = replace(harvest.state, source_id=harvest.source_id)
        upsert_rows(connection, polls, [{"source_id": harvest.source_id, "body": body(state)}])
    upsert_rows(connection, hosts, [{"host": host.host, "last_request_at": host.last_request_at,
                                     "blocked_until": host.blocked_until} for host in harvest.hosts])  # fmt: skip
