"""How an event went from outlet to outlet. Outlets only: no persons, no links between accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.items import Platform, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadStep:
    """One outlet, at its first document about the event."""

    outlet: str
    platform: Platform
    tier: Tier
    first_at: datetime
    delay: timedelta
    """Since the event's first document."""
    documents: int
    similarity: float | None
    """Of its first text to the event's first text: estimated Jaccard similarity of shingles, 0 to 1; None where a text is
    too short to tell, and for the first outlet."""
    nearest: str | None
    """The earlier outlet whose text its first text is nearest to; None where none is near."""
    nearest_similarity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSpread:
    """One kind of platform."""

    platform: Platform
    first_at: datetime
    delay: timedelta
    outlets: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Outlets and kinds of platform, each in order of its first document."""

    steps: tuple[SpreadStep, ...] = ()
    platforms: tuple[PlatformSpread, ...] = ()
    texts: int = 0
    """Distinct texts of the event."""
    compared: int = 0
    """Of these, the earliest, that the outlets' first texts were held against."""
