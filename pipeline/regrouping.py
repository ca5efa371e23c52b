"""Changing which documents belong together: merge, split, raise. Every change says what is to be stored anew.

A text that others repeat stands for them within one event. Where it moves and they stay, the first of them takes its
place; and where they move without it, the same holds on the other side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.events import Event, Member, event_id
from pipeline.clusters import Entry
from pipeline.open_events import OpenEvents


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What a change leaves to be stored."""

    events: tuple[Event, ...] = ()
    """Every event whose value changed, by id; those merged away with `merged_into` set and no documents."""
    members: tuple[Member, ...] = ()
    """Every membership that changed, in order of sequence."""


@dataclass(slots=True)
class Changes:
    """Changes of the open events at one moment of inbox time, and what they come to."""

    state: OpenEvents
    at: datetime
    _events: dict[str, Event] = field(default_factory=dict)
    _members: dict[str, Member] = field(default_factory=dict)

    def regrouping(self) -> Regrouping:
        """All changes so far, the last value of each."""
        members = sorted(self._members.values(), key=lambda member: member.sequence)
        return Regrouping(events=tuple(event for _, event in sorted(self._events.items())), members=tuple(members))

    def merge(self, kept: str, gone: str) -> None:
        """Make all members of one event members of another."""
        self._move(self.state.members(gone), kept)
        before = self.state.clusters.pop(gone).event
        self._events[gone] = replace(before, merged_into=kept, documents=0, outlets=0)
        self.describe(kept)

    def split(self, parent: str, entries: Sequence[Entry]) -> str:
        """Make members of an event an event of their own, named by the first of them; its id."""
        before, first = self.state.clusters[parent].event, entries[0].document_id
        child = event_id(first, before.splits + 1, parent)
        self.state.found(replace(
            before, id=child, founded_by=first, title_document=first, name=None, split_from=parent, splits=0,
            raised_by=None, raised_reason=None,
        ))  # fmt: skip
        self._move(entries, child)
        self.describe(parent, splits=before.splits + 1)
        self.describe(child)
        self.part(parent, child)
        return child

    def join(self, entries: Sequence[Entry], event_id: str) -> None:
        """Make members of other events, not all of any, members of this one."""
        parents = dict.fromkeys(entry.event_id for entry in entries)
        self._move(entries, event_id)
        for parent in parents:
            self.describe(parent)
            self.part(parent, event_id)
        self.describe(event_id)

    def part(self, one: str, other: str) -> None:
        """Mark two events as sides of a split."""
        mark = f"{one}/{other}"
        for side in (one, other):
            apart = {*self.state.clusters[side].event.apart, mark}
            self.describe(side, apart=tuple(sorted(apart)))

    def describe(self, event_id: str, **also: object) -> None:
        """Bring the value of an event up to its members, with other fields as given."""
        self.assign(replace(self.state.described(event_id, self.at), **also))  # type: ignore[arg-type]

    def assign(self, event: Event) -> None:
        """Give an event another value; `touched_at` must not be earlier than of any other unless it is unchanged."""
        if event.touched_at == self.state.clusters[event.id].event.touched_at:
            self.state.clusters[event.id].event = event
        else:
            self.state.touch(event)
        self._events[event.id] = event

    def _move(self, entries: Iterable[Entry], event_id: str) -> None:
        """Move entries, given in order of sequence, and see to originals on both sides."""
        moved = list(entries)
        lost = {(entry.event_id, entry.document_id) for entry in moved if entry.duplicate_of is None}
        fresh: dict[str, str] = {}
        together = {entry.document_id for entry in moved}
        for entry in moved:
            original = entry.duplicate_of
            if original is not None and original not in together:
                original = fresh.setdefault(original, entry.document_id)
            self._place(entry, event_id, None if original == entry.document_id else original)
        self._succeed(lost)

    def _succeed(self, lost: set[tuple[str, str]]) -> None:
        """Where originals left an event, let the first of what repeats each take its place."""
        heirs: dict[str, str] = {}
        for parent in sorted({event for event, _ in lost}):
            for entry in self.state.members(parent):
                if (parent, entry.duplicate_of) in lost and entry.duplicate_of is not None:
                    heir = heirs.setdefault(entry.duplicate_of, entry.document_id)
                    self._place(entry, parent, None if heir == entry.document_id else heir)

    def _place(self, entry: Entry, event_id: str, duplicate_of: str | None) -> None:
        self.state.move(entry, event_id, duplicate_of)
        self._members[entry.document_id] = entry.member()
