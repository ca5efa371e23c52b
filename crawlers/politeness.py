"""One request at a time to a host, a pause after each, and silence where the host asked for it.

The pause counts from the end of an answer, so that the host sees at least as much, whatever delays the request had on its way.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from domain.crawl import HostState

LONGEST_DELAY = timedelta(hours=1)
"""A robots.txt that asks for more would stop a source silently; one request an hour is still polite."""


class TooLateError(Exception):
    """The host's turn comes only after the deadline: at `retry_at`."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__("busy")
        self.retry_at = retry_at


class Host:
    """What is known of one host (name and port). Moments are seconds of `time.monotonic`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = asyncio.Lock()
        self.last: float | None = None
        self.blocked_until = 0.0

    def free_at(self, delay: timedelta) -> float:
        """When the next request may begin."""
        resting = 0.0 if self.last is None else self.last + delay.total_seconds()
        return max(resting, self.blocked_until)

    def state(self) -> HostState:
        return HostState(
            host=self.name,
            last_request_at=None if self.last is None else _as_utc(self.last),
            blocked_until=_as_utc(self.blocked_until) if self.blocked_until > time.monotonic() else None,
        )


class Hosts:
    """All hosts of this child, and how many answers may be awaited at once over all of them."""

    def __init__(self, concurrency: int, on_block: Callable[[HostState], None] | None = None) -> None:
        """`on_block` is told of every host that asks for silence."""
        self._on_block = on_block
        self._hosts: dict[str, Host] = {}
        self._slots = asyncio.Semaphore(concurrency)

    def host(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host(name))

    def restore(self, states: Iterable[HostState]) -> None:
        """Takes over what was remembered before a restart; what this child saw itself is newer."""
        for state in states:
            host = self.host(state.host)
            if state.last_request_at is not None:
                host.last = max(host.last or 0.0, min(_as_monotonic(state.last_request_at), time.monotonic()))
            if state.blocked_until is not None:
                host.blocked_until = max(host.blocked_until, _as_monotonic(state.blocked_until))

    def block(self, name: str, until: datetime) -> None:
        """No request to the host before: it said Retry-After."""
        host = self.host(name)
        host.blocked_until = max(host.blocked_until, _as_monotonic(until))
        if self._on_block is not None:
            self._on_block(host.state())

    @asynccontextmanager
    async def turn(self, name: str, delay: timedelta, deadline: float) -> AsyncIterator[None]:
        """Holds the host for one request; TooLateError where its turn does not come before `deadline`."""
        host = self.host(name)
        try:
            await asyncio.wait_for(host.lock.acquire(), max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise TooLateError(_as_utc(max(host.free_at(delay), deadline))) from None
        try:
            await _rest(host, delay, deadline)
            async with self._slots:
                try:
                    yield
                finally:
                    host.last = time.monotonic()
        finally:
            host.lock.release()


async def _rest(host: Host, delay: timedelta, deadline: float) -> None:
    """Sleeps until the host is free; timers may fire early, so the clock is asked again."""
    free_at = host.free_at(min(delay, LONGEST_DELAY))
    if free_at > deadline:
        raise TooLateError(_as_utc(free_at))
    while (left := free_at - time.monotonic()) > 0:  # noqa: ASYNC110 - time passes by itself, nobody sets it
        await asyncio.sleep(left)


def _as_utc(moment: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=moment - time.monotonic())


def _as_monotonic(moment: datetime) -> float:
    return time.monotonic() + (moment - datetime.now(UTC)).total_seconds()
