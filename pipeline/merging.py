"""The machine's own merging: events that were founded apart and turn out to be one."""

import math
from datetime import datetime, timedelta
from heapq import nsmallest

from domain.events import Event
from domain.rules import Grouping
from pipeline.by_hand import inherited
from pipeline.clusters import Cluster
from pipeline.matching import CANDIDATES, LEAST_SHARED
from pipeline.open_events import OpenEvents
from pipeline.regrouping import Changes

TELLING = 24
"""An event's weightiest terms: one that has none of them is no candidate."""


class Merger:
    """Merges what was touched with what is like it."""

    def __init__(self, rules: Grouping, state: OpenEvents) -> None:
        self._rules = rules
        self._open = state

    def merge(self, changes: Changes, since: datetime) -> None:
        """Merge each event touched since with the one most like it, if like enough; the oldest first.

        One with a single document is left out: when it came it was held against all others.
        """
        touched = [
            event for event in self._open.touched_since(since) if event.touched_at < changes.at and event.documents > 1
        ]
        for event in sorted(touched, key=self._age):
            other = self.partner(event.id) if event.id in self._open.clusters else None
            if other is not None:
                self._merge(changes, event.id, other)

    def _merge(self, changes: Changes, one: str, other: str) -> None:
        pair = [self._open.clusters[name].event for name in (one, other)]
        older, younger = sorted(pair, key=self._age)
        apart = tuple(sorted({*older.apart, *younger.apart}))
        changes.merge(older.id, younger.id)
        changes.describe(older.id, apart=apart, **inherited(older, younger))

    def partner(self, event_id: str) -> str | None:
        """The event most like this one, if like enough and free to be merged with it."""
        cluster = self._open.clusters[event_id]
        measured = (
            (-round(self._nearness(cluster, other), 9), other.event.id)
            for other in map(self._open.clusters.__getitem__, self._candidates(cluster))
            if self._may(cluster.event, other.event)
        )
        best = min(measured, default=(0.0, ""))
        return best[1] if -best[0] >= self._rules.merge else None

    def _candidates(self, cluster: Cluster) -> list[str]:
        telling = nsmallest(TELLING, cluster.sums.items(), key=lambda pair: (-pair[1], pair[0]))
        shared = self._open.index.sharing(telling, LEAST_SHARED)
        shared.pop(cluster.event.id, None)
        return sorted(shared, key=lambda found: (-shared[found], found))[:CANDIDATES]

    def _may(self, one: Event, other: Event) -> bool:
        """Whether people leave it to the machine, and time allows it."""
        older, younger = sorted((one, other), key=self._age)
        if younger.by_hand or {*one.apart} & {*other.apart} or (older.name and younger.name):
            return False
        return _between(one, other) <= self._rules.window

    def _age(self, event: Event) -> tuple[int, str]:
        return self._open.clusters[event.id].age

    def _nearness(self, one: Cluster, other: Cluster) -> float:
        """Cosine of the sums, damped by the time between."""
        ratio = _between(one.event, other.event) / self._rules.time_sigma
        few, many = sorted((one.sums, other.sums), key=len)
        dot = sum(weight * many[term] for term, weight in few.items() if term in many)
        return dot / math.sqrt(one.square * other.square) * math.exp(-ratio * ratio / 2) if dot else 0.0


def _between(one: Event, other: Event) -> timedelta:
    """Time between the spans of two events."""
    return max(timedelta(0), one.first_seen - other.last_seen, other.first_seen - one.last_seen)
