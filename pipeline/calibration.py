"""Making scores into honest probabilities: one temperature, and the probability under which a model abstains."""

import numpy as np
from numpy.typing import NDArray

from pipeline.classifier import softmax

Scores = NDArray[np.float64]
_ROUNDS = 60


def fit_temperature(scores: Scores, right: NDArray[np.int64]) -> float:
    """The temperature of least negative log-likelihood of the true labels (Guo et al. 2017); golden section on ln T.

    `scores` [rows, labels] of rows that were not trained on, `right` the index of each true label. Between 1/100 and 100.
    """
    low, high, part = np.log(0.01), np.log(100.0), (np.sqrt(5.0) - 1) / 2
    for _ in range(_ROUNDS):
        first, second = high - part * (high - low), low + part * (high - low)
        if _loss(scores, right, first) <= _loss(scores, right, second):
            high = second
        else:
            low = first
    return round(float(np.exp((low + high) / 2)), 6)


def abstain_threshold(top: Scores, hit: NDArray[np.bool_], share: float) -> float:
    """The probability under which at most `share` of the rows lie; 0 where they are right no less often than the rest."""
    threshold = float(np.floor(np.quantile(top, share) * 1e4) / 1e4)
    unsure = top < threshold
    if not unsure.any() or hit[unsure].mean() >= hit[~unsure].mean():
        return 0.0
    return threshold


def _loss(scores: Scores, right: NDArray[np.int64], logarithm: float) -> float:
    probabilities = softmax(scores / np.exp(logarithm))
    return float(-np.log(np.maximum(probabilities[np.arange(right.size), right], 1e-12)).mean())
