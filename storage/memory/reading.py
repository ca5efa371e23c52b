"""What readers ask: documents, events, assessments."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice

from domain.duty import Response
from domain.events import OVER, EventState
from domain.filters import DocumentFilter, EventFilter
from domain.items import Counters, Document
from domain.risk import Assessment, Level
from domain.streams import hour_of
from storage.memory.kept import Kept
from storage.tokens import phrases
from storage.values import AddressRow, EventRow, LevelRow, OrderRow, Page, Record, Recountable, SourceHours, Terms

COUNTED = 10_000


def documents(kept: Kept, wanted: DocumentFilter, terms: Terms) -> Iterator[Record]:
    asked = phrases(terms)
    for document_id in kept.documents:
        tokens = kept.tokens.get(document_id, [])
        if all(_count(tokens, phrase) for phrase in asked) and _is_wanted(kept, document_id, wanted):
            yield kept.shown(document_id)


def search(kept: Kept, wanted: DocumentFilter, terms: Terms, limit: int, *, newest: bool) -> Page:
    asked = phrases(terms)

    def rank(record: Record) -> tuple[float, datetime, int]:
        tokens = kept.tokens.get(record.document.id, [])
        hits = sum(_count(tokens, phrase) for phrase in asked) if asked and not newest else 0
        return hits / max(len(tokens), 1), record.document.happened_at, record.sequence

    found = sorted(documents(kept, wanted, terms), key=rank, reverse=True)
    return Page(records=tuple(found[:limit]), total=min(len(found), COUNTED))


def revisions(kept: Kept, document_id: str) -> tuple[Document, ...]:
    return tuple(row.document for row in kept.inbox if row.document.id == document_id and not row.recount)


def event_documents(kept: Kept, event_id: str) -> tuple[Record, ...]:
    return tuple(documents(kept, DocumentFilter(event_id=kept.survivor(event_id)), Terms()))


def event_orders(kept: Kept, event_id: str) -> tuple[OrderRow, ...]:
    named = all_that_became(kept, event_id)
    return tuple(row for row in kept.orders.values() if named & {row.order.event_id, row.order.other})


def responses(kept: Kept, event_id: str) -> tuple[Response, ...]:
    named = all_that_became(kept, event_id)
    return tuple(one for one in all_responses(kept) if one.event_id in named)


def all_responses(kept: Kept) -> tuple[Response, ...]:
    refused = {row.sequence for row in kept.orders.values() if row.is_refused}
    return tuple(one for one, order in kept.responses if order not in refused)


def all_that_became(kept: Kept, event_id: str) -> set[str | None]:
    whole = kept.survivor(event_id)
    return {whole, *(one for one in kept.events if kept.survivor(one) == whole)}


def events(kept: Kept, wanted: EventFilter) -> list[EventRow]:
    rows = [event_row(kept, event_id, wanted.scope_id) for event_id in sorted(kept.events)]
    found = [row for row in rows if row is not None and _is_event_wanted(kept, row, wanted)]
    found.sort(key=lambda row: row.event.last_seen, reverse=True)
    found.sort(key=lambda row: row.assessment.index if row.assessment else -1.0, reverse=True)
    found.sort(key=lambda row: _level(kept, row.event.id, wanted.scope_id), reverse=True)
    return found


def event_row(kept: Kept, event_id: str, scope_id: str) -> EventRow | None:
    event = kept.events.get(event_id)
    if event is None:
        return None
    titled = kept.documents.get(event.title_document)
    last = max((key for key in kept.assessments if key[:2] == (event_id, scope_id)), default=None)
    return EventRow(
        event=event,
        title=event.name or (titled.title if titled else ""),
        state=kept.states.get((event_id, scope_id), EventState.NEW),
        assessment=kept.assessments[last] if last else None,
    )


def assessments(kept: Kept, event_id: str | None, since: datetime | None, until: datetime | None) -> list[Assessment]:
    found = sorted(kept.assessments.values(), key=lambda one: (one.at, one.event_id, one.scope_id))
    return [one for one in found if event_id in (None, one.event_id) and _within(one.at, since, until)]


def levels(kept: Kept) -> Iterator[LevelRow]:
    for one in assessments(kept, None, None, None):
        yield LevelRow(event_id=one.event_id, scope_id=one.scope_id, at=one.at, level=one.level, proposed=one.proposed)


def addresses(kept: Kept) -> Iterator[AddressRow]:
    first = {row.document.id: row.document.collected_at for row in reversed(kept.inbox) if not row.recount}
    for id_, document in kept.documents.items():
        member = kept.members.get(id_)
        yield AddressRow(url=document.url, first_collected_at=first[id_], revisions=document.revision,
                         event_id=member.event_id if member else None)  # fmt: skip


def event_times(kept: Kept, since: datetime) -> list[tuple[str, datetime]]:
    found = ((member.event_id, member.happened_at) for member in kept.members.values())
    return sorted(pair for pair in found if pair[1] >= since)


def recountable(kept: Kept, limit: int) -> tuple[Recountable, ...]:
    wanted = {
        event_id
        for (event_id, scope_id), memory in kept.memories.items()
        if memory.level > Level.NONE and _is_open(kept, event_id, scope_id)
    }
    found = [kept.documents[member.document_id] for member in kept.members.values() if member.event_id in wanted]
    found.sort(key=lambda one: (one.counters != Counters(), one.happened_at, kept.sequences[one.id]), reverse=True)
    found.sort(key=lambda one: one.source_id)
    return tuple(
        Recountable(source_id=one.source_id, document_id=one.id, url=one.url, is_counted=one.counters != Counters())
        for _, of_source in groupby(found, key=lambda one: one.source_id)
        for one in islice(of_source, limit)
    )


def _is_open(kept: Kept, event_id: str, scope_id: str) -> bool:
    state = kept.states.get((event_id, scope_id), EventState.NEW)
    return kept.events[event_id].merged_into is None and state not in OVER


def _is_wanted(kept: Kept, document_id: str, wanted: DocumentFilter) -> bool:
    document, placed = kept.documents[document_id], kept.placed.get(document_id)
    labels = placed.labelled.labels if placed else None
    member = kept.members.get(document_id)
    event_id = member.event_id if member else None
    return (
        wanted.source_id in (None, document.source_id)
        and wanted.platform in (None, document.platform)
        and wanted.tier in (None, document.tier)
        and wanted.event_id in (None, event_id)
        and _within(document.collected_at, wanted.since, wanted.until)
        and (wanted.topic is None or (labels is not None and wanted.topic in {label.topic for label in labels.topics}))
        and (wanted.tone is None or (labels is not None and labels.sentiment.label is wanted.tone))
        and (wanted.level is None or _reaches(kept, event_id, wanted.level))
    )


def _is_event_wanted(kept: Kept, row: EventRow, wanted: EventFilter) -> bool:
    event = row.event
    is_open = event.merged_into is None and row.state not in OVER
    return (
        (is_open or not wanted.only_open)
        and (wanted.level is None or _level(kept, event.id, wanted.scope_id) >= wanted.level)
        and (wanted.topic is None or wanted.topic in event.topics)
        and _within(event.last_seen, wanted.since, wanted.until)
    )


def _reaches(kept: Kept, event_id: str | None, level: Level) -> bool:
    memory = kept.memories.get((event_id or "", "desk"))
    return memory is not None and memory.level >= level


def _level(kept: Kept, event_id: str, scope_id: str) -> Level:
    memory = kept.memories.get((event_id, scope_id))
    return memory.level if memory else Level.NONE


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _count(tokens: list[str], phrase: list[str]) -> int:
    width = len(phrase)
    return sum(tokens[start : start + width] == phrase for start in range(len(tokens) - width + 1))


def source_hours(kept: Kept, since: datetime) -> tuple[SourceHours, ...]:
    first: dict[str, datetime] = {}
    counts: dict[str, Counter[int]] = {}
    for row in kept.inbox:
        first.setdefault(row.document.source_id, row.document.collected_at)
    for document in kept.documents.values():
        if document.happened_at >= since:
            counts.setdefault(document.source_id, Counter())[hour_of(document.happened_at)] += 1
    return tuple(
        SourceHours(source_id=one, first_at=at, counts=tuple(sorted(counts.get(one, Counter()).items())))
        for one, at in sorted(first.items())
    )
