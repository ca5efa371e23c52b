"""What followed an institution's public answer: an event before and after it, over windows of one length."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.labels import Tone

FEWEST = 20
"""Documents of both windows under which counts stand alone."""
HOUR = timedelta(hours=1)

Interval = tuple[float, float]


class Standing(StrEnum):
    """How much a comparison says."""

    WHOLE = "whole"
    EARLY = "early"
    """The time after the answer has not passed yet."""
    FEW = "few"
    """Too few documents: counts only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A document of the event, as far as this asks."""

    at: datetime
    outlet: str
    tone: Tone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one window holds. Rates are documents an hour, rounded to .01; shares to 1e-4."""

    since: datetime
    until: datetime
    documents: int
    rate: float | None
    """None where the event did not exist yet."""
    toned: int
    """Documents with a tone."""
    negative: int
    share: Interval | None
    """The negative share lies in it; None under FEWEST documents with a tone."""
    new_outlets: int
    index: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Before and after one answer, over windows of one length."""

    window: timedelta
    answered_at: datetime
    standing: Standing
    before: Side
    after: Side
    change: Interval | None
    """The rate after lies in this many times the rate before; None unless WHOLE, and where nothing came before."""
