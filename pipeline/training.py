"""Training a classifier from labelled rows; the only module that needs scikit-learn and SciPy.

rows -> features -> settings tried on rows that are not trained on -> temperature and threshold from the best of them
     -> weights from all rows -> classifier with its card
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from domain.errors import BadUse
from domain.models import DataFile, FeatureSettings, ModelCard
from pipeline.calibration import abstain_threshold, fit_temperature
from pipeline.classifier import Classifier, softmax
from pipeline.evaluation import Scores, measure
from pipeline.features import Extractor
from pipeline.model_file import Weights
from pipeline.tokens import Cutter, load_cutter

Row = tuple[str, str]
Matrix = Any
"""A SciPy sparse matrix [rows, 2^bits]."""
ABSTAINED = 0.1
"""Share of rows that a model may leave unanswered."""
FEW = 3_000
"""Up to so many rows all are measured in folds; above, a share is held out once."""
FOLDS = 5
STRENGTHS = (0.25, 1.0, 4.0)
"""Inverse regularisation strengths tried."""
_SETTINGS = (FeatureSettings(), FeatureSettings(chars=2, words=1, damped=False))


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
class _Fit:
    """Weights of one setting: `table` [2^bits, labels] over normalised features, `bias` [labels]."""

    table: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, matrix: Matrix) -> NDArray[np.float64]:
        return np.asarray(matrix @ self.table + self.bias)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A setting with its scores on rows that were not trained on."""

    features: FeatureSettings
    strength: float
    scores: NDArray[np.float64]
    right: NDArray[np.int64]

    def merit(self, labels: int) -> float:
        """Share right plus macro F1: neither the many nor the rare classes decide alone."""
        best = self.scores.argmax(axis=1)
        hits = np.bincount(self.right[best == self.right], minlength=labels)
        asked = np.bincount(self.right, minlength=labels)
        said = np.bincount(best, minlength=labels)
        f1 = 2 * hits / np.maximum(asked + said, 1)
        return float(hits.sum() / self.right.size + f1[asked > 0].mean())


def train(
    task: str,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    provenance: Provenance,
    *,
    seed: int = 0,
    cutter: Cutter | None = None,
) -> Classifier:
    """A classifier from (text, label) rows. Settings, temperature and threshold are chosen on `dev`, or where none is
    given on rows held out or in folds, and the weights then come from all rows.

    BadUse where fewer than two labels, or a label with fewer than two rows, are given. Same rows, same seed: same bytes.
    """
    labels = _labels(rows)
    cutter = cutter or load_cutter()
    trials = [
        trial for settings in _SETTINGS for trial in _trials(settings, rows, dev, labels, seed=seed, cutter=cutter)
    ]
    best = max(trials, key=lambda trial: trial.merit(len(labels)))
    temperature = fit_temperature(best.scores, best.right)
    probabilities = np.round(softmax(best.scores / temperature), 4)
    threshold = abstain_threshold(probabilities.max(axis=1), probabilities.argmax(axis=1) == best.right, ABSTAINED)
    scores = measure(probabilities, labels, [labels[one] for one in best.right], threshold)
    card = _card(task, rows, labels, provenance, scores)
    card = replace(
        card,
        features=best.features,
        temperature=temperature,
        abstain_under=threshold,
        measured_on=_measured_on(rows, dev),
        method=f"linear support vectors, C = {best.strength}",
    )
    return Classifier(card, _weights(best, rows, labels, seed=seed, cutter=cutter), cutter)


def _labels(rows: Sequence[Row]) -> tuple[str, ...]:
    counts = Counter(label for _, label in rows)
    if len(counts) < 2:
        raise BadUse("model.one_label", count=len(rows))
    label, count = min(counts.items(), key=lambda pair: (pair[1], pair[0]))
    if count < 2:
        raise BadUse("model.rare_label", label=label, count=count)
    return tuple(sorted(counts))


def _trials(
    settings: FeatureSettings,
    rows: Sequence[Row],
    dev: Sequence[Row] | None,
    labels: tuple[str, ...],
    *,
    seed: int,
    cutter: Cutter,
) -> list[_Trial]:
    """Every strength under one setting of features."""
    extractor = Extractor(settings, cutter)
    counted, right = _counted(extractor, rows), _right(rows, labels)
    if dev:
        known = [row for row in dev if row[1] in labels]
        splits = [(counted, right, _counted(extractor, known), _right(known, labels))]
    else:
        splits = [(counted[fit], right[fit], counted[test], right[test]) for fit, test in _splits(rows, right)]
    found: dict[float, list[NDArray[np.float64]]] = {strength: [] for strength in STRENGTHS}
    for one, answers, other, _ in splits:
        rarity = _rarity(one)
        weighed, asked = normalize(one @ sparse.diags(rarity)), normalize(other @ sparse.diags(rarity))
        for strength, scores in found.items():
            scores.append(_fit(weighed, answers, strength, seed).scores(asked))
    truth = np.concatenate([split[3] for split in splits])
    return [_Trial(settings, strength, np.concatenate(scores), truth) for strength, scores in found.items()]


def _splits(rows: Sequence[Row], right: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(trained on, measured on), by hash of the text so that repeated rows stay together; every label in each."""
    part = np.array([hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] % FOLDS for text, _ in rows])
    folds = range(FOLDS) if len(rows) <= FEW else range(1)
    pairs = [(np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in folds]
    whole = set(right.tolist())
    return [(fit, test) for fit, test in pairs if test.size and set(right[fit].tolist()) == whole]


def _weights(best: _Trial, rows: Sequence[Row], labels: tuple[str, ...], *, seed: int, cutter: Cutter) -> Weights:
    counted = _counted(Extractor(best.features, cutter), rows)
    rarity = _rarity(counted)
    fit = _fit(normalize(counted @ sparse.diags(rarity)), _right(rows, labels), best.strength, seed)
    return Weights(
        table=(fit.table * rarity[:, None]).astype(np.float16),
        rarity=rarity.astype(np.float16),
        bias=fit.bias.astype(np.float32),
    )


def _fit(weighed: Matrix, right: NDArray[np.int64], strength: float, seed: int) -> _Fit:
    model = LinearSVC(C=strength, random_state=seed).fit(weighed, right)
    if model.coef_.shape[0] == 1:
        return _Fit(np.concatenate((-model.coef_, model.coef_)).T / 2, np.array([-1, 1]) * model.intercept_ / 2)
    return _Fit(model.coef_.T, model.intercept_)


def _rarity(counted: Matrix) -> NDArray[np.float32]:
    """ln((1 + rows) / (1 + rows with the feature)) + 1, as scikit-learn's TfidfTransformer; 0 for what no row has."""
    rows = np.bincount(counted.indices, minlength=counted.shape[1])
    found = np.log((1 + counted.shape[0]) / (1 + rows)) + 1
    return np.where(rows, found, 0).astype(np.float32)


def _counted(extractor: Extractor, rows: Sequence[Row]) -> Matrix:
    found = [extractor.counted(extractor.form(text)) for text, _ in rows]
    ends = np.cumsum([0, *(ids.size for ids, _ in found)])
    ids = np.concatenate([ids for ids, _ in found]).astype(np.int32)
    counts = np.concatenate([counts for _, counts in found])
    return sparse.csr_matrix((counts, ids, ends), shape=(len(rows), 1 << extractor.settings.bits))


def _right(rows: Sequence[Row], labels: tuple[str, ...]) -> NDArray[np.int64]:
    index = {label: place for place, label in enumerate(labels)}
    return np.array([index[label] for _, label in rows], dtype=np.int64)


def _measured_on(rows: Sequence[Row], dev: Sequence[Row] | None) -> str:
    if dev:
        return "dev"
    return "folds" if len(rows) <= FEW else "held_out"


def _card(task: str, rows: Sequence[Row], labels: tuple[str, ...], provenance: Provenance, scores: Scores) -> ModelCard:
    counts = Counter(label for _, label in rows)
    return ModelCard(
        task=task,
        domain=provenance.domain,
        labels=labels,
        rows=tuple((label, counts[label]) for label in labels),
        files=provenance.files,
        made_at=provenance.made_at,
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
