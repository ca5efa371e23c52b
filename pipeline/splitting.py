"""The machine's own splitting: events that drifted until they hold two stories.

Each time an event has doubled, its originals are parted in two (spherical 2-means; Dhillon and Modha 2001) from two seeds:
the first of them, and the one least like it. Where the halves are so unlike that nothing would have put them together, the
half without the first becomes an event of its own. Doubling keeps the cost per document flat; and what was parted is
marked, so that the merge pass does not undo it.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import mul

import numpy as np

from domain.events import Event
from domain.rules import Grouping
from pipeline.clusters import Counted, Entry
from pipeline.nearness import between, damping
from pipeline.open_events import OpenEvents
from pipeline.rarity import Weights
from pipeline.regrouping import Changes
from pipeline.term_index import Slots

LEAST = 3
"""Originals a half must have: one or two odd reports are no story of their own."""
ROUNDS = 3


class Splitter:
    """Splits what has doubled and come apart."""

    def __init__(self, rules: Grouping, state: OpenEvents) -> None:
        self._rules = rules
        self._open = state

    def split(self, changes: Changes, since: datetime) -> None:
        """Split each event that has doubled since, where its halves are unlike enough; the oldest first."""
        touched = [event for event in self._open.touched_since(since) if self._has_doubled(event, since)]
        for event in sorted(touched, key=lambda event: self._open.clusters[event.id].age):
            other = self.half(event.id)
            if other:
                changes.split(event.id, other)

    def _has_doubled(self, event: Event, since: datetime) -> bool:
        """Whether the number of members has passed a power of two since; not where a person chose them."""
        if event.by_hand or event.documents < 2 * LEAST:
            return False
        entries = map(self._open.entries.__getitem__, self._open.clusters[event.id].documents)
        fresh = sum(entry.joined_at >= since for entry in entries)
        return event.documents.bit_length() > (event.documents - fresh).bit_length()

    def half(self, event_id: str) -> Sequence[Entry]:
        """The members that would be an event of their own, in order of sequence; none where it is one story."""
        members = self._open.members(event_id)
        originals = [entry for entry in members if entry.duplicate_of is None]
        if len(originals) < 2 * LEAST:
            return ()
        rarity = self._open.rarity()
        vectors = [_unit(vector.slots, rarity.weights(*vector)) for vector in map(self._open.vector, originals)]
        sides = _parted(vectors)
        halves = [[place for place, side in enumerate(sides) if side == which] for which in (sides[0], not sides[0])]
        if min(map(len, halves)) < LEAST or self._nearness(originals, vectors, halves) >= self._rules.split:
            return ()
        gone = {originals[place].document_id for place in halves[1]}
        return [entry for entry in members if entry.original in gone]

    def _nearness(
        self, originals: Sequence[Entry], vectors: Sequence[Counted], halves: Sequence[Sequence[int]]
    ) -> float:
        """Cosine of the halves' sums, damped by the time between their spans."""
        one, other = (_sum(vectors[place] for place in half) for half in halves)
        moments = [[originals[place].happened_at for place in half] for half in halves]
        spans = [(min(half), max(half)) for half in moments]
        return round(_cosine(one, other) * damping(between(*spans), self._rules.time_sigma), 9)


UNIT = 1 << 15


def _unit(slots: Slots, weights: Weights) -> Counted:
    """The same direction with a length of 2^15, in whole numbers: sums stay exact."""
    whole: list[int] = weights.astype(np.int64).tolist()
    length = math.isqrt(_square_of(whole)) or 1
    return dict(zip(slots.tolist(), (weight * UNIT // length for weight in whole), strict=True))


def _parted(vectors: Sequence[Counted]) -> list[bool]:
    """On which of two sides each vector is; the first need not be on the first."""
    far = min(range(len(vectors)), key=lambda place: (_cosine(vectors[place], vectors[0]), place))
    centres = [vectors[0], vectors[far]]
    sides: list[bool] = []
    for _ in range(ROUNDS):
        sides = [_cosine(vector, centres[1]) > _cosine(vector, centres[0]) for vector in vectors]
        centres = [
            _sum(vector for vector, side in zip(vectors, sides, strict=True) if side == which)
            for which in (False, True)
        ]
    return sides


def _sum(vectors: Iterable[Counted]) -> Counted:
    total: dict[int, int] = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0) + weight
    return total


def _cosine(one: Counted, other: Counted) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    dot = sum(weight * many[term] for term, weight in few.items() if term in many)
    return float(dot / (_square_of(one.values()) * _square_of(other.values())) ** 0.5) if dot else 0.0


def _square_of(weights: Collection[int]) -> int:
    return sum(map(mul, weights, weights))
