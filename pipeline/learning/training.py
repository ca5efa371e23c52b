"""Training a classifier from labelled rows; only `model train` loads this, since scikit-learn and SciPy take a second.

rows -> counts of features (pipeline/counts.py) under each settings tried -> parts (pipeline/learning/linear.py) fitted on one share of the rows and
scored on another -> the best blend of two parts (pipeline/learning/blend.py), its temperature and threshold -> one table from
all rows -> classifier with its card
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from domain.errors import BadUse
from domain.models import DataFile, FeatureSettings, ModelCard
from pipeline.classifier import Classifier
from pipeline.counts import FEW, Known, Right, Row, known_of, matrix_of, right_of
from pipeline.learning.blend import Blend, best_blend
from pipeline.learning.calibration import abstain_threshold, fit_calibration, shares
from pipeline.learning.evaluation import measure
from pipeline.learning.features import Extractor
from pipeline.learning.linear import Linear, Ratios, Vectors
from pipeline.learning.model_file import Weights
from pipeline.splits import fresh, measured_on, shares_of
from pipeline.tokens import Cutter, load_cutter

ABSTAINED = 0.1
"""Share of rows that a model may leave unanswered."""
WIDE = FeatureSettings()
NARROW = tuple(FeatureSettings(chars=2, words=0, bits=18, damped=damped) for damped in (True, False))
"""For few rows: short n-grams come back often enough to tell something."""
VECTORS = tuple(Vectors(strength) for strength in (0.3, 1.0, 3.0))
BALANCED = tuple(Vectors(strength, is_balanced=True) for strength in (1.0, 3.0))
"""Where the most frequent label has over EVEN times the rows of the rarest."""
RATIOS = tuple(Ratios(1.0, smoothing) for smoothing in (0.03, 0.1, 0.3))
OF_FEW = (Ratios(1.0, 0.01), Ratios(3.0, 0.01), Ratios(3.0, 0.03))
"""For few rows, whose normed counts are small beside a larger smoothing."""
EVEN = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a card says of where a model comes from."""

    domain: str
    files: tuple[DataFile, ...] = ()
    made_at: datetime | None = None
    feedback_rows: int = 0
    is_starter: bool = False


@dataclass(frozen=True, slots=True)
class _Split:
    """One share of the rows to fit on, another to score."""

    fit: Known
    asked: Any
    right: Right


@dataclass(frozen=True, slots=True)
class _Trial:
    """What came of one settings of features: the blend, and the fits of a single split where they need no refitting."""

    features: FeatureSettings
    blend: Blend[Vectors | Ratios]
    right: Right
    splits: tuple[_Split, ...]


def train(
    task: str,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    provenance: Provenance,
    *,
    seed: int = 0,
    cutter: Cutter | None = None,
    is_small: bool = False,
) -> Classifier:
    """A classifier from (text, label) rows; a small one knows short n-grams alone, in a quarter of the bytes.

    What is tried is chosen on `dev`, or where none is given on rows held out or in folds; the weights then come from all
    `rows`, never from `dev`, of which rows that are trained on too do not count. BadUse for fewer than two labels, or a
    label of one row. Same rows and seed: same bytes.
    """
    labels = _labels(rows)
    dev = fresh(dev or (), rows, labels) or None
    cutter = cutter or load_cutter()
    kinds = NARROW if is_small else (WIDE, *NARROW) if len(rows) <= FEW else (WIDE,)
    read = [replace(kind, most_characters=_reach(rows)) for kind in kinds]
    trials = [_trial(kind, rows, dev, labels, seed=seed, cutter=cutter) for kind in read]
    best = max(trials, key=lambda trial: trial.blend.merit)
    card = _card(task, rows, dev, labels, provenance, best)
    return Classifier(card, _weights(best, rows, dev, labels, seed=seed, cutter=cutter), cutter)


def _reach(rows: Sequence[Row]) -> int:
    """How much of a text the model will read: as much as its longest row has, in hundreds of characters.

    What stands behind that is unlike anything that it has learnt, and costs time.
    """
    longest = max(len(text) for text, _ in rows)
    return min(-(-longest // 100) * 100 or 100, WIDE.most_characters)


def _labels(rows: Sequence[Row]) -> tuple[str, ...]:
    counts = Counter(label for _, label in rows)
    if len(counts) < 2:
        raise BadUse("model.one_label", count=len(rows))
    label, count = min(counts.items(), key=lambda pair: (pair[1], pair[0]))
    if count < 2:
        raise BadUse("model.rare_label", label=label, count=count)
    return tuple(sorted(counts))


def _trial(
    features: FeatureSettings,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    labels: tuple[str, ...],
    *,
    seed: int,
    cutter: Cutter,
) -> _Trial:
    extractor = Extractor(features, cutter)
    splits = tuple(_split(extractor, fit, asked, labels) for fit, asked in shares_of(rows, dev, labels))
    vectors, ratios = (
        {
            part: np.concatenate([part.fit(one.fit.matrix, one.fit.right, seed).scores(one.asked) for one in splits])
            for part in kind
        }
        for kind in _parts(rows)
    )
    right = np.concatenate([one.right for one in splits])
    return _Trial(features, best_blend(vectors, ratios, right), right, splits)


def _parts(rows: Sequence[Row]) -> tuple[tuple[Vectors, ...], tuple[Ratios, ...]]:
    """What is tried on such rows."""
    counts = Counter(label for _, label in rows).values()
    vectors = (*VECTORS, *BALANCED) if max(counts) > EVEN * min(counts) else VECTORS
    return vectors, (*RATIOS, *OF_FEW) if len(rows) <= FEW else RATIOS


def _split(extractor: Extractor, fit: Sequence[Row], asked: Sequence[Row], labels: tuple[str, ...]) -> _Split:
    known = known_of(extractor, fit, labels)
    return _Split(known, matrix_of(extractor, asked, known.columns), right_of(asked, labels))


def _weights(
    best: _Trial,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    labels: tuple[str, ...],
    *,
    seed: int,
    cutter: Cutter,
) -> Weights:
    """The blend's parts fitted on all rows, as one table."""
    known = best.splits[0].fit if dev else known_of(Extractor(best.features, cutter), rows, labels)
    fits = [(part.fit(known.matrix, known.right, seed), factor) for part, factor in best.blend.parts]
    whole = Linear(
        sum((factor * fit.table for fit, factor in fits), np.zeros((known.columns.size, len(labels)))),
        sum((factor * fit.bias for fit, factor in fits), best.blend.bias),
    )
    is_known = np.zeros(1 << best.features.bits, dtype=bool)
    is_known[known.columns] = True
    return Weights(kept=np.packbits(is_known), table=whole.table.astype(np.float16), bias=whole.bias.astype(np.float32))


def _card(
    task: str,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    labels: tuple[str, ...],
    provenance: Provenance,
    best: _Trial,
) -> ModelCard:
    counts = Counter(label for _, label in rows)
    temperature, shift = fit_calibration(best.blend.scores, best.right)
    probabilities = np.round(shares(best.blend.scores, temperature, shift), 4)
    hit = probabilities.argmax(axis=1) == best.right
    threshold = abstain_threshold(probabilities.max(axis=1), hit, ABSTAINED)
    scores = measure(probabilities, labels, [labels[one] for one in best.right], threshold)
    return ModelCard(
        task=task,
        domain=provenance.domain,
        labels=labels,
        rows=tuple((label, counts[label]) for label in labels),
        files=provenance.files,
        made_at=provenance.made_at,
        features=best.features,
        method=" + ".join(f"{factor:.3g} x {part}" for part, factor in best.blend.parts),
        temperature=temperature,
        shift=shift,
        abstain_under=threshold,
        measured_on=measured_on(rows, dev),
        measured_rows=scores.rows,
        accuracy=scores.accuracy,
        macro_f1=scores.macro_f1,
        ece=scores.ece,
        abstained=scores.abstained,
        scores=scores.per_class,
        feedback_rows=provenance.feedback_rows,
        is_starter=provenance.is_starter,
    )
