"""The heartbeat: an outside monitor is pinged as long as the service does what it is for, and only then."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from alerts.heartbeat import Monitor
from service.pulse import Pulse


class Heartbeat:
    """Pings while everything turns and nothing is silent that the outside should know of. `held`: what else forbids it."""

    def __init__(self, monitor: Monitor, pulse: Pulse, held: Callable[[], Sequence[str]]) -> None:
        self._monitor = monitor
        self._pulse = pulse
        self._held = held
        self._log = structlog.get_logger("heartbeat")
        self._withheld: tuple[str, ...] = ()
        self.pings = 0
        """Taken by the monitor."""
        self.failures = 0
        """In a row."""

    def turn(self, now: datetime) -> None:
        """Ping, unless something stands still; what fails is logged, counted, and tried again at the next turn."""
        why = (*self._pulse.still(now), *self._held())
        self._tell(why)
        if not why:
            self._count(self._monitor.ping())

    def _tell(self, why: tuple[str, ...]) -> None:
        """A change is worth a line."""
        if why != self._withheld:
            self._withheld = why
            log = self._log.error if why else self._log.info
            log("heartbeat withheld" if why else "heartbeat goes on", because=",".join(why))

    def _count(self, code: str) -> None:
        if not code:
            self.pings, self.failures = self.pings + 1, 0
            return
        self.failures += 1
        if (
            self.failures & (self.failures - 1) == 0
        ):  # the first, second, fourth ...: a monitor away for days fills no log
            self._log.warning("heartbeat failed", code=code, in_a_row=self.failures)
