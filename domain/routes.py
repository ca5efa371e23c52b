"""Duties by level, channels and routes: who is told over what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.risk import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a level asks of the desk, each counted as DOMAIN 2 says: acknowledgement from delivery, the rest from the level."""

    level: Level
    acknowledge: timedelta
    deputy_after: timedelta
    leader_after: timedelta | None = None
    fact_check: timedelta
    answer_target: timedelta
    answer_limit: timedelta


class ChannelKind(StrEnum):
    CONSOLE = "console"
    FILE = "file"
    WEBHOOK = "webhook"


PERSONAL = frozenset({"mail", "apprise"})
"""Kinds that reach a person at an address; the others reach whoever reads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way out. `target`: a path for file, an address for webhook; `secret`: name of the setting that signs the body."""

    id: str
    kind: ChannelKind
    target: str = ""
    secret: str | None = None

    @property
    def is_personal(self) -> bool:
        """Whether each person on duty gets a message of their own."""
        return self.kind.value in PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Alerts of these levels go to a recipient over a channel."""

    recipient: str
    channel: str
    levels: tuple[Level, ...]
