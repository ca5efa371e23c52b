"""Choosing, on rows that were not trained on: which two classifiers are blended in which shares, and what rare labels need.

All figures here are scores [rows, labels]; `right` is the index of each row's true label.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.learning.calibration import fit_temperature

Scores = NDArray[np.float64]
Right = NDArray[np.int64]
Part = TypeVar("Part")
One = TypeVar("One")
Other = TypeVar("Other")
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS = (-0.6, -0.3, 0.3, 0.6)
"""Tried on the bias of one label at a time, in units of calibrated scores."""
ROUNDS = 3
LEAST_GAIN = 0.002
"""Of the merit, from which on a label's bias is moved: less is chance."""


@dataclass(frozen=True, slots=True)
class Blend(Generic[Part]):
    """Scores = sum of factor x scores of each part, + `bias` [labels]."""

    parts: tuple[tuple[Part, float], ...]
    bias: Scores
    scores: Scores
    merit: float


def merit(scores: Scores, right: Right) -> float:
    """Share right plus macro F1: neither the many nor the rare labels decide alone."""
    labels, best = scores.shape[1], scores.argmax(axis=1)
    hits = np.bincount(right[best == right], minlength=labels)
    asked, said = np.bincount(right, minlength=labels), np.bincount(best, minlength=labels)
    return float(hits.sum() / right.size + (2 * hits / np.maximum(asked + said, 1))[asked > 0].mean())


def best_blend(vectors: Mapping[One, Scores], ratios: Mapping[Other, Scores], right: Right) -> Blend[One | Other]:
    """The best pair of one of each kind in one of the shares; the earlier where two do equally well."""
    near_by, far_by = (
        {part: 1 / fit_temperature(one, right) for part, one in kind.items()} for kind in (vectors, ratios)
    )
    found: dict[tuple[tuple[One | Other, float], ...], Scores] = {}
    for one, first in vectors.items():
        for other, second in ratios.items():
            for share in SHARES:
                near, far = near_by[one] * (1 - share), far_by[other] * share
                kept = tuple(part for part in ((one, near), (other, far)) if part[1])
                found.setdefault(kept, near * first + far * second)
    merits = {parts: merit(scores, right) for parts, scores in found.items()}
    parts = max(merits, key=merits.__getitem__)
    scores = found[parts]
    bias = _bias(scores, right)
    return Blend(parts, bias, scores + bias, merit(scores + bias, right))


def _bias(scores: Scores, right: Right) -> Scores:
    """What is added to each label's score, one label at a time while it gains: rare labels are else said too seldom."""
    bias = np.zeros(scores.shape[1])
    best = merit(scores, right)
    for _ in range(ROUNDS):
        for label in range(bias.size if bias.size > 2 else 1):
            moved = [_moved(bias, label, step) for step in STEPS]
            gains = [merit(scores + one, right) - best for one in moved]
            place = int(np.argmax(gains))
            if gains[place] >= LEAST_GAIN:
                bias, best = moved[place], best + gains[place]
    return bias


def _moved(bias: Scores, label: int, step: float) -> Scores:
    found = bias.copy()
    found[label] += step
    return found
