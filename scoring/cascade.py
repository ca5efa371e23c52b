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
Places = NDArray[np.intp]
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
class Past:
    """Moments to forecast from, of one event or of many: what came of each, and every document it sees as a pair."""

    came: Array
    """Documents within the horizon after each origin."""
    before: Array
    """And within as long before it."""
    origin: Places
    """Of each pair: the place of its origin."""
    age: Array
    """Of each pair: seconds of the season's time from the document to the origin."""
    end: Array
    """And to the end of the horizon."""


def past_of(times: Sequence[float], until: float, horizon: float, clock: Clock) -> Past:
    """Every origin of one event whose outcome is known at `until`."""
    known = np.array([time for time in times if time <= until], dtype=np.float64)
    at, seen = _alive(known, _grid(known, until - horizon))
    came = np.searchsorted(known, at + horizon, side="right") - seen
    before = seen - np.searchsorted(known, at - horizon, side="right")
    origin, age, end = _pairs(known, at, seen, horizon, clock)
    return Past(came=came.astype(np.float64), before=before.astype(np.float64), origin=origin, age=age, end=end)


def present_of(times: Array, now: float, horizon: float, clock: Clock) -> Past:
    """The one origin `now`, of which nobody knows what will come; every one of `times` is seen."""
    at, seen = np.array([now]), np.array([len(times)])
    origin, age, end = _pairs(times, at, seen, horizon, clock)
    return Past(came=np.zeros(1), before=np.zeros(1), origin=origin, age=age, end=end)


def joined(pasts: Sequence[Past]) -> Past:
    """Several events' origins as one."""
    starts = np.cumsum([0, *(len(past.came) for past in pasts)])
    return Past(
        came=np.concatenate([past.came for past in pasts]),
        before=np.concatenate([past.before for past in pasts]),
        origin=np.concatenate([past.origin + start for past, start in zip(pasts, starts, strict=False)]),
        age=np.concatenate([past.age for past in pasts]),
        end=np.concatenate([past.end for past in pasts]),
    )


def excitation(past: Past, kernel: Kernel) -> Array:
    """For each origin, the sum over the documents seen by then of the share that is due within the horizon."""
    due = kernel.later(past.age) - kernel.later(past.end)
    total: Array = np.bincount(past.origin, weights=due, minlength=len(past.came)).astype(np.float64)
    return total


def _grid(times: Array, last: float) -> Array:
    """Multiples of STEP from the second document to `last`."""
    if len(times) < LEAST:
        return np.zeros(0)
    first, end = float(times[LEAST - 1]), min(last, float(times[0]) + LONGEST, float(times[-1]) + ALIVE)
    return np.arange(np.ceil(first / STEP), np.floor(end / STEP) + 1) * STEP


def _alive(times: Array, at: Array) -> tuple[Array, Places]:
    """The moments at which the event is not silent for too long, with the number of documents seen by each."""
    seen = np.searchsorted(times, at, side="right")
    alive = at - times[seen - 1] <= ALIVE if len(times) else seen > 0
    return at[alive], seen[alive]


def _pairs(times: Array, at: Array, seen: Places, horizon: float, clock: Clock) -> tuple[Places, Array, Array]:
    """(place of the origin, age, age at the end) of every document that an origin sees."""
    origin = np.repeat(np.arange(len(at)), seen)
    document = np.concatenate([np.arange(count) for count in seen]) if len(seen) else origin
    moments = clock(times)[document]
    return origin, clock(at)[origin] - moments, clock(at + horizon)[origin] - moments
