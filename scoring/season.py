"""Time as a season counts it: an hour of the night, in which little is published, is short.

With a profile r of 24 relative rates the world's second t becomes the integral of r up to t. A cascade that is steady in
that time sleeps at night by itself.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from scoring.cascade import HOUR, Array, Clock

HOURS = 24
SMOOTHING = 0.1
"""Share of an even profile mixed in, so that no hour stands still."""


def season_of(pool: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Relative rate of documents in each UTC hour of the day, mean 1; even where there are none."""
    counts = [0.0] * HOURS
    for times in pool:
        for time in times:
            counts[int(time // HOUR) % HOURS] += 1
    total = sum(counts)
    if not total:
        return (1.0,) * HOURS
    return tuple(round((count * HOURS / total + SMOOTHING) / (1 + SMOOTHING), 6) for count in counts)


def clock_of(season: Sequence[float] | None) -> Clock:
    """The clock of a profile of 24 rates of mean 1; None: the world's own."""
    if season is None:
        return lambda moments: moments
    rates = np.array(season, dtype=np.float64)
    begun = np.concatenate(([0.0], np.cumsum(rates)))

    def seasonal(moments: Array) -> Array:
        hours = moments / HOUR
        days = np.floor(hours / HOURS)
        hour = np.minimum((hours - days * HOURS).astype(np.intp), HOURS - 1)
        passed: Array = (days * begun[-1] + begun[hour] + (hours - days * HOURS - hour) * rates[hour]) * HOUR
        return passed

    return seasonal
