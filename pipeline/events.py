"""Which event a document belongs to: online, one pass, the same for any batch size and after any restart.

In order: a revision keeps its event -> a near-duplicate joins the event of the text it repeats -> the open event whose
terms are nearest (cosine, damped by the time between) where that reaches the threshold -> a new event.
An event is open for a row while its last member joined or was revised within the window before the row's inbox time.
Near-duplicates are counted, but only originals are compared: a viral text costs no more to place than a rare one.
Everything kept is a sum of integers over the members, so that `restore` gives exactly the state that placing them gave.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from domain.events import Event, Member, event_id
from domain.items import Document
from domain.labels import Labelled, Labels, Sketch
from domain.rules import Grouping
from pipeline.clusters import Cluster, Entry, TermIndex, Terms, cosine, square_of
from pipeline.duplicates import Bands, packed, similarity

TELLING = 16
"""A document's weightiest terms: an event that has none of them is no candidate."""
CANDIDATES = 12
"""Events whose full similarity is computed: those that share most of the telling terms' weight."""
LEAST_SHARED = 2
"""Terms that document and event must share at least."""
ORIGINALS = 64
"""Texts that are compared with a new one, those first that share most bands: forms filled in anew are alike by thousands."""

DRIFT_BASE = 0.6
DRIFT_STEP = 0.1
"""An event of n documents wants DRIFT_BASE + DRIFT_STEP ln n of the threshold: few terms found it, but what has gathered
many documents has many words, and must not swallow whatever shares some (one flood week is not one event)."""


class Row(Protocol):
    """A stored member of an open event with its latest revision's outlet, labels and sketch."""

    @property
    def member(self) -> Member: ...
    @property
    def document(self) -> Document: ...
    @property
    def labels(self) -> Labels: ...
    @property
    def sketch(self) -> Sketch: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a document went: the event as it is now, the membership, and the group of near-duplicates."""

    event: Event
    member: Member
    duplicate_group: str


class Grouper:
    """The open events. Rows are placed in order of sequence; `at` is the row's inbox time and never falls."""

    def __init__(self, grouping: Grouping) -> None:
        self._rules = grouping
        self._clusters: dict[str, Cluster] = {}
        self._entries: dict[str, Entry] = {}
        self._groups: dict[str, Counter[tuple[str, str]]] = {}
        """Group -> (event, original) -> members of that group."""
        self._bands = Bands()
        self._index = TermIndex()

    def place(self, document: Document, labelled: Labelled, sequence: int, at: datetime) -> Placement:
        """Put one labelled revision into an event."""
        known = self._entries.get(document.id)
        if known is not None and self._is_open(known.event_id, at):
            return self._revise(known, document, labelled, at)
        if known is not None:
            self._forget(known)
        entry = Entry(
            document_id=document.id,
            sequence=sequence,
            joined_at=at,
            happened_at=document.happened_at,
            event_id="",
            outlet=document.outlet,
            group=document.duplicate_group,
            duplicate_of=None,
            terms=dict(labelled.sketch.terms),
            signature=packed(labelled.sketch.signature),
            topics=_topics(labelled.labels),
        )
        self._choose(entry, document.revision - 1)
        return self._join(entry, at)

    def restore(self, rows: Iterable[Row], events: Iterable[Event]) -> None:
        """Take up stored open events with all their members; rows in order of sequence. Others are left out."""
        for event in events:
            self._clusters[event.id] = Cluster(event=event)
        for row in rows:
            if row.member.event_id in self._clusters:
                self._take(_entry(row))

    def expire(self, now: datetime) -> None:
        """Forget events that no row at or after `now` can join."""
        since = now - self._rules.window
        for cluster in [one for one in self._clusters.values() if one.event.touched_at < since]:
            for document in list(cluster.documents):
                self._forget(self._entries[document])
            self._clusters.pop(cluster.event.id, None)

    def _choose(self, entry: Entry, split: int) -> None:
        """Set event, group and original of an entry; founds an event where none fits."""
        repeated = self._repeated(entry)
        if repeated is not None:
            entry.event_id, entry.group, entry.duplicate_of = repeated
            entry.terms, entry.signature = {}, b""
            return
        found = self._nearest(entry)
        if found is None:
            found = event_id(entry.document_id, split)
            self._clusters[found] = Cluster(event=_founded(found, entry))
        entry.event_id = found

    def _join(self, entry: Entry, at: datetime) -> Placement:
        self._take(entry)
        return self._placement(entry, at)

    def _take(self, entry: Entry) -> None:
        """Count an entry into its cluster and every index."""
        self._entries[entry.document_id] = entry
        self._clusters[entry.event_id].add(entry)
        self._bands.add(entry.document_id, entry.signature)
        self._index.add(entry.event_id, entry.terms)
        self._groups.setdefault(entry.group, Counter())[_root(entry)] += 1

    def _forget(self, entry: Entry) -> None:
        """Take an entry out of its cluster and every index."""
        del self._entries[entry.document_id]
        cluster = self._clusters[entry.event_id]
        cluster.add(entry, -1)
        self._bands.remove(entry.document_id, entry.signature)
        roots = self._groups[entry.group]
        roots[_root(entry)] -= 1
        if not roots[_root(entry)]:
            del roots[_root(entry)]
        if not roots:
            del self._groups[entry.group]
        self._index.remove(entry.event_id, [term for term in entry.terms if term not in cluster.sums])

    def _revise(self, known: Entry, document: Document, labelled: Labelled, at: datetime) -> Placement:
        """A revision keeps event, group and moment and touches the event; what it says is counted anew."""
        self._forget(known)
        known.outlet = document.outlet
        if known.duplicate_of is None:
            known.terms = dict(labelled.sketch.terms)
            known.signature = packed(labelled.sketch.signature)
        known.topics = _topics(labelled.labels)
        return self._join(known, at)

    def _placement(self, entry: Entry, at: datetime) -> Placement:
        cluster = self._clusters[entry.event_id]
        cluster.event = cluster.described(entry, at)
        member = Member(
            event_id=entry.event_id,
            document_id=entry.document_id,
            sequence=entry.sequence,
            joined_at=entry.joined_at,
            happened_at=entry.happened_at,
            duplicate_of=entry.duplicate_of,
        )
        return Placement(event=cluster.event, member=member, duplicate_group=entry.group)

    def _repeated(self, entry: Entry) -> tuple[str, str, str] | None:
        """Event, group and original where the entry repeats a text: one of its group, else the likest alike enough.

        Of equals the first counts.
        """
        same = [root for root in self._groups.get(entry.group, ()) if self._is_joinable(root[0], entry)]
        if same:
            found, original = min(same, key=lambda root: self._entries[root[1]].sequence)
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
        near = map(self._entries.__getitem__, self._bands.candidates(entry.signature))
        return islice((one for one in near if self._is_joinable(one.event_id, entry)), ORIGINALS)

    def _nearest(self, entry: Entry) -> str | None:
        """The open event most like the entry, if like enough."""
        square = square_of(entry.terms)
        measured = (
            (-round(self._nearness(cluster, entry, square), 9), cluster.event.id)
            for cluster in map(self._clusters.__getitem__, self._candidates(entry.terms))
            if self._is_joinable(cluster.event.id, entry)
        )
        best = min(measured, default=(0.0, ""))
        return best[1] if best[1] and -best[0] >= self._rules.similarity else None

    def _nearness(self, cluster: Cluster, entry: Entry, square: int) -> float:
        """Cosine, damped by the time between, held against the size of the event."""
        size = DRIFT_BASE + DRIFT_STEP * math.log(max(1, len(cluster.documents)))
        return cosine(entry.terms, square, cluster) * self._damping(cluster.event.id, entry) / size

    def _candidates(self, terms: Terms) -> list[str]:
        """Events that share most weight of the entry's telling terms, at least `LEAST_SHARED` of them."""
        telling = sorted(terms.items(), key=lambda pair: (-pair[1], pair[0]))[:TELLING]
        shared: dict[str, int] = {}
        counts: dict[str, int] = {}
        for term, weight in telling:
            for found in self._index.events(term):
                shared[found] = shared.get(found, 0) + weight
                counts[found] = counts.get(found, 0) + 1
        kept = [found for found, count in counts.items() if count >= LEAST_SHARED]
        return sorted(kept, key=lambda found: (-shared[found], found))[:CANDIDATES]

    def _is_joinable(self, found: str, entry: Entry) -> bool:
        return self._is_open(found, entry.joined_at) and self._gap(found, entry) <= self._rules.window

    def _is_open(self, found: str, at: datetime) -> bool:
        event = self._clusters[found].event
        return event.merged_into is None and event.touched_at >= at - self._rules.window

    def _gap(self, found: str, entry: Entry) -> timedelta:
        """Time between the entry and the span of the event."""
        event = self._clusters[found].event
        return max(timedelta(0), event.first_seen - entry.happened_at, entry.happened_at - event.last_seen)

    def _damping(self, found: str, entry: Entry) -> float:
        """exp(-t^2 / 2 sigma^2) of the gap."""
        ratio = self._gap(found, entry) / self._rules.time_sigma
        return math.exp(-ratio * ratio / 2)


def _root(entry: Entry) -> tuple[str, str]:
    """The event, and the original there of a near-duplicate or of itself."""
    return entry.event_id, entry.duplicate_of or entry.document_id


def _topics(labels: Labels) -> tuple[str, ...]:
    return tuple(topic.topic for topic in labels.topics if topic.confidence >= 0.5)


def _entry(row: Row) -> Entry:
    return Entry(
        document_id=row.member.document_id,
        sequence=row.member.sequence,
        joined_at=row.member.joined_at,
        happened_at=row.member.happened_at,
        event_id=row.member.event_id,
        outlet=row.document.outlet,
        group=row.document.duplicate_group,
        duplicate_of=row.member.duplicate_of,
        terms={} if row.member.duplicate_of else dict(row.sketch.terms),
        signature=b"" if row.member.duplicate_of else packed(row.sketch.signature),
        topics=_topics(row.labels),
    )


def _founded(found: str, entry: Entry) -> Event:
    return Event(
        id=found,
        founded_by=entry.document_id,
        title_document=entry.document_id,
        first_seen=entry.happened_at,
        last_seen=entry.happened_at,
        touched_at=entry.joined_at,
        documents=0,
        outlets=0,
    )
