"""A store filled with events by hand: what was published when, told when, and done when. Minutes count from NOON."""

from typing import Any

from domain.alerts import Alert, DeliveryStatus, Reason, SubjectKind, alert_id
from domain.duty import Disposition, Response, ResponseKind
from domain.events import Event
from domain.items import Document
from domain.risk import Level
from storage.base import Storage
from storage.values import Step
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_harvest,
    a_member,
    a_memory,
    a_response,
    a_source,
    a_step,
    an_event,
    at,
    placed,
)

DONE = {
    "ack": ResponseKind.ACKNOWLEDGED, "check": ResponseKind.VERIFIED, "answer": ResponseKind.ANSWERED, "close": ResponseKind.CLOSED,
    "note": ResponseKind.NOTED,
}  # fmt: skip
FORM = "https://news.linjiang.example/{}.html"


class Ledger:
    """Writes events into a store as processing, delivering and people would have."""

    def __init__(self, store: Storage) -> None:
        self.store = store
        self._documents = 0
        store.put_sources([a_source()], a_change())

    def event(
        self, *, published: float = 0, joined: float | None = None, level: Level | None = Level.III, began: float = 10,
        labels: dict[str, Any] | None = None, document: dict[str, Any] | None = None, split_from: str | None = None, **memory: Any,
    ) -> Event:  # fmt: skip
        """An event of one document, with a level from `began` on."""
        one = self._document(published, joined, document or {})
        event = an_event(one, touched_at=at(began), split_from=split_from)
        own = {"highest": level, "episode_started_at": at(began)} | memory
        memories = () if level is None else (a_memory(event, level=level, **own),)
        members = (a_member(event, one, self._documents, joined_at=one.collected_at),)
        self._step(placed=(placed(one, **(labels or {})),), events=(event,), members=members, memories=memories)
        return event

    def joins(self, event: Event, minute: float, **document: Any) -> None:
        """A further document of an event."""
        one = self._document(minute, minute, document)
        self._step(placed=(placed(one),), members=(a_member(event, one, self._documents, joined_at=one.collected_at),))

    def told(
        self, event: Event, minute: float, occasion: str = "first:III", *, arrived: float | None = 0.5, **other: Any
    ) -> Alert:
        """An alert, delivered so many minutes after its decision; None: never."""
        alert = an_alert_of(event.id, minute, occasion, **other)
        self.put(alert, None if arrived is None else minute + arrived)
        return alert

    def put(self, alert: Alert, arrived: float | None = None) -> None:
        """Any alert, delivered at a minute."""
        self._step(alerts=(alert,))
        if arrived is not None:
            self.delivered(alert, arrived)

    def delivered(self, alert: Alert, minute: float, status: DeliveryStatus = DeliveryStatus.DELIVERED) -> None:
        """How an attempt to deliver an alert ended."""
        self.store.claim_alert(a_delivery(alert, started_at=at(minute)))
        self.store.record_delivery(a_delivery(alert, status=status, started_at=at(minute), finished_at=at(minute)))

    def did(self, event: Event, **minutes: float) -> None:
        """What a person did at which minute: ack, check, answer, close, note."""
        for name, minute in minutes.items():
            self.store.put_response(a_response(event, DONE[name], at=at(minute)), None, a_change())

    def found(self, event: Event, disposition: Disposition, minute: float = 500, **other: Any) -> Response:
        """What a person found an event to be."""
        response = a_response(event, ResponseKind.DISPOSED, at=at(minute), disposition=disposition, **other)
        self.store.put_response(response, None, a_change())
        return response

    def ends(self, event: Event, minute: float) -> None:
        """Its level is over."""
        memory = a_memory(event, level=Level.NONE, lowered_at=at(minute), episode_started_at=at(10))
        self._step(memories=(memory,))

    def merged(self, event: Event, into: Event) -> None:
        """One event becomes another."""
        self._step(events=(an_event(id=event.id, touched_at=at(90), merged_into=into.id),))

    def _document(self, published: float, joined: float | None, other: dict[str, Any]) -> Document:
        self._documents += 1
        collected = at(published + 5 if joined is None else joined)
        one = a_document(self._documents, published_at=at(published), collected_at=collected, **other)
        self.store.commit_harvest(a_harvest(one, at=collected))
        return one

    def _step(self, **what: Any) -> None:
        expected = self.store.cursor()
        step: Step = a_step(expected, max(expected.sequence, self._documents), **what)
        self.store.commit_step(step)


def an_alert_of(subject: str, minute: float, occasion: str, **other: Any) -> Alert:
    """An alert with the reason and level that its occasion names."""
    kind, _, level = occasion.partition(":")
    reason = {"first": Reason.FIRST, "rise": Reason.LEVEL_ROSE, "cleared": Reason.CLEARED, "digest": Reason.DIGEST}
    given: dict[str, Any] = {
        "subject_kind": SubjectKind.EVENT, "subject_id": subject, "scope_id": "desk", "episode": 1,
        "reason": reason.get(kind, Reason.NEW_PLATFORM), "occasion": occasion, "recipient": "duty", "channel": "console",
        "level": Level[level] if level in Level.__members__ else Level.III, "decided_at": at(minute), "due_at": at(minute),
        "index": 47.13, "config_id": "0123456789abcdef",
    } | other  # fmt: skip
    names = ("subject_id", "scope_id", "episode", "occasion", "recipient", "channel")
    return Alert(id=alert_id(*(given[name] for name in names)), **given)
