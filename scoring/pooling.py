"""What the streams of a desk have in common: the prior that a new stream starts from.

Moments between streams (as in empirical Bayes): the spread of what was fitted, less what the fits do not know surely.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.baseline import Baseline
from scoring.dispersion import Estimate
from scoring.loglinear import PRIOR, Prior

Array = NDArray[np.float64]
FEWEST = 5
"""Streams with history enough, under which the general prior stands."""
LEAST_LEVEL_VARIANCE = 1.0
HOUR_VARIANCES = (0.05, PRIOR.hour_variance)


def pooled(baselines: Sequence[Baseline]) -> Prior:
    """The prior of streams that are not cold; the general one where they are too few."""
    warm = [one for one in baselines if not one.is_cold and one.level > 0]
    if len(warm) < FEWEST:
        return PRIOR
    levels = np.log([one.level for one in warm])
    profiles = np.array([one.profile for one in warm])
    shape = np.average(profiles, axis=0, weights=[one.level for one in warm])
    return Prior(
        level=float(np.exp(levels.mean())),
        level_variance=max(LEAST_LEVEL_VARIANCE, float(levels.var(ddof=1))),
        profile=tuple((shape / shape.mean()).tolist()),
        hour_variance=_between(profiles / shape, np.array([one.hour_variances for one in warm])),
        dispersion=_dispersion(np.array([one.dispersions[0][1] for one in warm])),
    )


def _between(ratios: Array, variances: Array) -> float:
    """How far the seasons of streams lie apart, beyond what each is unsure of."""
    least, most = HOUR_VARIANCES
    return float(np.clip(np.log(ratios).var(axis=0, ddof=1).mean() - variances.mean(), least, most))


def _dispersion(found: Array) -> Estimate:
    mean = float(found.mean())
    return Estimate(mean=mean, variance=max(float(found.var(ddof=1)), mean * mean / 4))
