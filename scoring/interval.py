"""Intervals of counts that vary more than chance alone: the negative binomial with variance m + a m^2."""

import math
from collections.abc import Iterator

LEAST_MEAN = 1e-6
LEAST_DISPERSION = 0.05
"""Below it the distribution is Poisson's for every purpose, and stays computable for means of ten thousand."""
MOST_DISPERSION = 4.0
MOST = 200_000
"""Counts that are looked at."""


def shortest(mean: float, dispersion: float, mass: float) -> tuple[int, int]:
    """(low, high): the shortest run of counts that holds `mass` of the distribution; of equal ones the lowest.

    For a mean of .2 that is (0, 0): skewed counts are not cut at both ends.
    """
    chances: list[float] = []
    low, held, best = 0, 0.0, (0, MOST)
    for chance in _chances(max(mean, LEAST_MEAN), min(max(dispersion, LEAST_DISPERSION), MOST_DISPERSION)):
        chances.append(chance)
        held += chance
        while held - chances[low] >= mass:
            held -= chances[low]
            low += 1
        if held >= mass and len(chances) - 1 - low < best[1] - best[0]:
            best = (low, len(chances) - 1)
    return best


def _chances(mean: float, dispersion: float) -> Iterator[float]:
    """Probability of 0, 1, 2, ... until next to nothing is left, by the recursion of the negative binomial."""
    size = 1 / dispersion
    rate = mean / (size + mean)
    chance, passed = math.exp(size * math.log(size / (size + mean))), 0.0
    for count in range(MOST):
        yield chance
        passed += chance
        if passed > 1 - 1e-4 and count > mean:
            return
        chance *= rate * (size + count) / (count + 1)
