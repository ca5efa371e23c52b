"""Which open event an entry belongs to: the one whose text it repeats, else the one whose terms are nearest."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice

from domain.events import Event
from domain.rules import Grouping
from pipeline.clusters import Cluster, Entry
from pipeline.duplicates import similarity
from pipeline.nearness import between, damping, demand
from pipeline.open_events import OpenEvents

ORIGINALS = 64
"""Texts that are compared with a new one, those first that share most bands: forms filled in anew are alike by thousands."""

DRIFT_STEP = 0.1
"""How fast an event wants more of the threshold with its size (`nearness.demand`)."""


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
        likeness, found = self._open.likest(self._open.vector(entry), partial(self._leniency, entry))
        return found if found and likeness >= self._rules.similarity else None

    def _leniency(self, entry: Entry, cluster: Cluster) -> float:
        """Damped by the time between, held against the size of the event; 0 beyond the window."""
        gap = _gap(cluster.event, entry)
        if gap > self._rules.window:
            return 0.0
        return damping(gap, self._rules.time_sigma) / demand(len(cluster.documents), DRIFT_STEP)

    def _event(self, event_id: str) -> Event:
        return self._open.clusters[event_id].event

    def _is_near(self, event: Event, entry: Entry) -> bool:
        return _gap(event, entry) <= self._rules.window


def _gap(event: Event, entry: Entry) -> timedelta:
    """Time between a document and the span of an event."""
    return between((event.first_seen, event.last_seen), (entry.happened_at, entry.happened_at))
