"""Open events as sums of their members' terms, and an index from terms to events. All sums are of integers: exact.

A cluster is the same whatever order its members are added in, so that it can be rebuilt from storage.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.events import Event

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
    terms: Terms
    """Empty for a near-duplicate, as its signature is: what repeats it repeats its original."""
    signature: bytes
    topics: tuple[str, ...]
    """Topics it is about with confidence of at least one half."""


@dataclass(slots=True, kw_only=True)
class Cluster:
    """An open event. `sums` and `square` (of the sums) leave out near-duplicates: a repost is no second witness."""

    event: Event
    sums: dict[int, int] = field(default_factory=dict)
    square: int = 0
    documents: dict[str, None] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)

    def add(self, entry: Entry, sign: int = 1) -> None:
        """Count a member in; out with sign -1."""
        if entry.duplicate_of is None:
            self._add_terms(entry.terms, sign)
        _count(self.outlets, (entry.outlet,), sign)
        _count(self.topics, entry.topics, sign)
        if sign > 0:
            self.documents[entry.document_id] = None
        else:
            del self.documents[entry.document_id]

    def _add_terms(self, terms: Terms, sign: int) -> None:
        for term, weight in terms.items():
            before = self.sums.get(term, 0)
            after = before + sign * weight
            self.square += after * after - before * before
            if after:
                self.sums[term] = after
            else:
                del self.sums[term]

    def described(self, entry: Entry, at: datetime) -> Event:
        """The event after `entry` joined or was revised at inbox time `at`; its topics: of a third of its documents."""
        event = self.event
        topics = sorted(topic for topic, count in self.topics.items() if 3 * count >= len(self.documents))
        return replace(
            event,
            first_seen=min(event.first_seen, entry.happened_at),
            last_seen=max(event.last_seen, entry.happened_at),
            touched_at=max(event.touched_at, at),
            documents=len(self.documents),
            outlets=len(self.outlets),
            topics=tuple(topics),
        )


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
