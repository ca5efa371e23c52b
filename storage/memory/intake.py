"""Taking in: sources, what is remembered of polling them, and harvests."""

from dataclasses import replace
from datetime import datetime

from domain.errors import StorageError
from domain.items import Door, DoorCount, Source, SourceKind
from storage.days import day_of
from storage.doors import Filing, decide
from storage.health import health_of
from storage.memory.kept import Kept
from storage.values import Harvest, InboxRow, SourceHealth


def commit_harvest(kept: Kept, harvest: Harvest) -> tuple[DoorCount, ...]:
    source = check_sources(kept, harvest)
    entries = kept.entries.setdefault(harvest.source_id, {})
    keyed = {key: document_id for key, (_, document_id) in entries.items()}
    keyed |= {count.key: count.key for count in harvest.recounted if _is_mine(kept, harvest.source_id, count.key)}
    keyed |= {item.key: item.document.id for item in harvest.collected}
    decision = decide(harvest, kept.documents, keyed, by_import=source.kind is SourceKind.IMPORT)
    for filing in decision.filings:
        _file(kept, filing, harvest.at)
    _remember(kept, harvest, entries)
    _count(kept, harvest, decision.doors)
    return decision.doors


def check_sources(kept: Kept, harvest: Harvest) -> Source:
    """The harvest's source; StorageError where it, or that of a document, is unknown."""
    source = kept.sources.get(harvest.source_id)
    if source is None:
        raise StorageError("storage.unknown_source", source=harvest.source_id)
    if any(item.document.source_id not in kept.sources for item in harvest.collected):
        raise StorageError("storage.refused", detail="unknown source of a document")
    return source


def source_health(kept: Kept, now: datetime) -> tuple[SourceHealth, ...]:
    return tuple(
        health_of(source, kept.polls.get(id_), kept.doors.get(id_, {}), now)
        for id_, source in sorted(kept.sources.items())
    )


def _is_mine(kept: Kept, source_id: str, document_id: str) -> bool:
    return document_id in kept.documents and kept.documents[document_id].source_id == source_id


def _file(kept: Kept, filing: Filing, at: datetime) -> None:
    sequence, at = kept.next_place(at)
    kept.documents[filing.document.id] = filing.document
    kept.sequences.setdefault(filing.document.id, sequence)
    recount = filing.door is Door.UNCHANGED
    kept.inbox.append(InboxRow(sequence=sequence, at=at, document=filing.document, recount=recount))


def _remember(kept: Kept, harvest: Harvest, entries: dict[str, tuple[str, str]]) -> None:
    entries |= {item.key: (item.fingerprint, item.document.id) for item in harvest.collected}
    if harvest.present is not None:
        for key in entries.keys() - set(harvest.present):
            del entries[key]
    if harvest.state is not None:
        kept.polls[harvest.source_id] = replace(harvest.state, source_id=harvest.source_id)
    kept.hosts |= {host.host: host for host in harvest.hosts}


def _count(kept: Kept, harvest: Harvest, doors: tuple[DoorCount, ...]) -> None:
    counts = kept.doors.setdefault(harvest.source_id, {})
    for door in doors:
        key = (day_of(harvest.at), door.door, door.reason)
        counts[key] = counts.get(key, 0) + door.count
