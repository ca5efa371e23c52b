"""Which event a document belongs to: online, one pass, the same for any batch size and after any restart.

In order: a revision keeps its event -> a near-duplicate joins the event of the text it repeats -> the open event whose
terms are nearest (cosine, damped by the time between) where that reaches the threshold -> a new event. At every
evaluation the events touched since the one before are merged where they are alike, and split where they drifted.
An event is open for a row while its last member joined or was revised within the window before the row's inbox time.
Near-duplicates are counted, but only originals are compared: a viral text costs no more to place than a rare one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.events import Event, Member, event_id
from domain.items import Document
from domain.labels import Labelled, Labels
from domain.rules import Grouping
from pipeline.by_hand import merge, raise_event, split
from pipeline.clusters import Entry, pack
from pipeline.duplicates import packed
from pipeline.matching import Matcher
from pipeline.merging import Merger
from pipeline.open_events import OpenEvents
from pipeline.regrouping import Changes, Regrouping
from pipeline.rows import LabelledRow
from pipeline.splitting import Splitter

INTERVAL = timedelta(minutes=5)
"""Between evaluations, unless said otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a document went: the event as it is now, the membership, and the group of near-duplicates."""

    event: Event
    member: Member
    duplicate_group: str


class Grouper:
    """The open events. Rows are placed in order of sequence; `at` is inbox time and never falls from call to call."""

    def __init__(self, grouping: Grouping) -> None:
        self._window = grouping.window
        self._open = OpenEvents()
        self._matcher = Matcher(grouping, self._open)
        self._merger = Merger(grouping, self._open)
        self._splitter = Splitter(grouping, self._open)

    def place(self, document: Document, labelled: Labelled, sequence: int, at: datetime) -> Placement:
        """Put one labelled revision into an event."""
        self.expire(at)
        known = self._open.entries.get(document.id)
        if known is not None:
            return self._revise(known, document, labelled, at)
        entry = Entry(
            document_id=document.id,
            sequence=sequence,
            joined_at=at,
            happened_at=document.happened_at,
            event_id="",
            outlet=document.outlet,
            group=document.duplicate_group,
            duplicate_of=None,
            packed=pack(labelled.sketch.terms),
            signature=packed(labelled.sketch.signature),
            topics=_topics(labelled.labels),
        )
        self._choose(entry, document.revision - 1)
        return self._join(entry, at)

    def restore(self, rows: Iterable[LabelledRow], events: Iterable[Event]) -> None:
        """Take up stored events with all their members, closed ones too; rows of other events are left out.

        What is held already stays as it is. Closed events go again with the next row or evaluation.
        """
        self._open.restore(events, map(_entry, rows))

    def expire(self, now: datetime) -> None:
        """Forget events that no row at or after `now` can join."""
        self._open.expire(now - self._window)

    def holds(self, event_id: str) -> bool:
        """Whether an event is taken up: open, or restored."""
        return event_id in self._open.clusters

    def event_of(self, document_id: str) -> str | None:
        """The event that a document is a member of, among those taken up."""
        entry = self._open.entries.get(document_id)
        return entry.event_id if entry else None

    def tidy(self, at: datetime, previous: datetime | None = None) -> Regrouping:
        """Merge and split what an evaluation finds touched since the `previous` one (`INTERVAL` ago where not said)."""
        self.expire(at)
        changes = Changes(self._open, at)
        since = previous or at - INTERVAL
        self._splitter.split(changes, since)
        self._merger.merge(changes, since)
        return changes.regrouping()

    def merge(self, kept: str, gone: str, at: datetime) -> Regrouping:
        """By hand: two events are one, under the id of the older. ValueError: unknown_event, same_event."""
        return merge(self._open, kept, gone, at)

    def split(self, event_id: str, documents: Sequence[str], at: datetime) -> Regrouping:
        """By hand: these members are an event of their own. ValueError: unknown_event, not_a_member, all_members."""
        return split(self._open, event_id, documents, at)

    def raise_event(self, documents: Sequence[str], at: datetime, *, actor: str, reason: str) -> Regrouping:
        """By hand: these documents are one event, raised by somebody. ValueError: not_a_member."""
        return raise_event(self._open, documents, at, actor=actor, reason=reason)

    def rename(self, event_id: str, name: str | None, at: datetime) -> Regrouping:
        """By hand: show an event under a name, or under its own title again. ValueError: unknown_event."""
        if not self.holds(event_id):
            raise ValueError("unknown_event")
        event = replace(self._open.clusters[event_id].event, name=name)
        self._open.clusters[event_id].event = event
        return Regrouping(events=(event,))

    def _choose(self, entry: Entry, split: int) -> None:
        """Set event, group and original of an entry; founds an event where none fits."""
        repeated = self._matcher.repeated(entry)
        if repeated is not None:
            entry.event_id, entry.group, entry.duplicate_of = repeated
            return
        found = self._matcher.nearest(entry)
        if found is None:
            found = event_id(entry.document_id, split)
            self._open.found(_founded(found, entry))
        entry.event_id = found

    def _revise(self, known: Entry, document: Document, labelled: Labelled, at: datetime) -> Placement:
        """A revision keeps event, group and moment and touches the event; what it says is counted anew."""
        self._open.forget(known)
        known.outlet = document.outlet
        known.packed, known.signature = pack(labelled.sketch.terms), packed(labelled.sketch.signature)
        known.topics = _topics(labelled.labels)
        return self._join(known, at)

    def _join(self, entry: Entry, at: datetime) -> Placement:
        """Count an entry in; its event is described from what it was: one with thousands of members costs no more."""
        self._open.take(entry)
        cluster = self._open.clusters[entry.event_id]
        event = replace(
            cluster.event,
            first_seen=min(cluster.event.first_seen, entry.happened_at),
            last_seen=max(cluster.event.last_seen, entry.happened_at),
            touched_at=at,
            documents=len(cluster.documents),
            outlets=len(cluster.outlets),
            topics=cluster.main_topics(),
        )
        self._open.touch(event)
        return Placement(event=event, member=entry.member(), duplicate_group=entry.group)


def _topics(labels: Labels) -> tuple[str, ...]:
    return tuple(topic.topic for topic in labels.topics if topic.confidence >= 0.5)


def _entry(row: LabelledRow) -> Entry:
    return Entry(
        document_id=row.member.document_id,
        sequence=row.member.sequence,
        joined_at=row.member.joined_at,
        happened_at=row.member.happened_at,
        event_id=row.member.event_id,
        outlet=row.document.outlet,
        group=row.document.duplicate_group,
        duplicate_of=row.member.duplicate_of,
        packed=pack(row.sketch.terms),
        signature=packed(row.sketch.signature),
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
