"""Clocks are arguments: real for the service, virtual for replay and tests, scaled for demo and drills."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

TIME_ZONE = "Asia/Shanghai"
"""Of desks and sources that name none."""
INSTANT = timedelta(microseconds=1)
"""The least step of time: a span that ends an instant later holds its last moment."""


class Clock(Protocol):
    """Tells the desk's time and waits for it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def seconds_until(self, moment: datetime) -> float:
        """Real seconds until the desk's clock shows `moment`; 0 where it already has."""


class RealClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds_until(self, moment: datetime) -> float:
        return max(0.0, (moment - self.now()).total_seconds())


class VirtualClock:
    """A clock that stands until it is moved; never backwards."""

    def __init__(self, start: datetime) -> None:
        self._now = require_utc(start)

    def now(self) -> datetime:
        return self._now

    def seconds_until(self, moment: datetime) -> float:
        return 0.0

    def advance_to(self, moment: datetime) -> None:
        self._now = max(self._now, require_utc(moment))


class ScaledClock:
    """Runs `factor` times as fast as real time from `origin`, and at real speed from `slow_from` on, where given."""

    def __init__(self, origin: datetime, factor: float, slow_from: datetime | None = None) -> None:
        self._origin = require_utc(origin)
        self._factor = factor
        self._slow_from = slow_from
        self._started = time.monotonic()

    def now(self) -> datetime:
        elapsed = time.monotonic() - self._started
        fast = self._origin + timedelta(seconds=elapsed * self._factor)
        if self._slow_from is None or fast <= self._slow_from:
            return fast
        return self._slow_from + timedelta(seconds=elapsed - self._fast_seconds(self._slow_from))

    def seconds_until(self, moment: datetime) -> float:
        now = self.now()
        if moment <= now:
            return 0.0
        if self._slow_from is None or moment <= self._slow_from:
            return (moment - now).total_seconds() / self._factor
        turn = max(now, self._slow_from)
        return (turn - now).total_seconds() / self._factor + (moment - turn).total_seconds()

    def _fast_seconds(self, moment: datetime) -> float:
        return (moment - self._origin).total_seconds() / self._factor


def require_utc(moment: datetime) -> datetime:
    """`moment` itself where it is aware and in UTC; ValueError otherwise."""
    if moment.tzinfo is not UTC and moment.utcoffset() != timedelta(0):
        raise ValueError(f"not an aware UTC time: {moment!r}")
    return moment
