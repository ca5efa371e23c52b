"""What time and size leave of a likeness: the same for joining an event, for merging two, and for splitting one."""

import math
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
"""First and last moment."""

DRIFT_BASE = 0.6
"""An event of n documents wants DRIFT_BASE + step ln n of the threshold: few terms found it, but what has gathered many
documents has many words, and must not swallow whatever shares some (one flood week is not one event)."""


def between(one: Span, other: Span) -> timedelta:
    """Time between two spans; 0 where they touch."""
    return max(timedelta(0), one[0] - other[1], other[0] - one[1])


def damping(gap: timedelta, sigma: timedelta) -> float:
    """exp(-t^2 / 2 sigma^2)."""
    ratio = gap / sigma
    return math.exp(-ratio * ratio / 2)


def demand(documents: int, step: float) -> float:
    """What an event of so many documents wants of the threshold."""
    return DRIFT_BASE + step * math.log(max(1, documents))
