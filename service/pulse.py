"""Which parts of the service turn: each says so after a turn that went well."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.clock import Clock

STILL = timedelta(minutes=10)
"""A part that has not turned for so long stands still; a long batch takes minutes."""
STEP = timedelta(minutes=1)
"""A beat may lie so far ahead of a look that was begun before it. Further ahead, the clock was set back: it says nothing."""
PARTS = ("collect", "process", "deliver")


@dataclass(slots=True)
class Pulse:
    """When each part last turned. Read and written from several threads: each name has one writer."""

    clock: Clock
    _beats: dict[str, datetime] = field(default_factory=dict)

    def beat(self, name: str) -> None:
        """A turn of a part went well."""
        self._beats[name] = self.clock.now()

    def still(self, now: datetime) -> tuple[str, ...]:
        """Parts that stand still, or of which nothing is known: they never turned yet, or the clock was set back since."""
        return tuple(part for part in PARTS if not self._is_fresh(part, now))

    def _is_fresh(self, part: str, now: datetime) -> bool:
        beat = self._beats.get(part)
        return beat is not None and -STEP <= now - beat <= STILL
