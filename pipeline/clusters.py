"""Open events as sums of their members' terms. All sums are of integers: exact.

A cluster is the same whatever order its members are added in, so that it can be rebuilt from storage.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from domain.events import Event, Member
from pipeline.rarity import Vector
from pipeline.term_index import UNUSED

Counted = Mapping[int, int]
"""Slots of terms, and the integer weights that count of them."""

PROFILE = 48
"""Terms that stand for an event when something is held against it: 80 group no better, and a large event costs no more."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """A document of an open event, as grouping remembers it."""

    document_id: str
    sequence: int
    joined_at: datetime
    happened_at: datetime
    event_id: str
    outlet: str
    group: str
    duplicate_of: str | None
    packed: bytes
    """Its own terms (`pack`), though a near-duplicate's do not count while the text that it repeats stands beside it."""
    signature: bytes
    topics: tuple[str, ...]
    """Topics it is about with confidence of at least one half."""

    @property
    def original(self) -> str:
        """The document that counts for it: itself, or the text that it repeats."""
        return self.duplicate_of or self.document_id

    def terms(self) -> tuple[list[int], list[int]]:
        """Ids and weights of its terms, unpacked."""
        flat = array("I", self.packed).tolist()
        half = len(flat) // 2
        return flat[:half], flat[half:]

    def member(self) -> Member:
        """The membership to be stored."""
        return Member(
            event_id=self.event_id,
            document_id=self.document_id,
            sequence=self.sequence,
            joined_at=self.joined_at,
            happened_at=self.happened_at,
            duplicate_of=self.duplicate_of,
        )


def pack(terms: Iterable[tuple[int, int]]) -> bytes:
    """Terms in 8 bytes each, ids before weights: a dictionary takes twenty times that."""
    return array("I", chain.from_iterable(zip(*terms, strict=True))).tobytes()


@dataclass(slots=True, kw_only=True)
class Cluster:
    """An open event. `sums` leave out near-duplicates: a repost is no second witness."""

    event: Event
    sums: dict[int, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    """Members with their sequence numbers."""
    outlets: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    _first: int | None = None
    _profile: Vector | None = None
    _grown: set[int] = field(default_factory=set)
    """Slots of terms that weigh more than when the profile was made."""

    def profile(self, terms: NDArray[np.uint32]) -> Vector:
        """Its PROFILE weightiest terms, the weightiest first, then by id; `terms`: ids by slot. Weight 0 where it has fewer."""
        if self._profile is None:
            self._profile = self._weightiest(self.sums, terms)
        elif self._grown:  # whatever else was too light for the profile is so still
            self._profile = self._weightiest(self._grown.union(self._profile.slots.tolist()) - {UNUSED}, terms)
        self._grown.clear()
        return self._profile

    def _weightiest(self, pool: Collection[int], terms: NDArray[np.uint32]) -> Vector:
        slots = np.fromiter(pool, dtype=np.intp, count=len(pool))
        sums = np.fromiter(map(self.sums.__getitem__, pool), dtype=np.float64, count=len(pool))
        heavy = np.lexsort((terms[slots], -sums))[:PROFILE]
        found = Vector(np.full(PROFILE, UNUSED), np.zeros(PROFILE))
        found.slots[: len(heavy)], found.weights[: len(heavy)] = slots[heavy], sums[heavy]
        return found

    @property
    def age(self) -> tuple[int, str]:
        """Sorts events by their first documents."""
        if self._first is None:
            self._first = min(self.documents.values())
        return self._first, self.event.id

    def add(self, entry: Entry, terms: Counted) -> list[int]:
        """Count a member in, and the terms that count of it; the slots of those that the event did not use before."""
        _count(self.outlets, (entry.outlet,), 1)
        _count(self.topics, entry.topics, 1)
        self.documents[entry.document_id] = entry.sequence
        self._first = min(self._first, entry.sequence) if self._first is not None else None
        sums = self.sums
        fresh = [slot for slot in terms if slot not in sums]
        for slot, weight in terms.items():
            sums[slot] = sums.get(slot, 0) + weight
        self._grown.update(terms)
        return fresh

    def remove(self, entry: Entry, terms: Counted) -> list[int]:
        """Count a member out; the slots of terms that the event does not use any more."""
        _count(self.outlets, (entry.outlet,), -1)
        _count(self.topics, entry.topics, -1)
        del self.documents[entry.document_id]
        self._first = self._first if self._first != entry.sequence else None
        sums = self.sums
        for slot, weight in terms.items():
            sums[slot] -= weight
        gone = [slot for slot in terms if not sums[slot]]
        for slot in gone:
            del sums[slot]
        self._profile = None
        return gone

    def main_topics(self) -> tuple[str, ...]:
        """Topics of at least a third of its documents."""
        return tuple(sorted(topic for topic, count in self.topics.items() if 3 * count >= len(self.documents)))


def _count(counts: dict[str, int], names: Iterable[str], sign: int) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + sign
        if not counts[name]:
            del counts[name]
