"""The past that a baseline is fitted on: 28 days of whole hours that end two days before, as arrays.

The lag keeps what is just rising out of what it is held against (EARS C2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DAYS, LAG = 28, 2
HOURS = DAYS * 24
WEEK = 168
THURSDAY = 3 * 24
"""Hour 0 of 1970 in a week that begins on Monday at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """672 hours, the oldest first; counts and exposure have a row for each stream."""

    counts: Array
    exposure: Array
    """Share of each hour that was observed; 0 before the stream began."""
    week_hours: NDArray[np.intp]
    """0 to 167 from Monday midnight in local time."""
    ages: Array
    """Days until the baseline begins to hold; below 0."""


def history(
    streams: Sequence[Mapping[int, float]],
    now_hour: int,
    exposure: Mapping[int, float],
    zone_hours: int,
    since: int | None,
) -> History:
    """What was counted before `now_hour`; documents of hours that nobody observed are left out."""
    first, end = now_hour - 24 * LAG - HOURS, now_hour - 24 * LAG
    begun = [min(counts, default=end) if since is None else since for counts in streams]
    number = np.arange(first, end)
    seen = np.where(number >= np.array(begun)[:, None], _by_hour(exposure, first, 1.0), 0.0)
    counted = np.array([_by_hour(counts, first, 0.0) for counts in streams])
    return History(
        counts=np.where(seen > 0, counted, 0.0),
        exposure=seen,
        week_hours=(number + zone_hours + THURSDAY) % WEEK,
        ages=(number - now_hour) / 24,
    )


def _by_hour(known: Mapping[int, float], first: int, otherwise: float) -> Array:
    """What is known of each hour of the history that begins with `first`."""
    found = np.full(HOURS, otherwise)
    hours = np.fromiter(known.keys(), np.intp, len(known)) - first
    values = np.fromiter(known.values(), np.float64, len(known))
    within = (hours >= 0) & (hours < HOURS)
    found[hours[within]] = values[within]
    return found
