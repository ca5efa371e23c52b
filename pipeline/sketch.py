"""What grouping keeps of a text: a MinHash signature and the weighted terms of title and opening.

Weight of a term = round(round(100 idf) (1 + ln tf)), tf counting the title twice; terms are words of two characters and
more and pairs of single characters that no dictionary joins (unknown names), without numbers and what tells nothing
(idf < 5). The names of the institutions' own worlds are left out: all that a desk reads is full of them.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import ceil, log

from domain.labels import Sketch
from pipeline.duplicates import signature_of
from pipeline.folding import codes_of, spoken
from pipeline.memo import Memo
from pipeline.weights import Frequencies, term_id

OPENING = 500
"""Words of the text whose terms count: title and lead alone split events that outlets begin differently."""
HEADLINE = 200
"""Words of a title that count twice: no title is so long."""
LEAST_IDF = 5.0
MOST_TERMS = 50
"""The weightiest ones; 80 and 120 group worse and slower (bench/events.py)."""
_NONE, _SINGLE = 1.0, 2.0
"""Ranks of what is no term, and of a single Chinese character; terms have lower ones."""
_MOST_COUNTED = 1000
_IDS = 2.0**32


class Sketcher:
    """Makes sketches by one table of frequencies."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._ranks = Memo(self._rank)
        self._unknown = -float(round(100 * frequencies.unknown))

    def sketch(self, form: str, words: Sequence[str], title_end: int, hidden: Sequence[tuple[int, int]] = ()) -> Sketch:
        """The sketch of a document: its normal form, that form cut into words, and where its title ends.

        `hidden`: spans of the form that tell no two events apart.
        """
        title = _count_to(words, title_end)
        ranks = list(map(self._ranks.__getitem__, words[: title + OPENING]))
        if hidden:
            _hide(ranks, words, hidden)
        letters = codes_of(form)
        signature = signature_of(letters[spoken().take(letters)])
        return Sketch(signature=signature, terms=_weightiest(self._ranked(words, ranks, min(title, HEADLINE))))

    def _ranked(self, words: Sequence[str], ranks: Sequence[float], title: int) -> list[float]:
        """The ranks of terms and of pairs of neighbouring single Chinese characters, those of the title twice."""
        singles = [at for at, rank in enumerate(ranks) if rank == _SINGLE]
        pairs = [at for at, other in pairwise(singles) if other - at == 1]
        names = [self._unknown + term_id(words[at] + words[at + 1]) / _IDS for at in pairs]
        found = [rank for rank in ranks if rank < _NONE] + names
        if title:
            found += [rank for rank in ranks[:title] if rank < _NONE] + names[: bisect_left(pairs, title - 1)]
        return found

    def _rank(self, word: str) -> float:
        """id / 2^32 - weight at tf 1: the weightiest first, then by id, and both are in it to the last bit."""
        if len(word) == 1:
            return _SINGLE if "\u3400" <= word <= "\u9fff" else _NONE
        if not word[0].isalnum() or word.isdecimal():
            return _NONE
        term = term_id(word)
        idf = self._frequencies.of(term)
        return term / _IDS - round(100 * idf) if idf >= LEAST_IDF else _NONE


def _count_to(words: Sequence[str], end: int) -> int:
    """How many words lie before a place of the text."""
    count = 0
    while end > 0:
        end -= len(words[count])
        count += 1
    return count


def _hide(ranks: list[float], words: Sequence[str], hidden: Sequence[tuple[int, int]]) -> None:
    """Ranks the words that overlap a span as no terms."""
    ends = list(accumulate(map(len, words[: len(ranks)])))
    for start, end in hidden:
        first, stop = bisect_right(ends, start), min(bisect_left(ends, end) + 1, len(ranks))
        ranks[first:stop] = [_NONE] * (stop - first)


def _weightiest(ranks: list[float]) -> tuple[tuple[int, int], ...]:
    """The weightiest terms with their weights, by id."""
    ranks = _counted(ranks)
    if len(ranks) > MOST_TERMS:
        ranks = sorted(ranks)[:MOST_TERMS]
    return tuple(sorted([(int(rank % 1.0 * _IDS), ceil(-rank)) for rank in ranks]))


def _counted(ranks: list[float]) -> list[float]:
    """Each rank once, heavier where it stands there several times."""
    factors, found = _factors(), []
    for rank, count in Counter(ranks).items():
        if count > 1:
            term = rank % 1.0
            rank = term - round((term - rank) * factors[min(count, _MOST_COUNTED)])  # noqa: PLW2901
        found.append(rank)
    return found


@cache
def _factors() -> Sequence[float]:
    """1 + ln n by n."""
    return [0.0, *(1 + log(count) for count in range(1, _MOST_COUNTED + 1))]
