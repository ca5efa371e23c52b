"""Methods that raise alarms on counts by the hour, tuned alike and judged alike.

A method turns the counts of a stream and the place of the first hour to test into a score for the end of every hour from
there. An alarm is a score at or over a threshold; consecutive alarms are one episode.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.counts import START, Array, by_hour
from scoring.baseline import WINDOWS, Baseline, fit
from scoring.control import Control, residual, step
from scoring.surge import tail

QUIET_DAYS, PERIOD = 28, 14
FLOOR = 0.5
"""Least deviation of C2, in documents: without it one document after a silent week is infinite."""

Method = Callable[[Array, int], Array]


def surge(counts: Array, first: int) -> Array:
    """-log10 p of the surge test."""
    return np.array([_surge(counts, at, base) for at, base in _baselines(counts, first)])


def _surge(counts: Array, at: int, base: Baseline) -> float:
    seen = {START + hour: float(counts[hour]) for hour in range(at - 5, at + 1)}
    told = tail(seen, base, (START + at + 1) * 3600.0)
    return -math.log10(max(told.p, 1e-300)) if told else 0.0


def ewma(counts: Array, first: int) -> Array:
    """Alarms of the chart at its shipped limits, as 0 and 1."""
    return _charted(counts, first, "ewma")


def cusum(counts: Array, first: int) -> Array:
    """Alarms of the chart at its shipped limits, as 0 and 1."""
    return _charted(counts, first, "cusum")


def _charted(counts: Array, first: int, name: str) -> Array:
    control, found = Control(), []
    for at, base in _baselines(counts, first):
        control = step(control, residual(float(counts[at]), base, START + at))
        found.append(float(name in control.alarms))
    return np.array(found)


def _baselines(counts: Array, first: int) -> Iterator[tuple[int, Baseline]]:
    """Every hour from the first with its baseline, fitted once in 24 hours."""
    for day in range(first, len(counts), 24):
        base = fit(by_hour(counts[:day]), START + day, since=START)
        yield from ((at, base) for at in range(day, min(day + 24, len(counts))))


def c2(counts: Array, first: int) -> Array:
    """EARS C2 of single hours, aligned by the season."""
    return _c2(counts, first, (1,))


def c2_windows(counts: Array, first: int) -> Array:
    """The largest over the windows that the surge test has."""
    return _c2(counts, first, WINDOWS)


def _c2(counts: Array, first: int, windows: Sequence[int]) -> Array:
    """(count - mean) / deviation of the same hour of seven days, two days left out."""
    best = np.full(len(counts) - first, -np.inf)
    for width in windows:
        summed = np.convolve(counts, np.ones(width))[: len(counts)]
        past = np.array([summed[first - 24 * day : len(counts) - 24 * day] for day in range(3, 10)])
        deviation = np.maximum(past.std(axis=0, ddof=1), FLOOR)
        best = np.maximum(best, (summed[first:] - past.mean(axis=0)) / deviation)
    return best


METHODS: dict[str, Method] = {"surge": surge, "C2": c2, "C2 1/3/6 h": c2_windows}
CHARTS: dict[str, Method] = {"EWMA": ewma, "CUSUM": cusum}


def episodes(scores: Array, threshold: float) -> int:
    """Runs of hours at or over the threshold."""
    over = scores >= threshold
    return int(over[0]) + int((over[1:] & ~over[:-1]).sum())


def rate(quiet: Sequence[Array], threshold: float) -> float:
    """False episodes a stream in 14 days."""
    return sum(episodes(one, threshold) for one in quiet) / len(quiet) / QUIET_DAYS * PERIOD


def tuned(quiet: Sequence[Array]) -> float:
    """The lowest threshold at which quiet streams have at most one episode in 14 days, and at none above it more."""
    every = np.concatenate(quiet)
    best = float(every.max()) + 1e-9
    for threshold in np.unique(np.quantile(every, np.linspace(1, 0.95, 500)))[::-1].tolist():
        if rate(quiet, threshold) > 1:
            break
        best = threshold
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many of some bursts were seen, and after how many hours: the median of those seen."""

    share: float
    delay: float


def seen(scores: Sequence[Array], threshold: float) -> Seen:
    """Scores of each burst from its first hour to the last that counts."""
    over = [np.flatnonzero(one >= threshold) for one in scores]
    delays = [int(one[0]) + 1 for one in over if len(one)]
    return Seen(share=len(delays) / len(over), delay=float(np.median(delays)) if delays else math.nan)
