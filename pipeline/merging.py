"""The machine's own merging: events that were founded apart and turn out to be one."""

from datetime import datetime, timedelta
from functools import partial

from domain.events import Event
from domain.rules import Grouping
from pipeline.by_hand import inherited
from pipeline.clusters import Cluster
from pipeline.nearness import between, damping, demand
from pipeline.open_events import OpenEvents
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
        likeness, found = self._open.likest(cluster.profile(self._open.index.terms), partial(self._leniency, cluster))
        return found if likeness >= self._rules.merge else None

    def _may(self, one: Event, other: Event) -> bool:
        """Whether people leave it to the machine, and time allows it."""
        older, younger = sorted((one, other), key=self._age)
        if younger.by_hand or {*one.apart} & {*other.apart} or (older.name and younger.name):
            return False
        return _gap(one, other) <= self._rules.window

    def _age(self, event: Event) -> tuple[int, str]:
        return self._open.clusters[event.id].age

    def _leniency(self, one: Cluster, other: Cluster) -> float:
        """Damped by the time between, held against the size of what the two would make; 0 where they may not be one."""
        if one is other or not self._may(one.event, other.event):
            return 0.0
        gap = _gap(one.event, other.event)
        return damping(gap, self._rules.time_sigma) / demand(len(one.documents) + len(other.documents), MERGE_STEP)


def _gap(one: Event, other: Event) -> timedelta:
    return between((one.first_seen, one.last_seen), (other.first_seen, other.last_seen))
