"""Linear classifiers over hashed features: support vectors on rarity-weighted features, and on naive-Bayes ratios.

Both read the same normed counts, so any blend of them is again one table: what is tried costs nothing at work.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

Matrix = Any
"""A SciPy sparse matrix [rows, features] of normed counts."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """`table` [features, labels] and `bias` [labels]: scores = matrix @ table + bias."""

    table: Numbers
    bias: Numbers

    def scores(self, matrix: Matrix) -> Numbers:
        return np.asarray(matrix @ self.table + self.bias)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Support vectors on counts x rarity. `strength` is the inverse of the regularisation; `is_balanced` gives every
    label the same say, however few its rows."""

    strength: float
    is_balanced: bool = False

    def fit(self, matrix: Matrix, right: NDArray[np.int64], seed: int) -> Linear:
        """From normed counts [rows, features] and the index of each row's label."""
        weight = rarity(matrix)
        weighed = matrix @ sparse.diags(weight)
        scale = float(1 / np.sqrt(weighed.multiply(weighed).sum(axis=1).mean()))
        table, bias = _fit(weighed * scale, right, self.strength, seed, "balanced" if self.is_balanced else None)
        table *= (weight * scale)[:, None]
        return Linear(table, bias)

    def __str__(self) -> str:
        return f"support vectors, C = {self.strength:g}{', balanced' if self.is_balanced else ''}"


@dataclass(frozen=True, slots=True)
class Ratios:
    """Support vectors on counts x the log ratio of each feature between a label and the rest, one label at a time
    (NB-SVM: Wang & Manning 2012, "Baselines and Bigrams"). `smoothing` is added to every count."""

    strength: float
    smoothing: float

    def fit(self, matrix: Matrix, right: NDArray[np.int64], seed: int) -> Linear:
        """From normed counts [rows, features] and the index of each row's label."""
        labels = int(right.max()) + 1
        sides = [_side(matrix, right == label, self, seed) for label in range(labels if labels > 2 else 1)]
        if labels == 2:
            sides.append((-sides[0][0], -sides[0][1]))
        return Linear(np.stack([table for table, _ in sides], axis=1), np.array([bias for _, bias in sides]))

    def __str__(self) -> str:
        return f"naive-Bayes ratios, C = {self.strength:g}, smoothing {self.smoothing:g}"


def rarity(matrix: Matrix) -> NDArray[np.float32]:
    """ln((1 + rows) / (1 + rows with the feature)) + 1, as scikit-learn's TfidfTransformer."""
    rows = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.asarray(np.log((1 + matrix.shape[0]) / (1 + rows)) + 1, dtype=np.float32)


def _side(matrix: Matrix, own: NDArray[np.bool_], part: Ratios, seed: int) -> tuple[Numbers, float]:
    """Weights and bias of one label against the rest."""
    inside = _shares(matrix[np.flatnonzero(own)], part.smoothing)
    ratio = np.log(inside / _shares(matrix[np.flatnonzero(~own)], part.smoothing)).astype(np.float32)
    table, bias = _fit(matrix @ sparse.diags(ratio), own.astype(np.int64), part.strength, seed, None)
    return table[:, 1] * 2 * ratio, float(bias[1] * 2)


def _shares(matrix: Matrix, smoothing: float) -> Numbers:
    sums = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel() + smoothing
    return np.asarray(sums / sums.sum())


def _fit(
    matrix: Matrix, right: NDArray[np.int64], strength: float, seed: int, weights: str | None
) -> tuple[Numbers, Numbers]:
    """Table [features, labels] and bias [labels]; two labels share one margin, half to each."""
    model = LinearSVC(C=strength, class_weight=weights, random_state=seed)
    with warnings.catch_warnings():
        # A fit that stops at its last pass is judged on held-out rows like any other.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix, right)
    table, bias = model.coef_.T.astype(np.float64), model.intercept_.astype(np.float64)
    if bias.size == 1:
        return np.concatenate((-table, table), axis=1) / 2, np.concatenate((-bias, bias)) / 2
    return table, bias
