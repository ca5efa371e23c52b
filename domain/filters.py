"""Questions to the store, as values."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import DESK
from domain.items import Platform, Tier
from domain.labels import Tone
from domain.risk import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents; None or empty means any. `query`: words are all wanted, "quoted words" stand side by side."""

    query: str = ""
    topic: str | None = None
    tone: Tone | None = None
    level: Level | None = None
    """Documents of events at least at this level now."""
    source_id: str | None = None
    platform: Platform | None = None
    tier: Tier | None = None
    event_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """On `collected_at`: since inclusive, until exclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    level: Level | None = None
    """At least this level now, in `scope_id`."""
    topic: str | None = None
    scope_id: str = DESK
    only_open: bool = True
    since: datetime | None = None
    until: datetime | None = None
    """On `last_seen`."""
