"""A scenario on its way into a drill's inbox, each document at its own time, and whether anything is left to come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from domain.alerts import DeliveryStatus
from domain.clock import Clock, RealClock
from domain.drills import Drill, DrillState
from samples.drills import Scenario, scenario_rows
from service.app import App
from service.documents import read_source
from service.intake import add_absent, take_row

UNDER_WAY = frozenset({DeliveryStatus.PENDING, DeliveryStatus.SENDING})
RISE = 2
"""Evaluations after which a document has had its effect: a rise wants two in a row."""


def name_sources(app: App, scenario: Scenario) -> None:
    """Put the outlets of a scenario into a drill's store: processing counts their kinds of platform when it starts."""
    now = RealClock().now()
    add_absent(app.storage, {}, [read_source(row) for _, row in scenario_rows(scenario, "", now)], now)


class Course:
    """What is still to be published, and when the drill has nothing more to ask."""

    def __init__(self, app: App, drill: Drill, rows: Iterable[tuple[datetime, dict[str, Any]]], desk: Clock) -> None:
        self._storage = app.storage
        self._drill = drill
        self._desk = desk
        self._left = list(rows)
        self._known = {source.id: source for source in app.storage.sources()}
        last = max((at for at, _ in self._left), default=drill.starts_at)
        self._settled_at = last + (RISE + 1) * app.settings.process.evaluation_interval

    def publish(self) -> None:
        """Put every document that is out into the inbox."""
        now = self._desk.now()
        while self._left and self._left[0][0] <= now:
            take_row(self._storage, self._left[0][1], self._known, now)
            del self._left[0]

    def ending(self) -> DrillState | None:
        """How the drill ends by itself, where it does now: its time is up, or nothing is left to do or to come."""
        if self._desk.now() >= self._drill.starts_at + self._drill.length:
            return DrillState.OVER
        return DrillState.DONE if self._is_done() else None

    def _is_done(self) -> bool:
        evaluated = self._storage.cursor().evaluated_at
        if self._left or evaluated is None or evaluated < self._settled_at:
            return False
        return not self._storage.duties() and not any(row.status in UNDER_WAY for row in self._storage.alerts())


def pace_of(drill: Drill) -> float:
    """Real seconds between two looks: half a desk minute, from a tenth of a second to one."""
    return min(1.0, max(0.1, timedelta(seconds=30).total_seconds() / drill.pace))
