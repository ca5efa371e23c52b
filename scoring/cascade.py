"""An event's past as a cascade: every document brings others after it, fewer and fewer as it ages.

The share that falls later than an age a decays as a power law, (1 + a / c)^-t: the Omori-Utsu law of aftershocks (Utsu
1961), which Zhao et al. 2015 (SEISMIC) and Rizoiu et al. 2017 use for the spread of posts. Forecasts are made from
origins on a grid; at each only what had happened by then is seen. Times are seconds since 1970, sorted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Clock = Callable[[Array], Array]
"""Seconds of the world to seconds of the season's own time (`scoring.season`)."""

HOUR = 3600.0
STEP = 3 * HOUR
"""Between two origins."""
ALIVE = 24 * HOUR
"""An event silent for longer is not forecast."""
LONGEST = 240 * HOUR
"""Origins later than this after the first document are left out: a long tail of zeros would flatter every rule."""
LEAST = 2
"""Documents that an event must have had by an origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """How fast a document ceases to bring others: `scale` c in seconds, `exponent` t."""

    scale: float
    exponent: float

    def later(self, ages: Array) -> Array:
        """Share of what a document brings that comes after these ages; 1 at age 0."""
        share: Array = np.exp(-self.exponent * np.log1p(ages / self.scale))
        return share


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Moments to forecast from, each with the documents that came within the horizon, and within as long before."""

    times: Array
    """Of the event's documents."""
    at: Array
    came: Array
    before: Array


def origins(times: Sequence[float], until: float, horizon: float) -> Origins:
    """Every origin of one event whose outcome is known at `until`."""
    known = np.array([time for time in times if time <= until], dtype=np.float64)
    at = _grid(known, until - horizon)
    seen = np.searchsorted(known, at, side="right")
    at, seen = at[seen >= LEAST], seen[seen >= LEAST]
    alive = at - known[seen - 1] <= ALIVE
    at, seen = at[alive], seen[alive]
    came = np.searchsorted(known, at + horizon, side="right") - seen
    before = seen - np.searchsorted(known, at - horizon, side="right")
    return Origins(times=known, at=at, came=came.astype(np.float64), before=before.astype(np.float64))


def _grid(times: Array, last: float) -> Array:
    """Multiples of STEP from the second document to `last`."""
    if len(times) < LEAST:
        return np.zeros(0)
    first, end = float(times[LEAST - 1]), min(last, float(times[0]) + LONGEST, float(times[-1]) + ALIVE)
    return np.arange(np.ceil(first / STEP), np.floor(end / STEP) + 1) * STEP


def excitation(times: Array, at: Array, horizon: float, kernel: Kernel, clock: Clock) -> Array:
    """For each moment, the sum over the documents seen by then of the share that is due within the horizon."""
    now, end = clock(at)[:, None], clock(at + horizon)[:, None]
    moments = clock(times)[None, :]
    due = kernel.later(np.maximum(now - moments, 0.0)) - kernel.later(np.maximum(end - moments, 0.0))
    total: Array = np.where(times[None, :] <= at[:, None], due, 0.0).sum(axis=1)
    return total
