"""How well probabilities fit the truth: shares right, scores per class, calibration error. NumPy only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.models import ClassScore
from pipeline.classifier import Classifier

BINS = 15
"""Of the calibration error, of equal width (Guo et al. 2017, "On Calibration of Modern Neural Networks")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What was measured on labelled rows; every row counts, answered by its best label. Shares rounded to 1e-4."""

    rows: int
    accuracy: float
    macro_f1: float
    ece: float
    abstained: float
    per_class: tuple[ClassScore, ...]


def evaluate(classifier: Classifier, rows: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Scores on (text, label) rows, as JSON's own types.

    `accuracy` answers every row; `abstained` is the share of rows whose highest probability is under the card's
    threshold. A label that the model does not know is a class of recall 0.
    """
    card = classifier.card
    probabilities = [classifier.predict(text).probabilities for text, _ in rows]
    scores = measure(
        np.array(probabilities, dtype=np.float64).reshape(len(rows), len(card.labels)),
        card.labels,
        [label for _, label in rows],
        card.abstain_under,
    )
    return {
        "task": card.task,
        "rows": scores.rows,
        "accuracy": scores.accuracy,
        "macro_f1": scores.macro_f1,
        "ece": scores.ece,
        "abstained": scores.abstained,
        "per_class": {
            one.label: {"rows": one.rows, "precision": one.precision, "recall": one.recall, "f1": one.f1}
            for one in scores.per_class
        },
    }


def measure(
    probabilities: NDArray[np.float64], labels: Sequence[str], truth: Sequence[str], abstain_under: float
) -> Scores:
    """Scores of probabilities [rows, labels] against the true labels."""
    known = (*labels, *sorted(set(truth) - set(labels)))
    right = np.array([known.index(label) for label in truth], dtype=np.int64)
    if not right.size:
        return Scores(rows=0, accuracy=0.0, macro_f1=0.0, ece=0.0, abstained=0.0, per_class=())
    best, top = probabilities.argmax(axis=1), probabilities.max(axis=1)
    classes = tuple(_class(label, best == index, right == index) for index, label in enumerate(known))
    asked = [one.f1 for one in classes if one.rows]
    return Scores(
        rows=right.size,
        accuracy=round(float(np.mean(best == right)), 4),
        macro_f1=round(sum(asked) / len(asked), 4),
        ece=round(calibration_error(top, best == right), 4),
        abstained=round(float(np.mean(top < abstain_under)), 4),
        per_class=classes,
    )


def calibration_error(top: NDArray[np.float64], hit: NDArray[np.bool_]) -> float:
    """Mean distance between the highest probability and the share right, over bins weighted by their rows."""
    bins = np.minimum((top * BINS).astype(np.int64), BINS - 1)
    rows = np.bincount(bins, minlength=BINS)
    said, was = np.bincount(bins, top, BINS), np.bincount(bins, hit, BINS)
    return float(np.abs(said - was).sum() / max(int(rows.sum()), 1))


def _class(label: str, given: NDArray[np.bool_], true: NDArray[np.bool_]) -> ClassScore:
    both, said, are = int((given & true).sum()), int(given.sum()), int(true.sum())
    return ClassScore(
        label=label,
        rows=are,
        precision=round(both / said, 4) if said else 0.0,
        recall=round(both / are, 4) if are else 0.0,
        f1=round(2 * both / (said + are), 4) if said + are else 0.0,
    )
