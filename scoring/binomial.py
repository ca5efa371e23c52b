"""The negative binomial: counts whose variance is mean + dispersion * mean^2, as counts of news and posts have it.

Dispersion 0 is the Poisson distribution. P(X >= x) is a regularised incomplete beta function (Johnson, Kemp and Kotz,
Univariate Discrete Distributions, 3rd ed., 5.6), which continues it to counts that are not whole: a near-duplicate may
count for a part of one.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

Array = NDArray[np.float64]
LEAST_MEAN = 1e-3


def upper_tail(count: Array, mean: Array, dispersion: Array) -> Array:
    """P(X >= count), element by element; `mean` and `dispersion` above 0."""
    size = 1 / dispersion
    found: Array = betainc(count, size, mean / (mean + size))
    return found


def score(count: float, mean: float, dispersion: float) -> float:
    """The count as a standard normal deviate, by its mid-p value (Lancaster 1961): near mean 0 even where counts are
    small, and bounded by +-8."""
    at_least = upper_tail(np.array([count, count + 1]), np.full(2, mean), np.full(2, dispersion))
    return float(np.clip(-ndtri(0.5 * at_least.sum()), -8.0, 8.0))


def ceiling(mean: Array, dispersion: Array | float, z: float) -> Array:
    """About the quantile of a normal deviate `z`: that of the gamma distribution of same mean and variance, by Wilson
    and Hilferty (1931); at least 1."""
    ninth = (1 / np.maximum(mean, LEAST_MEAN) + dispersion) / 9
    root = np.maximum(0.0, 1 - ninth + z * np.sqrt(ninth))
    return np.maximum(mean * root * root * root, 1.0)


def kept(mean: Array, dispersion: Array | float, cut: Array) -> tuple[Array, Array]:
    """Shares of mean and variance that are left of counts cut at `cut`: exact, by x f(x; r) = mean f(x - 1; r + 1)."""
    size = 1 / dispersion
    chance = mean / (mean + size)
    whole = np.floor(cut)
    above = betainc(whole + 1, size, chance)
    first = 1 - betainc(whole, size + 1, chance)
    pairs = np.where(whole > 1, 1 - betainc(np.maximum(whole - 1, 1), size + 2, chance), 0.0)
    mean_left = mean * first + cut * above
    squares = mean**2 * (1 + dispersion) * pairs + mean * first + cut**2 * above
    return mean_left / mean, (squares - mean_left**2) / (mean + dispersion * mean**2)
