"""Level, trend and season of a stream: a log-linear model of hour of day and day of week, every part shrunk.

    log mean = level + slope * age + prior season + hour of day + day of week + hour of a weekend's or a working day

Quasi-likelihood scores of negative binomial counts (McCullagh and Nelder, Generalized Linear Models, 2nd ed., 9), in turn
for each part. 28 days hold only four of each weekday, so a part moves from its prior as far as its own counts can tell:
as if the prior had been seen in `1 / variance` documents. Hours far above what they should be (past bursts) count only
up to what one hour in a thousand has.

Streams that are fitted at once are rows; none has any part in another's.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.dispersion import Estimate, Estimates, cut, dots, moments
from scoring.history import WEEK, History

Array = NDArray[np.float64]
ROUNDS = 4
WEEKDAY, CLOCK = np.divmod(np.arange(WEEK), 24)
KINDS = CLOCK + 24 * (WEEKDAY >= 5)
"""Hour of a working day (0 to 23) or of a weekend (24 to 47), for each hour of a week."""
STEP = 2.0
"""Of the logarithm of the level in a round, at most."""
STEEPEST = 0.1
"""Trend a day, either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What streams usually look like: variances are of logarithms, between streams."""

    level: float = 0.3
    """Documents an hour."""
    level_variance: float = 6.0
    slope_variance: float = 1e-4
    """A level changes by about 1 % a day."""
    profile: tuple[float, ...] = (1.0,) * WEEK
    """Season of the hours of a week from Monday midnight, mean 1."""
    hour_variance: float = 0.5
    weekday_variance: float = 0.04
    kind_variance: float = 0.02
    """Of hours on weekends and on working days, beside the hour of any day."""
    dispersion: Estimate = Estimate(mean=0.4, variance=0.25)
    """Of single hours."""


PRIOR = Prior()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The fitted parts, a row for each stream: level, slope and dispersion have one column; `hours` (24), `weekdays` (7) and
    `kinds` (24 of working days, 24 of weekends) are factors on the prior's profile."""

    log_level: Array
    slope: Array
    hours: Array
    weekdays: Array
    kinds: Array
    dispersion: Estimates
    level_variance: Array
    weekday_variances: Array
    kind_variances: Array
    """Of the season of an hour of a working day or a weekend, both its parts together."""

    def profile(self, prior: Prior) -> Array:
        """Season of the 168 hours of a week."""
        own = self.hours[:, CLOCK] * self.weekdays[:, WEEKDAY] * self.kinds[:, KINDS]
        shape: Array = np.asarray(prior.profile) * own
        return shape


def parts(past: History, prior: Prior) -> Parts:
    """The model of each stream; the prior alone where nothing was observed."""
    found = _first(past, prior)
    for _ in range(ROUNDS):
        found = _refined(past, found, prior)
    return found


def means(past: History, found: Parts, prior: Prior) -> Array:
    """Expected documents of every hour of the history, by its exposure."""
    trend = np.exp(found.log_level + found.slope * past.ages)
    fitted: Array = past.exposure * found.profile(prior)[:, past.week_hours] * trend
    return fitted


def _first(past: History, prior: Prior) -> Parts:
    weight = 1 / (prior.level * prior.level_variance)
    level = (_sums(past.counts) + prior.level * weight) / (_sums(past.exposure) + weight)
    streams = len(level)
    return Parts(
        log_level=np.log(level),
        slope=np.zeros((streams, 1)),
        hours=np.ones((streams, 24)),
        weekdays=np.ones((streams, 7)),
        kinds=np.ones((streams, 48)),
        dispersion=Estimates(
            mean=np.full((streams, 1), prior.dispersion.mean), variance=np.full((streams, 1), prior.dispersion.variance)
        ),
        level_variance=np.full((streams, 1), prior.level_variance),
        weekday_variances=np.full((streams, 7), prior.weekday_variance),
        kind_variances=np.full((streams, 48), prior.hour_variance + prior.kind_variance),
    )


def _refined(past: History, found: Parts, prior: Prior) -> Parts:
    """One round: level and trend, then hours, weekdays and kinds of day, each with the means of those before."""
    mean = means(past, found, prior)
    held = cut(past.counts, mean, found.dispersion.mean)
    weight = 1 / (1 + found.dispersion.mean * mean)
    seen, usual = weight * held.counts / held.mean_left, weight * mean
    level, slope, level_variance = _trend(seen, usual, past.ages, found, prior)
    usual = usual * np.exp(level - found.log_level + (slope - found.slope) * past.ages)
    hour, weekday = past.week_hours % 24, past.week_hours // 24
    hours, hour_variances = _factors(seen, usual, hour, found.hours, prior.hour_variance)
    usual = usual * (hours / found.hours)[:, hour]
    weekdays, weekday_variances = _factors(seen, usual, weekday, found.weekdays, prior.weekday_variance)
    usual = usual * (weekdays / found.weekdays)[:, weekday]
    kinds, own_variances = _factors(seen, usual, KINDS[past.week_hours], found.kinds, prior.kind_variance)
    return Parts(
        log_level=level,
        slope=slope,
        hours=hours,
        weekdays=weekdays,
        kinds=kinds,
        dispersion=moments(held, mean, found.dispersion.mean, prior.dispersion),
        level_variance=level_variance,
        weekday_variances=weekday_variances,
        kind_variances=own_variances + (own_variances / prior.kind_variance) ** 2 * np.tile(hour_variances, (1, 2)),
    )


def _trend(seen: Array, usual: Array, ages: Array, found: Parts, prior: Prior) -> tuple[Array, Array, Array]:
    """Level and slope after a scoring step of both together, and the variance of the level at age 0."""
    rest, reaching = seen - usual, np.broadcast_to(ages, seen.shape)
    gain = (
        _sums(rest) - (found.log_level - math.log(prior.level)) / prior.level_variance,
        dots(rest, reaching) - found.slope / prior.slope_variance,
    )
    weight = _sums(usual) + 1 / prior.level_variance
    cross = dots(usual, reaching)
    square = dots(usual, reaching * reaching) + 1 / prior.slope_variance
    determinant = weight * square - cross * cross
    level = (square * gain[0] - cross * gain[1]) / determinant
    slope = (weight * gain[1] - cross * gain[0]) / determinant
    return (
        found.log_level + np.clip(level, -STEP, STEP),
        np.clip(found.slope + slope, -STEEPEST, STEEPEST),
        square / determinant,
    )


def _factors(
    seen: Array, usual: Array, groups: NDArray[np.intp], present: Array, between: float
) -> tuple[Array, Array]:
    """Factors of the groups and the variances of their logarithms: posterior means under a gamma prior of mean 1 and
    variance `between`."""
    counts = _grouped(seen, groups, present.shape) + 1 / between
    plain = _grouped(usual, groups, present.shape) / present + 1 / between
    return counts / plain, 1 / counts


def _grouped(values: Array, groups: NDArray[np.intp], shape: tuple[int, ...]) -> Array:
    """Sums of each row by group."""
    streams, size = shape
    places = groups + size * np.arange(streams)[:, None]
    return np.bincount(places.ravel(), values.ravel(), streams * size).astype(np.float64).reshape(shape)


def _sums(values: Array) -> Array:
    found: Array = values.sum(axis=1, keepdims=True)
    return found
