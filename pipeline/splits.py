"""Which rows are fitted on and which are asked, so that nothing asked was learnt."""

import hashlib
from collections.abc import Sequence

from domain.errors import BadUse
from pipeline.counts import Row
from pipeline.text import letters

FOLDED = 2_000
"""Up to so many rows all are measured in folds where no rows are given to choose on; above, one fold is held out."""
FOLDS = 5


def fresh(dev: Sequence[Row], rows: Sequence[Row], labels: tuple[str, ...]) -> Sequence[Row]:
    """The rows to choose on that can tell something: with a known label, and no text that is trained on as well."""
    known = {letters(text) for text, _ in rows}
    return [row for row in dev if row[1] in labels and letters(row[0]) not in known]


def shares_of(
    rows: Sequence[Row], dev: Sequence[Row] | None, labels: tuple[str, ...]
) -> Sequence[tuple[Sequence[Row], Sequence[Row]]]:
    """(fitted on, scored): `rows` and `dev`, else folds by hash of the text, so that repeated rows stay together."""
    if dev:
        return [(rows, dev)]
    fold = [hashlib.sha256(letters(text).encode("utf-8", "replace")).digest()[0] % FOLDS for text, _ in rows]
    pairs = []
    for number in range(FOLDS if len(rows) <= FOLDED else 1):
        fit = [row for row, of in zip(rows, fold, strict=True) if of != number]
        asked = [row for row, of in zip(rows, fold, strict=True) if of == number]
        if asked and {label for _, label in fit} == set(labels):
            pairs.append((fit, asked))
    if not pairs:
        raise BadUse("model.too_few", count=len(rows))
    return pairs


def measured_on(rows: Sequence[Row], dev: Sequence[Row] | None) -> str:
    """What a card calls it: `dev`, `folds` or `held_out`."""
    if dev:
        return "dev"
    return "folds" if len(rows) <= FOLDED else "held_out"
