"""Taking in: harvests become documents, texts and inbox rows in one transaction.

known documents and keys -> decide (doors) -> documents, texts -> inbox -> entries, doors of the day, poll state
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.errors import StorageError
from domain.items import Document, Door, DoorCount, SourceKind
from storage.days import day_of
from storage.doors import Decision, Filing, decide, inbox_time
from storage.many import Row
from storage.partitions import make_partitions
from storage.rows import FIXED, body, document_from, document_row, revision_row, state_columns, text_row
from storage.statements import chunks, insert_rows, upsert_rows
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
from storage.values import Harvest


def commit_harvest(connection: Connection, harvest: Harvest) -> tuple[DoorCount, ...]:
    """See Storage.commit_harvest."""
    return commit_harvests(connection, [harvest])[0]


def commit_harvests(connection: Connection, harvests: Sequence[Harvest]) -> tuple[tuple[DoorCount, ...], ...]:
    """See Storage.commit_harvests. Items that came one by one are looked up and written together."""
    return tuple(doors for part in _together(harvests) for doors in _commit(connection, part))


def _together(harvests: Sequence[Harvest]) -> Iterator[Sequence[Harvest]]:
    """Runs of harvests that ask nothing of the entries kept; one that does stands alone."""
    for asks, run in groupby(harvests, key=lambda one: bool(one.recounted) or one.present is not None):
        part = tuple(run)
        yield from ((one,) for one in part) if asks else (part,)


def _commit(connection: Connection, harvests: Sequence[Harvest]) -> list[tuple[DoorCount, ...]]:
    imports = _imports(connection, {harvest.source_id for harvest in harvests})
    keyed = [_keyed(connection, harvest) for harvest in harvests]
    ids = dict.fromkeys(id_ for found in keyed for id_ in found.values())
    stored, sequences = known_documents(connection, list(ids))
    decisions: list[Decision] = []
    for harvest, found in zip(harvests, keyed, strict=True):
        mine = {id_: stored[id_] for id_ in found.values() if id_ in stored}
        decisions.append(decide(harvest, mine, found, by_import=harvest.source_id in imports))
        stored |= {filing.document.id: filing.document for filing in decisions[-1].filings}
    times = [(filing, harvest.at) for harvest, made in zip(harvests, decisions, strict=True) for filing in made.filings]
    _file(connection, times, sequences)
    _remember_entries(connection, harvests)
    _count(connection, harvests, decisions)
    _remember_polls(connection, harvests)
    return [decision.doors for decision in decisions]


def _keyed(connection: Connection, harvest: Harvest) -> dict[str, str]:
    """Document id by entry key, of all that the harvest names."""
    known = known_keys(connection, harvest.source_id, [count.key for count in harvest.recounted])
    return known | {item.key: item.document.id for item in harvest.collected}


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


def _imports(connection: Connection, ids: AbstractSet[str]) -> set[str]:
    """Those of the sources that are imports; StorageError where one is not known."""
    kinds: dict[str, str] = {}
    for part in chunks(sorted(ids)):
        found = connection.execute(select(sources.c.id, sources.c.kind).where(sources.c.id.in_(part)))
        kinds |= {row.id: row.kind for row in found}
    if missing := ids - kinds.keys():
        raise StorageError("storage.unknown_source", source=min(missing))
    return {id_ for id_, kind in kinds.items() if kind == SourceKind.IMPORT.value}


def _file(connection: Connection, filings: Sequence[tuple[Filing, datetime]], sequences: dict[str, int]) -> None:
    """Write filings, each with its time, in this order."""
    if not filings:
        return
    head = connection.execute(select(progress)).one()
    at = head.inbox_at
    inbox_rows: list[Row] = []
    for sequence, (filing, given) in enumerate(filings, head.inbox_sequence + 1):
        at = inbox_time(given, at, head.evaluated_at)
        first = sequences.setdefault(filing.document.id, sequence)
        recount = filing.door is Door.UNCHANGED
        inbox_rows.append({"sequence": sequence, "at": at, "document_sequence": first, "recount": recount,
                           **revision_row(filing.document)})  # fmt: skip
    _write_documents(connection, [filing for filing, _ in filings], sequences)
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


def _remember_entries(connection: Connection, harvests: Sequence[Harvest]) -> None:
    rows = {(harvest.source_id, item.key): {"source_id": harvest.source_id, "key": item.key,
            "fingerprint": item.fingerprint, "document_id": item.document.id}
            for harvest in harvests for item in harvest.collected}  # fmt: skip
    upsert_rows(connection, entries, list(rows.values()))
    for harvest in harvests:
        if harvest.present is not None:
            _forget_entries(connection, harvest.source_id, set(harvest.present))


def _forget_entries(connection: Connection, source_id: str, present: AbstractSet[str]) -> None:
    mine = entries.c.source_id == source_id
    gone = sorted(set(connection.scalars(select(entries.c.key).where(mine))) - present)
    for part in chunks(gone):
        connection.execute(delete(entries).where(mine, entries.c.key.in_(part)))


def _count(connection: Connection, harvests: Sequence[Harvest], decisions: Sequence[Decision]) -> None:
    """Doors and loads, added to the day of each source."""
    doors: Counter[tuple[str, str, str, str]] = Counter()
    loads: list[Row] = []
    for harvest, decision in zip(harvests, decisions, strict=True):
        day = day_of(harvest.at)
        doors.update({(harvest.source_id, day, one.door.value, one.reason): one.count for one in decision.doors})
        if harvest.requests or harvest.bytes:
            loads.append({"source_id": harvest.source_id, "day": day,
                          "requests": harvest.requests, "bytes": harvest.bytes})  # fmt: skip
    names = ("source_id", "day", "door", "reason", "count")
    upsert_rows(
        connection,
        source_doors,
        [dict(zip(names, (*key, count), strict=True)) for key, count in doors.items()],
        add=("count",),
    )
    upsert_rows(connection, source_loads, loads, add=("requests", "bytes"))


def _remember_polls(connection: Connection, harvests: Sequence[Harvest]) -> None:
    states = {one.source_id: replace(one.state, source_id=one.source_id) for one in harvests if one.state is not None}
    upsert_rows(connection, polls, [{"source_id": id_, "body": body(state)} for id_, state in states.items()])
    seen = {host.host: {"host": host.host, "last_request_at": host.last_request_at, "blocked_until": host.blocked_until}
            for harvest in harvests for host in harvest.hosts}  # fmt: skip
    upsert_rows(connection, hosts, list(seen.values()))
