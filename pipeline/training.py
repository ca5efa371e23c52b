"""Training a classifier from labelled rows; only `model train` loads this, since scikit-learn and SciPy take a second.

rows -> counts of features under each settings tried -> parts (pipeline/linear.py) fitted on one share of the rows and
scored on another -> the best blend of two parts (pipeline/blend.py), its temperature and threshold -> one table from
all rows -> classifier with its card
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from domain.errors import BadUse
from domain.models import DataFile, FeatureSettings, ModelCard
from pipeline.blend import Blend, best_blend
from pipeline.calibration import abstain_threshold, fit_calibration
from pipeline.classifier import Classifier, shares
from pipeline.evaluation import measure
from pipeline.features import Extractor, counted
from pipeline.linear import Linear, Ratios, Vectors
from pipeline.model_file import Weights
from pipeline.tokens import Cutter, load_cutter

Row = tuple[str, str]
Right = NDArray[np.int64]
ABSTAINED = 0.1
"""Share of rows that a model may leave unanswered."""
FEW = 5_000
"""Up to so many rows all settings are tried and every feature is kept; above, one that only one row has is chance."""
FOLDED = 2_000
"""Up to so many rows all are measured in folds where no rows are given to choose on; above, one fold is held out."""
FOLDS = 5
WIDE = FeatureSettings()
NARROW = (FeatureSettings(chars=2, words=0), FeatureSettings(chars=2, words=0, damped=False))
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
    limits: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """Normed counts of rows over the features that are known, and which ids those are."""

    matrix: Any
    right: Right
    columns: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Split:
    """One share of the rows to fit on, another to score."""

    fit: _Known
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
) -> Classifier:
    """A classifier from (text, label) rows.

    What is tried is chosen on `dev`, or where none is given on rows held out or in folds; the weights then come from all
    `rows`, never from `dev`. BadUse for fewer than two labels, or a label of one row. Same rows and seed: same bytes.
    """
    labels = _labels(rows)
    cutter = cutter or load_cutter()
    kinds = (WIDE, *NARROW) if len(rows) <= FEW else (WIDE,)
    trials = [_trial(kind, rows, dev, labels, seed=seed, cutter=cutter) for kind in kinds]
    best = max(trials, key=lambda trial: trial.blend.merit)
    card = _card(task, rows, dev, labels, provenance, best)
    return Classifier(card, _weights(best, rows, dev, labels, seed=seed, cutter=cutter), cutter)


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
    splits = tuple(_split(extractor, fit, asked, labels) for fit, asked in _shares(rows, dev, labels))
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


def _shares(
    rows: Sequence[Row], dev: Sequence[Row] | None, labels: tuple[str, ...]
) -> Sequence[tuple[Sequence[Row], Sequence[Row]]]:
    """(fitted on, scored): `rows` and `dev`, else folds by hash of the text, so that repeated rows stay together."""
    if dev:
        return [(rows, [row for row in dev if row[1] in labels])]
    fold = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] % FOLDS for text, _ in rows]
    pairs = []
    for number in range(FOLDS if len(rows) <= FOLDED else 1):
        fit = [row for row, of in zip(rows, fold, strict=True) if of != number]
        asked = [row for row, of in zip(rows, fold, strict=True) if of == number]
        if asked and {label for _, label in fit} == set(labels):
            pairs.append((fit, asked))
    if not pairs:
        raise BadUse("model.too_few", count=len(rows))
    return pairs


def _split(extractor: Extractor, fit: Sequence[Row], asked: Sequence[Row], labels: tuple[str, ...]) -> _Split:
    known = _known(extractor, fit, labels)
    return _Split(known, _matrix(extractor, asked, known.columns), _right(asked, labels))


def _known(extractor: Extractor, rows: Sequence[Row], labels: tuple[str, ...]) -> _Known:
    """The rows' counts over the features that enough of them have."""
    found = np.zeros(1 << extractor.settings.bits, dtype=np.int64)
    for text, _ in rows:
        found[np.unique(extractor.ids(extractor.form(text)))] += 1
    columns = np.flatnonzero(found >= (1 if len(rows) <= FEW else 2))
    return _Known(_matrix(extractor, rows, columns), _right(rows, labels), columns)


def _matrix(extractor: Extractor, rows: Sequence[Row], columns: NDArray[np.int64]) -> Any:
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


def _right(rows: Sequence[Row], labels: tuple[str, ...]) -> Right:
    index = {label: place for place, label in enumerate(labels)}
    return np.array([index[label] for _, label in rows], dtype=np.int64)


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
    known = best.splits[0].fit if dev else _known(Extractor(best.features, cutter), rows, labels)
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
        measured_on="dev" if dev else "folds" if len(rows) <= FOLDED else "held_out",
        measured_rows=scores.rows,
        accuracy=scores.accuracy,
        macro_f1=scores.macro_f1,
        ece=scores.ece,
        abstained=scores.abstained,
        scores=scores.per_class,
        feedback_rows=provenance.feedback_rows,
        is_starter=provenance.is_starter,
        limits=provenance.limits,
    )
