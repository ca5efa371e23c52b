"""Rows as sparse matrices of normed counts, over the features that enough of the rows have; loaded by training only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.learning.features import Extractor, counted

Row = tuple[str, str]
"""Text and label."""
Right = NDArray[np.int64]
FEW = 5_000
"""Up to so many rows every feature is kept and other n-grams are tried too; above, a feature that only one row has is chance."""


@dataclass(frozen=True, slots=True)
class Known:
    """Normed counts of rows over the features that are known, and which ids those are."""

    matrix: Any
    right: Right
    columns: NDArray[np.int64]


def known_of(extractor: Extractor, rows: Sequence[Row], labels: tuple[str, ...]) -> Known:
    """The rows' counts over the features that enough of them have."""
    found = np.zeros(1 << extractor.settings.bits, dtype=np.int64)
    for text, _ in rows:
        found[np.unique(extractor.ids(extractor.form(text)))] += 1
    columns = np.flatnonzero(found >= (1 if len(rows) <= FEW else 2))
    return Known(matrix_of(extractor, rows, columns), right_of(rows, labels), columns)


def matrix_of(extractor: Extractor, rows: Sequence[Row], columns: NDArray[np.int64]) -> Any:
    """Normed counts [rows, known features], as a classifier at work counts them."""
    place = np.full(1 << extractor.settings.bits, -1, dtype=np.int32)
    place[columns] = np.arange(columns.size, dtype=np.int32)
    parts = []
    for text, _ in rows:
        numbers = place[extractor.ids(extractor.form(text))]
        parts.append(counted(numbers[numbers >= 0], extractor.settings))
    ends = np.cumsum([0, *(numbers.size for numbers, _ in parts)])
    numbers, counts = (np.concatenate(kind) for kind in zip(*parts, strict=True))
    return sparse.csr_matrix((counts, numbers, ends), shape=(len(rows), columns.size))


def right_of(rows: Sequence[Row], labels: Sequence[str]) -> Right:
    """The index of each row's label."""
    index = {label: place for place, label in enumerate(labels)}
    return np.array([index[label] for _, label in rows], dtype=np.int64)
