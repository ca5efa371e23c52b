"""The open events and every index over them: what stands in memory, and equals what storage gives after a restart.

Nothing here depends on the order in which members were counted in or events taken up: all are sums and sets.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest

import numpy as np

from domain.events import Event
from pipeline.clusters import Cluster, Counted, Entry
from pipeline.duplicates import Bands
from pipeline.rarity import Rarity, Vector
from pipeline.term_index import TermIndex

TELLING = 16
"""The weightiest terms of what is compared: an event that has none of them is no candidate."""
CANDIDATES = 12
"""Events whose full similarity is computed: those that share most of the telling terms' weight."""
LEAST_SHARED = 2
"""Terms that both must share at least."""

Root = tuple[str, str]
"""An event, and an original in it: a text that is its own there, or that others repeat."""


class OpenEvents:
    """Clusters in the order in which they were touched, the entries of their members, and where both are found."""

    def __init__(self) -> None:
        self.clusters: dict[str, Cluster] = {}
        self.entries: dict[str, Entry] = {}
        self.bands = Bands()
        """Originals by their signatures."""
        self.index = TermIndex()
        self._groups: dict[str, Counter[Root]] = {}

    def found(self, event: Event) -> None:
        """Begin an event without members."""
        self.clusters[event.id] = Cluster(event=event)

    def restore(self, events: Iterable[Event], entries: Iterable[Entry]) -> None:
        """Take up stored events with all their members; what is held already stays as it is."""
        fresh = {event.id: event for event in events if event.merged_into is None and event.id not in self.clusters}
        for event in fresh.values():
            self.found(event)
        for entry in entries:
            if entry.event_id in fresh and entry.document_id not in self.entries:
                self.take(entry)
        self.clusters = dict(sorted(self.clusters.items(), key=lambda pair: (pair[1].event.touched_at, pair[0])))

    def take(self, entry: Entry) -> None:
        """Count an entry into its cluster and every index."""
        self.entries[entry.document_id] = entry
        fresh = self.clusters[entry.event_id].add(entry, self._counted(entry))
        self.index.add(entry.event_id, fresh)
        if entry.duplicate_of is None:
            self.bands.add(entry.document_id, entry.signature)
        self._groups.setdefault(entry.group, Counter())[_root(entry)] += 1

    def forget(self, entry: Entry) -> None:
        """Take an entry out of its cluster and every index."""
        del self.entries[entry.document_id]
        gone = self.clusters[entry.event_id].remove(entry, self._counted(entry))
        self.index.remove(entry.event_id, gone)
        self._leave(entry)

    def _leave(self, entry: Entry) -> None:
        """Take an entry out of what finds texts that repeat it."""
        if entry.duplicate_of is None:
            self.bands.remove(entry.document_id, entry.signature)
        roots, root = self._groups[entry.group], _root(entry)
        roots[root] -= 1
        if not roots[root]:
            del roots[root]
        if not roots:
            del self._groups[entry.group]

    def move(self, entry: Entry, event_id: str, duplicate_of: str | None) -> None:
        """Make an entry a member of another event, or a repetition of another text."""
        self.forget(entry)
        entry.event_id, entry.duplicate_of = event_id, duplicate_of
        self.take(entry)

    def roots(self, group: str) -> Iterator[Root]:
        """Originals of a group of near-duplicates, by event."""
        return iter(self._groups.get(group, ()))

    def rarity(self) -> Rarity:
        """How telling terms are as long as nothing changes."""
        return Rarity(self.index, len(self.clusters))

    def vector(self, entry: Entry) -> Vector:
        """An entry's terms, those that count and those that do not."""
        terms, weights = entry.terms()
        return Vector(self.index.known(terms), np.array(weights, dtype=np.float64))

    def likest(self, sought: Vector, leniency: Callable[[Cluster], float]) -> tuple[float, str]:
        """How like the likest event is, and its id: cosine times what `leniency` gives it; one with 0 is left out.

        (0, "") where there is none; of equals the first by id.
        """
        rarity = self.rarity()
        weighed = Vector(sought.slots, rarity.weights(*sought))
        lenient = [(given, cluster) for cluster in self._alike(weighed) if (given := leniency(cluster))]
        if not lenient:
            return 0.0, ""
        cosines = rarity.cosines(weighed, [cluster.profile(self.index.terms) for _, cluster in lenient])
        measured = (
            (-round(cosine * given, 9), cluster.event.id)
            for cosine, (given, cluster) in zip(cosines, lenient, strict=True)
        )
        likeness, found = min(measured)
        return -likeness, found

    def _alike(self, weighed: Vector) -> Iterator[Cluster]:
        """Events that share most weight of the telling terms of something."""
        telling = np.lexsort((self.index.terms[weighed.slots], -weighed.weights))[:TELLING]
        pairs = zip(weighed.slots[telling].tolist(), weighed.weights[telling].astype(np.int64).tolist(), strict=True)
        shared = self.index.sharing(pairs, LEAST_SHARED)
        return (self.clusters[found] for _, found in nsmallest(CANDIDATES, [(-sum_, found) for sum_, found in shared]))

    def _counted(self, entry: Entry) -> Counted:
        """The terms of an entry that count: a near-duplicate's do not."""
        if entry.duplicate_of is not None:
            return {}
        terms, weights = entry.terms()
        return dict(zip(self.index.slots(terms), weights, strict=True))

    def members(self, event_id: str) -> list[Entry]:
        """The members of an event, in order of sequence."""
        entries = map(self.entries.__getitem__, self.clusters[event_id].documents)
        return sorted(entries, key=lambda entry: entry.sequence)

    def touch(self, event: Event) -> None:
        """Set the value of an event that was touched later than all others, or as late."""
        cluster = self.clusters.pop(event.id)
        cluster.event = event
        self.clusters[event.id] = cluster

    def touched_since(self, moment: datetime) -> list[Event]:
        """Events with touched_at >= moment."""
        found: list[Event] = []
        for cluster in reversed(self.clusters.values()):
            if cluster.event.touched_at < moment:
                break
            found.append(cluster.event)
        return found

    def expire(self, since: datetime) -> None:
        """Forget events that were last touched before `since`."""
        gone: list[str] = []
        for event_id, cluster in self.clusters.items():
            if cluster.event.touched_at >= since:
                break
            gone.append(event_id)
        for event_id in gone:
            self.drop(event_id)

    def drop(self, event_id: str) -> None:
        """Forget an event and its members."""
        cluster = self.clusters.pop(event_id)
        self.index.remove(event_id, cluster.sums)
        for document in cluster.documents:
            self._leave(self.entries.pop(document))

    def described(self, event_id: str, at: datetime) -> Event:
        """An event as its members make it, after they changed at inbox time `at`."""
        members, cluster = self.members(event_id), self.clusters[event_id]
        event, happened = cluster.event, [entry.happened_at for entry in members]
        return replace(
            event,
            title_document=_title(event.title_document, members),
            first_seen=min(happened),
            last_seen=max(happened),
            touched_at=at,
            documents=len(members),
            outlets=len(cluster.outlets),
            topics=cluster.main_topics(),
        )


def _title(before: str, members: Sequence[Entry]) -> str:
    """The document that names an event: the same while it is a member, else the first original."""
    if any(entry.document_id == before for entry in members):
        return before
    return next(entry.document_id for entry in members if entry.duplicate_of is None)


def _root(entry: Entry) -> Root:
    return entry.event_id, entry.original
