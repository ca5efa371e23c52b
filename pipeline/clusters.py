"""Open events as sums of their members' terms, and an index from terms to events. All sums are of integers: exact.

A cluster is the same whatever order its members are added in, so that it can be rebuilt from storage.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event, Member
from pipeline.rarity import Terms, steps

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
    """An open event. `sums` leave out near-duplicates: a repost is no second witness."""

    event: Event
    sums: dict[int, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    """Members with their sequence numbers."""
    outlets: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    _first: int | None = None
    _profile: Sequence[tuple[int, int]] | None = None

    @property
    def profile(self) -> Sequence[tuple[int, int]]:
        """Its weightiest terms with their sums, the weightiest first, then by id."""
        if self._profile is None:
            heavy = sorted([(-weight, term) for term, weight in self.sums.items()])[:PROFILE]
            self._profile = [(term, -weight) for weight, term in heavy]
        return self._profile

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
        if terms:
            self._profile = None
        for term, weight in terms.items():
            after = self.sums.get(term, 0) + sign * weight
            if after:
                self.sums[term] = after
            else:
                del self.sums[term]

    def main_topics(self) -> tuple[str, ...]:
        """Topics of at least a third of its documents."""
        return tuple(sorted(topic for topic, count in self.topics.items() if 3 * count >= len(self.documents)))


COUNT_BITS = 8
MOST_TELLING = (1 << COUNT_BITS) - 1
"""Terms that one search may ask for."""


class TermIndex:
    """From terms to the events whose members use them."""

    def __init__(self) -> None:
        self._postings: dict[int, dict[str, None]] = {}
        self.common: dict[int, int] = {}
        """`rarity.steps` of how many events use each term."""

    def add(self, event_id: str, terms: Iterable[int]) -> None:
        for term in terms:
            posting = self._postings.setdefault(term, {})
            posting[event_id] = None
            self.common[term] = steps(len(posting))

    def remove(self, event_id: str, terms: Iterable[int]) -> None:
        for term in terms:
            posting = self._postings[term]
            del posting[event_id]
            if posting:
                self.common[term] = steps(len(posting))
            else:
                del self._postings[term], self.common[term]

    def sharing(self, telling: Iterable[tuple[int, int]], least: int) -> list[tuple[int, str]]:
        """Events that share at least `least` of the weighted terms, each behind the weight of those it shares.

        Weight and count add up in one number: weights in the upper bits, the count in the lower ones.
        """
        shared: dict[str, int] = {}
        for term, weight in telling:
            part = (weight << COUNT_BITS) + 1
            for found in self._postings.get(term, ()):
                shared[found] = shared.get(found, 0) + part
        return [(sum_ >> COUNT_BITS, found) for found, sum_ in shared.items() if sum_ & MOST_TELLING >= least]


def _count(counts: dict[str, int], names: Iterable[str], sign: int) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + sign
        if not counts[name]:
            del counts[name]
