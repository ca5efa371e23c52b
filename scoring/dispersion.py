"""How much more counts vary than a Poisson process would, by the method of moments.

Each hour says ((x - m)^2 - m) / m^2, weighted by how surely it says so, and the whole is shrunk toward a prior by its
own variance (weighted moments as in Saha and Paul 2005). Windows have dispersions of their own: how far documents of
neighbouring hours come together is measured, not assumed.

Streams are rows: (streams, hours), and what is told of each of them as a whole (streams, 1).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.binomial import LEAST_MEAN, ceiling, kept

Array = NDArray[np.float64]
LEAST = 0.005
BURST = 2.33
"""Counts over what one in a hundred has are cut to it."""
GRID = np.geomspace(1 / 64, 1.0, 6)
"""Shares of the largest mean at which it is told exactly what a cut leaves."""
NODES = (-math.sqrt(3), 0.0, math.sqrt(3))
NODE_SHARES = (1 / 6, 2 / 3, 1 / 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A dispersion, and the variance of its estimate."""

    mean: float
    variance: float

    def nodes(self) -> tuple[float, ...]:
        """Values that stand for all it may be, by `NODE_SHARES`: a lognormal variate of this mean and variance at the
        nodes of Gauss and Hermite."""
        squared = math.log1p(self.variance / self.mean**2)
        return tuple(self.mean * math.exp(node * math.sqrt(squared) - squared / 2) for node in NODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Of many streams, (streams, 1) each."""

    mean: Array
    variance: Array

    def each(self) -> list[Estimate]:
        """Of every stream."""
        pairs = zip(self.mean[:, 0].tolist(), self.variance[:, 0].tolist(), strict=True)
        return [Estimate(mean=mean, variance=variance) for mean, variance in pairs]


@dataclass(frozen=True, slots=True)
class Cut:
    """Counts cut to what one in a hundred has, and the shares of mean and variance that this leaves them."""

    counts: Array
    mean_left: Array
    variance_left: Array


def cut(counts: Array, mean: Array, dispersion: Array) -> Cut:
    """Past bursts cut off. The shares are interpolated between some means."""
    some = np.maximum(LEAST_MEAN, mean.max(axis=1, keepdims=True)) * GRID
    shares = kept(some, dispersion, ceiling(some, dispersion, BURST))
    mean_left, variance_left = (
        np.array([np.interp(*row) for row in zip(mean, some, share, strict=True)]) for share in shares
    )
    return Cut(np.minimum(counts, ceiling(mean, dispersion, BURST)), mean_left, variance_left)


def moments(held: Cut, usual: Array, present: Array, prior: Estimate | Estimates, width: int = 1) -> Estimates:
    """Dispersion of windows of `width` hours that hold `held` and usually `usual`; `present` is the estimate before."""
    lever = _leverage(width)
    weight = 1 / (1 + present * usual) ** 2
    rest = held.counts - held.mean_left * usual
    squares = rest**2 * ((1 + lever * present) / (1 - lever)) / held.variance_left - usual
    weighed = weight * usual
    spread = dots(weighed, usual)
    information = np.maximum(spread, 1e-12)
    found = dots(weight, squares) / information
    fourth = spread * (2 + 6 * present) + dots(weighed, 1 / (1 + present * usual))
    return shrunk(found, _overlap(width) * fourth / information**2, prior)


def longer(counts: Array, mean: Array, hourly: Estimates, width: int, passes: int = 2) -> Estimates:
    """Dispersion of windows of `width` hours, counts and means by the hour. Were hours independent it would be
    hourly / width: the prior lies between that and no fall at all."""
    usual, summed = windows(mean, width), windows(counts, width)
    found = prior = Estimates(mean=hourly.mean * width**-0.75, variance=(hourly.mean * width**-0.75) ** 2)
    for _ in range(passes):
        found = moments(cut(summed, usual, found.mean), usual, found.mean, prior, width)
    return found


def shrunk(found: Array, variance: Array, prior: Estimate | Estimates) -> Estimates:
    """Both by their precision."""
    share = prior.variance / (prior.variance + variance)
    return Estimates(mean=np.maximum(LEAST, share * found + (1 - share) * prior.mean), variance=share * variance)


def dots(one: Array, other: Array) -> Array:
    """The product of every row with its like, (streams, 1): each alone, so that no stream changes another's last digit."""
    return np.array([[row @ like] for row, like in zip(one, other, strict=True)])


def windows(hours: Array, width: int) -> Array:
    """Sums of every `width` hours in a row."""
    total = np.cumsum(np.pad(hours, ((0, 0), (1, 0))), axis=1)
    return total[:, width:] - total[:, :-width]


def _overlap(width: int) -> float:
    """How many overlapping windows say as much as one alone."""
    return 1.0 if width == 1 else 2 * width / 3


def _leverage(width: int) -> float:
    """Share of the variance that the fitted season takes up: hours of day in 28 days, half as much again for the kinds
    of day, and weekdays, level and trend."""
    return 1.5 / 28 + width / 24 * (6 / 28 + 2 / 28)
