"""What becomes of each item of a harvest: a pure decision, made alike for every kind of store.

1. a second time in this harvest: duplicate
2. its id is not there: new
3. it comes from another source, and not by import: unchanged
4. its content hash differs: changed, the next revision
5. otherwise unchanged; new totals make it a recount as well
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.items import Counters, Document, Door, DoorCount
from storage.plain import storable
from storage.values import Collected, Harvest, Recounted

ORDER = {door: place for place, door in enumerate(Door)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One inbox row to write: a new document, its next revision, or its new totals."""

    document: Document
    door: Door
    """NEW, CHANGED, or UNCHANGED for new totals alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All of a harvest decided: what to write, in order, and every door's count."""

    filings: tuple[Filing, ...]
    doors: tuple[DoorCount, ...]


def decide(harvest: Harvest, stored: Mapping[str, Document], keyed: Mapping[str, str], *, by_import: bool) -> Decision:
    """Decide a harvest. `stored`: present state of the documents it names, by id; `keyed`: document id by entry key."""
    present = dict(stored)
    filings: list[Filing] = []
    doors: Counter[tuple[Door, str]] = Counter()
    for door in harvest.doors:
        doors[door.door, door.reason] += door.count
    seen: set[str] = set()
    for item in harvest.collected:
        door_, filing = (
            (Door.DUPLICATE, None) if item.document.id in seen else _arrive(item, present, by_import=by_import)
        )
        seen.add(item.document.id)
        doors[door_, ""] += 1
        _file(filing, filings, present)
    for count in harvest.recounted:
        _file(_recount(count, present, keyed), filings, present)
    return Decision(filings=tuple(filings), doors=door_counts(doors))


def door_counts(doors: Mapping[tuple[Door, str], int]) -> tuple[DoorCount, ...]:
    """Counts in the order of Door, then reason; doors nobody left by are left out."""
    kept = sorted((key for key, count in doors.items() if count), key=lambda key: (ORDER[key[0]], key[1]))
    return tuple(DoorCount(door=door, reason=reason, count=doors[door, reason]) for door, reason in kept)


def inbox_time(at: datetime, last: datetime | None, evaluated: datetime | None) -> datetime:
    """`at`, but never before the last row, nor before what was evaluated: processing runs on these times."""
    return max([at, *(bound for bound in (last, evaluated) if bound is not None)])


def start_time(at: datetime, last: datetime | None, evaluated: datetime | None) -> datetime:
    """When rules begin to act: at `at`, but after the last row, which may have been taken with others, and not before
    what was evaluated."""
    return inbox_time(at, last + timedelta(microseconds=1) if last else None, evaluated)


def _arrive(item: Collected, present: Mapping[str, Document], *, by_import: bool) -> tuple[Door, Filing | None]:
    known = present.get(item.document.id)
    if known is None:
        return Door.NEW, Filing(document=storable(item.document), door=Door.NEW)
    if known.source_id != item.document.source_id and not by_import:
        return Door.UNCHANGED, None
    counters = merged(known.counters, item.document.counters)
    if known.content_hash != item.document.content_hash:
        return Door.CHANGED, Filing(document=_revised(known, storable(item.document), counters), door=Door.CHANGED)
    return Door.UNCHANGED, _counted(known, counters)


def _revised(known: Document, given: Document, counters: Counters) -> Document:
    return replace(
        known, title=given.title, text=given.text, published_at=given.published_at, collected_at=given.collected_at,
        content_hash=given.content_hash, duplicate_group=given.duplicate_group, revision=known.revision + 1,
        counters=counters,
    )  # fmt: skip


def _recount(count: Recounted, present: Mapping[str, Document], keyed: Mapping[str, str]) -> Filing | None:
    known = present.get(keyed.get(count.key, ""))
    return None if known is None else _counted(known, merged(known.counters, count.counters))


def _counted(known: Document, counters: Counters) -> Filing | None:
    if counters == known.counters:
        return None
    return Filing(document=replace(known, counters=counters), door=Door.UNCHANGED)


def merged(known: Counters, given: Counters) -> Counters:
    """A page that shows no total of some kind does not take away the one that is known."""
    return Counters(
        reposts=known.reposts if given.reposts is None else given.reposts,
        comments=known.comments if given.comments is None else given.comments,
        likes=known.likes if given.likes is None else given.likes,
    )


def _file(filing: Filing | None, filings: list[Filing], present: dict[str, Document]) -> None:
    if filing is not None:
        filings.append(filing)
        present[filing.document.id] = filing.document
