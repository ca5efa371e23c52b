"""How fast a service lets messages in: so many in any span of a length, and a pause where it says that it was too much.

Spans slide and are counted from the end of each sending: whenever the service counted it, that was no later. So the
limit holds by the service's own clock however long the way there is. What was sent before a restart is not known.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most `count` messages in any `span`."""

    count: int
    span: timedelta


class Pace:
    """Knows when the next message may leave. `clock`: seconds that only grow."""

    def __init__(self, windows: Sequence[Window], clock: Callable[[], float] = time.monotonic) -> None:
        self._windows = windows
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=max((window.count for window in windows), default=0))
        self._held_until = float("-inf")

    def ready_in(self) -> timedelta:
        """How long until the next message may leave."""
        now = self._clock()
        until = max((self._free_at(window) for window in self._windows), default=now)
        return timedelta(seconds=max(0.0, until - now, self._held_until - now))

    def note_sent(self) -> None:
        """A message has left, whatever became of it."""
        self._sent.append(self._clock())

    def hold(self, span: timedelta) -> None:
        """Nothing leaves for so long."""
        self._held_until = max(self._held_until, self._clock() + span.total_seconds())

    def _free_at(self, window: Window) -> float:
        if len(self._sent) < window.count:
            return float("-inf")
        return self._sent[-window.count] + window.span.total_seconds()
