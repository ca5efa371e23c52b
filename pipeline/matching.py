"""Which open event an entry belongs to: the one whose text it repeats, else the one whose terms are nearest."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from domain.events import Event
from domain.rules import Grouping
from pipeline.clusters import Cluster, Entry
from pipeline.duplicates import similarity
from pipeline.open_events import OpenEvents
from pipeline.rarity import square_of

ORIGINALS = 64
"""Texts that are compared with a new one, those first that share most bands: forms filled in anew are alike by thousands."""

DRIFT_BASE = 0.6
DRIFT_STEP = 0.1
"""An event of n documents wants DRIFT_BASE + DRIFT_STEP ln n of the threshold: few terms found it, but what has gathered
many documents has many words, and must not swallow whatever shares some (one flood week is not one event)."""


class Matcher:
    """Reads the open events, changes none."""

    def __init__(self, rules: Grouping, state: OpenEvents) -> None:
        self._rules = rules
        self._open = state

    def repeated(self, entry: Entry) -> tuple[str, str, str] | None:
        """Event, group and original where the entry repeats a text: one of its group, else the likest alike enough.

        Of equals the first counts.
        """
        same = [root for root in self._open.roots(entry.group) if self._is_near(self._event(root[0]), entry)]
        if same:
            found, original = min(same, key=lambda root: self._open.entries[root[1]].sequence)
            return found, entry.group, original
        alike = ((similarity(entry.signature, one.signature), one) for one in self._near(entry))
        enough = [pair for pair in alike if pair[0] >= self._rules.near_duplicate]
        if not enough:
            return None
        measure, likest = min(enough, key=lambda pair: (-pair[0], pair[1].sequence))
        group = likest.group if measure >= self._rules.same_text else entry.group
        return likest.event_id, group, likest.document_id

    def _near(self, entry: Entry) -> Iterator[Entry]:
        """Originals that may be alike."""
        near = map(self._open.entries.__getitem__, self._open.bands.candidates(entry.signature))
        return islice((one for one in near if self._is_near(self._event(one.event_id), entry)), ORIGINALS)

    def nearest(self, entry: Entry) -> str | None:
        """The open event most like the entry, if like enough."""
        rarity = self._open.rarity()
        weighed = rarity.weighed(entry.terms().items())
        square = square_of(weighed)
        measured = (
            (
                -round(rarity.cosine(weighed, square, cluster.profile) * self._leniency(cluster, entry), 9),
                cluster.event.id,
            )
            for cluster in self._open.alike(weighed)
            if self._is_near(cluster.event, entry)
        )
        best = min(measured, default=(0.0, ""))
        return best[1] if best[1] and -best[0] >= self._rules.similarity else None

    def _leniency(self, cluster: Cluster, entry: Entry) -> float:
        """Damped by the time between, held against the size of the event."""
        return self._damping(cluster.event, entry) / demand(len(cluster.documents), DRIFT_STEP)

    def _event(self, event_id: str) -> Event:
        return self._open.clusters[event_id].event

    def _is_near(self, event: Event, entry: Entry) -> bool:
        return _gap(event, entry.happened_at) <= self._rules.window

    def _damping(self, event: Event, entry: Entry) -> float:
        """exp(-t^2 / 2 sigma^2) of the gap."""
        ratio = _gap(event, entry.happened_at) / self._rules.time_sigma
        return math.exp(-ratio * ratio / 2)


def _gap(event: Event, moment: datetime) -> timedelta:
    """Time between a moment and the span of an event."""
    return max(timedelta(0), event.first_seen - moment, moment - event.last_seen)


def demand(documents: int, step: float) -> float:
    """What an event of so many documents wants of the threshold."""
    return DRIFT_BASE + step * math.log(max(1, documents))
