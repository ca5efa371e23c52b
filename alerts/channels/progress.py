"""What is left of messages of which some has arrived, so that the next attempt goes on where the last one stopped.

Kept in memory: after a restart such a message is sent whole again, marked as repeated.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 1000
"""Messages kept; the oldest go first."""


class Progress(Generic[T]):
    """Parts that are still to be sent, by number of the alert."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[T, ...]] = OrderedDict()

    def left(self, alert_id: str) -> tuple[T, ...]:
        """Empty where nothing of it was begun."""
        return self._left.get(alert_id, ())

    def keep(self, alert_id: str, left: tuple[T, ...]) -> None:
        """What is to be sent next time."""
        self._left.pop(alert_id, None)
        self._left[alert_id] = left
        while len(self._left) > MOST:
            self._left.popitem(last=False)

    def drop(self, alert_id: str) -> None:
        """Nothing more is to be sent."""
        self._left.pop(alert_id, None)
