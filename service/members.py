"""Which document is a member of which open event, and what assessing knows of it."""

from dataclasses import replace
from datetime import datetime

from domain.events import Fact, Member
from domain.items import Document
from domain.labels import Labels
from service.open_event import fact_of
from service.open_events import OpenEvents


class Members:
    """Facts of the members of open events."""

    def __init__(self, events: OpenEvents) -> None:
        self._open = events
        self._events: dict[str, str] = {}
        """Document -> its event."""

    def add(self, member: Member, document: Document, labels: Labels, touched_at: datetime) -> None:
        """A document joined an event, or was revised; `touched_at` is the event's."""
        self._leave(document.id, member.event_id)
        self._open.touch(member.event_id, touched_at).facts[document.id] = fact_of(member, document, labels)

    def fact(self, document_id: str) -> Fact | None:
        """A member of an open event as it was known last."""
        one = self._open.get(self._events.get(document_id, ""))
        return None if one is None else one.facts[document_id]

    def recount(self, document: Document) -> None:
        """New totals of a member of an open event; they are no news, so that it is not touched."""
        one = self._open[self._events[document.id]]
        one.facts[document.id] = replace(one.facts[document.id], counters=document.counters)
        one.forget_course()

    def move(self, member: Member) -> None:
        """Regrouping has put a member into another event."""
        before = self._open[self._events[member.document_id]]
        fact = replace(before.facts[member.document_id], duplicate=member.duplicate_of is not None)
        self._leave(member.document_id, member.event_id)
        self._open.touch(member.event_id, before.touched_at).facts[member.document_id] = fact

    def drop(self, event_id: str) -> None:
        """An event is not open any more."""
        for document_id in self._open.drop(event_id).facts:
            del self._events[document_id]

    def _leave(self, document_id: str, event_id: str) -> None:
        """A document revised after its event closed is a member of another one now."""
        before = self._events.get(document_id, event_id)
        self._events[document_id] = event_id
        if before != event_id and before in self._open:
            one = self._open[before]
            del one.facts[document_id]
            one.forget_evidence()
            self._open.doubt(before)
            if not one.facts:
                self._open.drop(before)
