"""What every way out promises: it takes a message and says what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from alerts.message import Message


class Outcome(StrEnum):
    DELIVERED = "delivered"
    TEMPORARY = "temporary"
    """Not accepted, surely; trying again may help."""
    PERMANENT = "permanent"
    """Not accepted, and never will be."""
    UNKNOWN = "unknown"
    """It left, and the answer was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a message."""

    outcome: Outcome
    detail: str = ""
    """Reason code, never the message."""
    retry_after: timedelta | None = None
    """What the other side asked for."""
    unreachable: bool = False
    """Nobody answered: other messages would fare alike now."""
    limited: bool = False
    """Refused only because too much was sent: no failure of the message."""
    begun: bool = False
    """Some of it arrived and the channel knows the rest: the next attempt goes on there."""


class Channel(Protocol):
    """One way out. `send` never raises for what the other side does."""

    def send(self, message: Message) -> Receipt:
        """Send it once; bounded in time."""

    def arrived(self, alert_id: str) -> bool | None:
        """Whether a message of this number arrived earlier; None where the channel cannot tell."""

    def ready_in(self) -> timedelta:
        """How long until it takes another message; zero where it does now."""
