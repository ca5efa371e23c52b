"""The demonstration's desk: does what its story says, by the functions that a person's commands call."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.alerts import Reason
from domain.clock import Clock
from domain.duty import Response, ResponseKind
from domain.events import Event
from domain.filters import EventFilter
from domain.orders import Order, OrderKind
from domain.risk import Level
from samples.crew import Act
from service.app import App
from service.by_hand import give, respond
from storage.values import Change, DutyRow


class Crew:
    """Acts, each once, on the first event of its topic that has a level."""

    def __init__(self, app: App, acts: Sequence[Act], desk: Clock) -> None:
        self._app = app
        self._desk = desk
        self._left = list(acts)

    def turn(self) -> None:
        """Do what is due."""
        now = self._desk.now()
        rows = {row.memory.event_id: row for row in self._app.storage.duties()}
        events = [row.event for row in self._app.storage.events(EventFilter(level=Level.IV)) if row.event.id in rows]
        for act, event in [*self._due(events, rows, now)]:
            self._do(act, event, now)
            self._left.remove(act)

    def _due(self, events: Sequence[Event], rows: dict[str, DutyRow], now: datetime) -> Iterator[tuple[Act, Event]]:
        for act in self._left:
            event = next((one for one in events if act.topic in one.topics), None)
            since = _since(act, rows[event.id]) if event else None
            if event is not None and since is not None and now >= since + act.after:
                yield act, event

    def _do(self, act: Act, event: Event, now: datetime) -> None:
        change = Change(at=now, actor=act.by, action=f"event.{act.kind}", subject=event.id)
        if act.kind == "confirmed":
            order = Order(kind=OrderKind.LEVEL, event_id=event.id, level=Level.I, actor=act.by, reason=act.note, at=now)
            give(self._app.storage, order, change)
        elif act.kind == ResponseKind.ANSWERED:
            order = Order(kind=OrderKind.ANSWER, event_id=event.id, actor=act.by, reason=act.note, at=now)
            give(self._app.storage, order, change, act.url)
        else:
            response = Response(event_id=event.id, scope_id="desk", kind=ResponseKind(act.kind), actor=act.by, at=now,
                                note=act.note)  # fmt: skip
            respond(self._app.storage, response, change)


def _since(act: Act, row: DutyRow) -> datetime | None:
    """When the time of an act begins; None where it has not."""
    if act.since == "first":
        return row.memory.episode_started_at
    told = (one.alert for one in row.alerts if one.alert.level >= Level.II)
    wanted = (alert for alert in told if alert.proposed or (act.since, alert.reason) == ("escalated", Reason.ESCALATED))
    return next((alert.decided_at for alert in wanted), None)
