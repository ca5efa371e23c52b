"""A deliverer on a clock that the test moves, and a channel that answers as told."""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.channels.base import Channel, Outcome, Receipt
from alerts.deliver import Counts, Deliverer
from alerts.message import Message
from domain.alerts import Alert, alert_id
from domain.clock import VirtualClock
from storage.base import Storage
from storage.values import AlertRow
from tests.factories import a_step, an_alert, at

START = at(65)


class Said:
    """A channel that answers as told, and remembers. `wait`: until it takes the next message."""

    def __init__(self, *outcomes: Outcome | Receipt, arrived: bool | None = None) -> None:
        self.script = list(outcomes)
        self.sent: list[Message] = []
        self.wait = timedelta(0)
        self._arrived = arrived

    def send(self, message: Message) -> Receipt:
        self.sent.append(message)
        said = self.script.pop(0) if self.script else Outcome.DELIVERED
        return said if isinstance(said, Receipt) else Receipt(outcome=said, detail="said")

    def arrived(self, alert_id: str) -> bool | None:
        return self._arrived

    def ready_in(self) -> timedelta:
        return self.wait


def compose(alert: Alert, repeated: bool) -> Message:
    return Message(alert_id=alert.id, title=alert.occasion, body="body", repeated=repeated)


class Desk:
    """A deliverer on a clock that the test moves."""

    def __init__(self, store: Storage, channel: Channel, moment: datetime = START) -> None:
        self.store = store
        self.clock = VirtualClock(moment)
        self.deliverer = Deliverer(store, {"console": channel}, compose, clock=self.clock)
        self.deliverer.recover()

    def after(self, span: timedelta = timedelta(0)) -> Counts:
        self.clock.advance_to(self.clock.now() + span)
        return self.deliverer.deliver_due(self.clock.now())

    def rows(self) -> list[AlertRow]:
        return list(self.store.alerts())


def put(store: Storage, *alerts: Alert) -> None:
    store.commit_step(a_step(store.cursor(), alerts=alerts))


def numbered(number: int, **other: object) -> Alert:
    """An alert of an event of its own."""
    subject = f"E{number}"
    own = alert_id(subject, "desk", 1, "first:III", "desk", "console")
    return replace(an_alert(), **({"id": own, "subject_id": subject} | other))  # type: ignore[arg-type]
