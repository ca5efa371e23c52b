"""Whether more is written than usual: the smallest tail probability over windows of 1, 3 and 6 hours that end now.

The count of a window is held against a negative binomial with the window's expectation. What the baseline does not know
surely widens it: the variance of the estimated level and season adds to the dispersion (their gamma mixture is again
negative binomial), and the dispersion itself is averaged over what it may be (three nodes of Gauss and Hermite on a
lognormal). The smallest of the three probabilities is corrected for having been chosen (Sidak 1967, with the number of
independent tests that nested windows amount to).
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from scoring.baseline import WINDOWS, Baseline
from scoring.binomial import upper_tail
from scoring.dispersion import NODE_SHARES

HOUR = 3600.0
LONGEST = max(WINDOWS)
TESTS = 2.5
"""Independent tests that three nested windows amount to (bench/surge.py)."""
LEAST_WATCHED = 0.5
"""A window watched for a smaller share of its length says nothing."""
FULL = (1.0,) * LONGEST
SHARES = np.array(NODE_SHARES)
CERTAIN = 1 - 1e-12
LEAST_EXPECTED = 1e-9

Counts = Sequence[tuple[float, float]] | Mapping[int, float]
"""Either moments (seconds since 1970, sorted) with what each counts, or counts of whole hours since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """How unusual the most unusual window is."""

    p: float
    """Corrected for the choice of the window."""
    window_hours: int
    expected: float
    observed: float
    is_cold: bool


@dataclass(frozen=True, slots=True)
class _Window:
    hours: int
    observed: float
    expected: float
    watched: float
    """Share of its length."""
    predicted: float
    """Mean of the next count given the past ones."""
    dispersions: list[float]
    """What the dispersion may be, the doubt included."""


def tail(observed: Counts, baseline: Baseline, now: float, exposure: Mapping[int, float] | None = None) -> Tail | None:
    """Of what is observed until `now` (seconds); None where the stream has no history or no window was watched.

    `exposure` replaces what the baseline was fitted with, for hours since. Counts by the hour have windows of whole
    hours before the running one, and that as far as it has come.
    """
    if not baseline.days:
        return None
    windows = [
        window
        for window in _windows(observed, baseline, now, baseline.exposure if exposure is None else exposure)
        if window.watched >= LEAST_WATCHED
    ]
    if not windows:
        return None
    p, chosen = min(zip(_tails(windows), windows, strict=True), key=lambda pair: pair[0])
    return Tail(
        p=-math.expm1(TESTS * math.log1p(-min(p, CERTAIN))),
        window_hours=chosen.hours,
        expected=chosen.expected,
        observed=chosen.observed,
        is_cold=baseline.is_cold,
    )


def _windows(observed: Counts, baseline: Baseline, now: float, exposure: Mapping[int, float]) -> Iterator[_Window]:
    """The windows, shortest first."""
    running = int(now // HOUR)
    part = now / HOUR - running
    numbers = range(running, running - LONGEST - 1, -1)
    hours = [(exposure.get(one, 1.0), *baseline.usual(one)) for one in numbers]
    begun = 1.0 if isinstance(observed, Mapping) else 1 - part
    counts = _counts(observed, running, now)
    for width, count, dispersions in zip(WINDOWS, counts, baseline.dispersions, strict=True):
        yield _window(hours, (part, *FULL[: width - 1], begun), count, dispersions)


def _window(
    hours: Sequence[tuple[float, ...]], shares: Sequence[float], count: float, dispersions: Sequence[float]
) -> _Window:
    """The window that covers `shares` of the running hour and those before, each (exposure, expected, its doubts)."""
    expected = watched = common = own = 0.0
    for (exposure, usual, day, hour), share in zip(hours, shares, strict=False):
        held = share * exposure
        part = held * usual
        watched += held
        expected += part
        common += part * day
        own += part * part * hour
    expected = max(expected, LEAST_EXPECTED)
    doubt = common / expected + own / (expected * expected)
    beyond = dispersions[1] * expected
    return _Window(
        hours=len(shares) - 1,
        observed=count,
        expected=expected,
        watched=watched / sum(shares),
        predicted=expected * (1 + doubt * beyond / (1 + beyond)),
        dispersions=[one + doubt for one in dispersions],
    )


def _counts(observed: Counts, running: int, now: float) -> list[float]:
    """Documents in each window."""
    if isinstance(observed, Mapping):
        hours = [observed.get(running - back, 0.0) for back in range(LONGEST + 1)]
        return [sum(hours[: width + 1]) for width in WINDOWS]
    ends = [bisect_right(observed, (now - width * HOUR, math.inf)) for width in (0, *WINDOWS)]
    parts = [sum([count for _, count in observed[start:end]]) for end, start in pairwise(ends)]
    return [round(total, 6) for total in accumulate(parts)]


def _tails(windows: Sequence[_Window]) -> list[float]:
    """P(X >= observed) of each, averaged over its dispersions."""
    counts = [window.observed for window in windows]
    if not any(counts):
        return [1.0] * len(windows)
    expected = [window.predicted for window in windows]
    found = upper_tail(
        np.array(counts)[:, None], np.array(expected)[:, None], np.array([one.dispersions for one in windows])
    )
    averaged: list[float] = (found @ SHARES).tolist()
    return averaged


def hours_above(counts: Mapping[int, float], baseline: Baseline, now: float) -> float | None:
    """Hours until `now` (seconds) in which an event alone had more documents than its topic usually has; None without a
    history. Counts are of whole hours; of the running hour counts what is over of it."""
    if not baseline.days:
        return None
    running = int(now // HOUR)
    part = now / HOUR - running
    above = sum(1 for hour, count in counts.items() if hour < running and count > baseline.expected(hour))
    return above + (part if counts.get(running, 0.0) > part * baseline.expected(running) else 0.0)
