"""The machine's own merging: events that were founded apart and turn out to be one."""

import math
from datetime import datetime, timedelta

from domain.events import Event
from domain.rules import Grouping
from pipeline.by_hand import inherited
from pipeline.clusters import Cluster
from pipeline.matching import demand
from pipeline.open_events import OpenEvents
from pipeline.rarity import square_of
from pipeline.regrouping import Changes

MERGE_STEP = 0.3
"""What is merged wants more of the threshold with its size than what one document joins: two mistakes are chained by it."""


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
        rarity = self._open.rarity()
        weighed = rarity.weighed(cluster.profile)
        square = square_of(weighed)
        measured = (
            (-round(rarity.cosine(weighed, square, other.profile) * self._leniency(cluster, other), 9), other.event.id)
            for other in self._open.alike(weighed)
            if other is not cluster and self._may(cluster.event, other.event)
        )
        best = min(measured, default=(0.0, ""))
        return best[1] if -best[0] >= self._rules.merge else None

    def _may(self, one: Event, other: Event) -> bool:
        """Whether people leave it to the machine, and time allows it."""
        older, younger = sorted((one, other), key=self._age)
        if younger.by_hand or {*one.apart} & {*other.apart} or (older.name and younger.name):
            return False
        return _between(one, other) <= self._rules.window

    def _age(self, event: Event) -> tuple[int, str]:
        return self._open.clusters[event.id].age

    def _leniency(self, one: Cluster, other: Cluster) -> float:
        """Damped by the time between, held against the size of what the two would make."""
        ratio = _between(one.event, other.event) / self._rules.time_sigma
        return math.exp(-ratio * ratio / 2) / demand(len(one.documents) + len(other.documents), MERGE_STEP)


def _between(one: Event, other: Event) -> timedelta:
    """Time between the spans of two events."""
    return max(timedelta(0), one.first_seen - other.last_seen, other.first_seen - one.last_seen)
