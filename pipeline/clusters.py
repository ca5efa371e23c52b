"""Open events as sums of their members' terms, and an index from terms to events. All sums are of integers: exact.

A cluster is the same whatever order its members are added in, so that it can be rebuilt from storage.
"""

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event, Member

Terms = Mapping[int, int]
"""Term id -> integer weight."""


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

    def terms(self) -> Terms:
        """Its terms, unpacked."""
        flat = array("I", self.packed)
        return dict(zip(flat[::2], flat[1::2], strict=True))

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
    """Terms in 8 bytes each: a dictionary takes twenty times that."""
    return array("I", [part for pair in terms for part in pair]).tobytes()


@dataclass(slots=True, kw_only=True)
class Cluster:
    """An open event. `sums` and `square` (of the sums) leave out near-duplicates: a repost is no second witness."""

    event: Event
    sums: dict[int, int] = field(default_factory=dict)
    square: int = 0
    documents: dict[str, int] = field(default_factory=dict)
    """Members with their sequence numbers."""
    outlets: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    _first: int | None = None

    @property
    def age(self) -> tuple[int, str]:
        """Sorts events by their first documents."""
        if self._first is None:
            self._first = min(self.documents.values())
        return self._first, self.event.id

    def add(self, entry: Entry, terms: Terms, sign: int = 1) -> None:
        """Count a member and the terms that count of it in; out with sign -1."""
        self._add_terms(terms, sign)
        _count(self.outlets, (entry.outlet,), sign)
        _count(self.topics, entry.topics, sign)
        if sign > 0:
            self.documents[entry.document_id] = entry.sequence
            self._first = min(self._first, entry.sequence) if self._first is not None else None
        else:
            del self.documents[entry.document_id]
            self._first = self._first if self._first != entry.sequence else None

    def _add_terms(self, terms: Terms, sign: int) -> None:
        for term, weight in terms.items():
            before = self.sums.get(term, 0)
            after = before + sign * weight
            self.square += after * after - before * before
            if after:
                self.sums[term] = after
            else:
                del self.sums[term]

    def main_topics(self) -> tuple[str, ...]:
        """Topics of at least a third of its documents."""
        return tuple(sorted(topic for topic, count in self.topics.items() if 3 * count >= len(self.documents)))


class TermIndex:
    """From terms to the events whose members use them."""

    def __init__(self) -> None:
        self._postings: dict[int, dict[str, None]] = {}

    def add(self, event_id: str, terms: Iterable[int]) -> None:
        for term in terms:
            self._postings.setdefault(term, {})[event_id] = None

    def remove(self, event_id: str, terms: Iterable[int]) -> None:
        for term in terms:
            posting = self._postings.get(term)
            if posting is not None:
                posting.pop(event_id, None)
                if not posting:
                    del self._postings[term]

    def events(self, term: int) -> Iterator[str]:
        return iter(self._postings.get(term, ()))

    def sharing(self, telling: Sequence[tuple[int, int]], least: int) -> dict[str, int]:
        """Events that share at least `least` of the weighted terms, with the weight of those they share."""
        shared: dict[str, int] = {}
        counts: dict[str, int] = {}
        for term, weight in telling:
            for found in self._postings.get(term, ()):
                shared[found] = shared.get(found, 0) + weight
                counts[found] = counts.get(found, 0) + 1
        return {found: weight for found, weight in shared.items() if counts[found] >= least}


def square_of(terms: Terms) -> int:
    """Squared length of a term vector."""
    return sum(weight * weight for weight in terms.values())


def cosine(terms: Terms, square: int, cluster: Cluster) -> float:
    """Cosine of a document's terms and an event's sums, 0 to 1."""
    sums = cluster.sums
    dot = sum(weight * sums[term] for term, weight in terms.items() if term in sums)
    return dot / math.sqrt(square * cluster.square) if dot else 0.0


def _count(counts: dict[str, int], names: Iterable[str], sign: int) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + sign
        if not counts[name]:
            del counts[name]
