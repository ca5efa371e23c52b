"""A trained classifier at work: one text in, probabilities and what spoke for them out. NumPy only.

Score of a label = bias + sum over the text's known features of count x weight, the counts of a text normed to length 1;
a label's probability is the logistic of score / temperature + shift, over the sum of all labels' ones. Each text is read by
itself and its rows are added in the order of their ids, so neither batch nor process changes a digit.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.models import ModelCard
from pipeline.learning.features import Extractor, Grams, counted
from pipeline.learning.model_file import Weights, model_id, pack, read_model
from pipeline.tokens import Cutter, load_cutter

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Probabilities in the order of the card's labels, rounded to 1e-4; `label` None where the model abstains."""

    label: str | None
    best: str
    probability: float
    """Of `best`."""
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An n-gram that spoke for the label: where it stands in the form read, and what it added to the label's score over
    what it added to all labels on average, rounded to 1e-4."""

    text: str
    position: int
    weight: float


class Classifier:
    """Weights and card, ready to read texts with a cutter."""

    def __init__(self, card: ModelCard, weights: Weights, cutter: Cutter) -> None:
        self.card = card
        self.weights = weights
        self._extractor = Extractor(card.features, cutter)
        self._table = weights.table.astype(np.float32)
        known = np.unpackbits(weights.kept).view(bool)
        self._row = np.full(known.size, -1, dtype=np.int32)
        self._row[known] = np.arange(len(self._table), dtype=np.int32)

    @property
    def model_id(self) -> str:
        """16 hex digits of the SHA-256 of its file."""
        return model_id(pack(self.card, self.weights))

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        part = path.with_name(path.name + ".part")
        part.write_bytes(pack(self.card, self.weights))
        part.replace(path)

    def predict(self, text: str) -> Prediction:
        """Probabilities of one text; any string has them, an empty one those of the bias alone."""
        card = self.card
        raised = [_probability(score, card.temperature, card.shift) for score in self.scores(text).tolist()]
        total = math.fsum(raised)
        rounded = tuple([round(one / total, 4) for one in raised])
        best = max(range(len(rounded)), key=rounded.__getitem__)
        answers = rounded[best] >= card.abstain_under
        name = card.labels[best]
        return Prediction(label=name if answers else None, best=name, probability=rounded[best], probabilities=rounded)

    def scores(self, text: str) -> Table:
        """Score of each label, before temperature."""
        numbers, counts = self._known(self._row[self._extractor.ids(self._extractor.form(text))])
        rows = self._table[numbers]
        rows *= counts[:, None]
        total: Table = np.add.reduce(rows, axis=0)
        total += self.weights.bias
        return total

    def explain(self, text: str, most: int = 8) -> tuple[Evidence, ...]:
        """The n-grams that spoke most for the best label, strongest first; none that overlaps a stronger one."""
        form, best = self._extractor.form(text), int(np.argmax(self.scores(text)))
        grams = self._extractor.grams(form)
        numbers = self._row[grams.ids]
        known, counts = self._known(numbers)
        if not known.size:
            return ()
        rows = self._table[known]
        said = np.zeros(len(self._table) + 1, dtype=np.float32)
        said[known] = (rows[:, best] - rows.mean(axis=1)) * counts
        return _strongest(grams, said[numbers], most)

    def _known(self, numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], Table]:
        return counted(numbers[numbers >= 0], self.card.features)


def _strongest(grams: Grams, spoke: Table, most: int) -> tuple[Evidence, ...]:
    """The weightiest places, none overlapping another."""
    found: list[Evidence] = []
    taken = np.zeros(len(grams.form), dtype=bool)
    for index in np.argsort(-spoke, kind="stable").tolist():
        start, end = int(grams.starts[index]), int(grams.ends[index])
        if spoke[index] <= 0 or len(found) == most:
            break
        if grams.form[start:end].strip() and not taken[start:end].any():
            taken[start:end] = True
            found.append(Evidence(text=grams.form[start:end], position=start, weight=round(float(spoke[index]), 4)))
    return tuple(found)


def load_classifier(path: Path, cutter: Cutter | None = None) -> Classifier:
    """The classifier of a file. BadUse where it is damaged, foreign, too large or of a later version."""
    card, weights = read_model(path)
    return Classifier(card, weights, cutter or load_cutter())


def _probability(score: float, temperature: float, shift: float) -> float:
    """The logistic of score / temperature + shift; never 0, so that the sum of all is not."""
    raised = max(-700.0, min(score / temperature + shift, 700.0))
    return 1 / (1 + math.exp(-raised))
