"""What grouping keeps of a text: a MinHash signature and the weighted terms of title and opening.

Weight of a term = round(round(100 idf) (1 + ln tf)), tf counting the title twice; terms are words of two characters and
more and pairs of single characters that no dictionary joins (unknown names), without numbers and what tells nothing
(idf < 5). The names of the institutions' own worlds are left out: all that a desk reads is full of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np

from domain.labels import Sketch
from pipeline.duplicates import signature_of
from pipeline.folding import codes_of, spoken
from pipeline.memo import Memo
from pipeline.terms import IDS, Places, Ranks, Terms, weightiest
from pipeline.weights import Frequencies, term_id

OPENING = 500
"""Words of the text whose terms count: title and lead alone split events that outlets begin differently."""
HEADLINE = 200
"""Words of a title that count twice: no title is so long."""
LEAST_IDF = 5.0
_NONE, _SINGLE = 1.0, 2.0
"""Ranks of what is no term, and of a single Chinese character; terms have lower ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A document in normal form, that form cut into words, and where its title ends."""

    form: str
    words: Sequence[str]
    title_end: int
    hidden: Sequence[tuple[int, int]] = ()
    """Spans of the form that tell no two events apart."""


class Sketcher:
    """Makes sketches by one table of frequencies."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._ranks = Memo(self._rank)
        self._unknown = -float(round(100 * frequencies.unknown))

    def sketches(self, cuts: Sequence[Cut]) -> list[Sketch]:
        """The sketch of each document: made together, each is what it would be alone."""
        return [
            Sketch(signature=_signature(cut.form), terms=found)
            for cut, found in zip(cuts, self._terms(cuts), strict=True)
        ]

    def _terms(self, cuts: Sequence[Cut]) -> list[Terms]:
        titles = [_count_to(cut.words, cut.title_end) for cut in cuts]
        words = [cut.words[: title + OPENING] for cut, title in zip(cuts, titles, strict=True)]
        ranks = np.array(list(chain.from_iterable(map(self._ranked, cuts, words))))
        lengths = list(map(len, words))
        texts = np.repeat(np.arange(len(cuts)), lengths)
        places = np.arange(len(texts)) - np.searchsorted(texts, texts)
        titled = places < np.minimum(titles, HEADLINE).repeat(lengths)
        known = np.flatnonzero(ranks < _NONE)
        pairs = _pairs(ranks, texts)
        names = self._names(list(chain.from_iterable(words)), pairs)
        return weightiest(
            np.concatenate((ranks[known], names)),
            texts[np.concatenate((known, pairs))],
            1 + titled[np.concatenate((known, pairs + 1))],
            len(cuts),
        )

    def _ranked(self, cut: Cut, words: Sequence[str]) -> list[float]:
        """The ranks of a document's words, what is hidden as no terms."""
        ranks = list(map(self._ranks.__getitem__, words))
        if cut.hidden:
            _hide(ranks, words, cut.hidden)
        return ranks

    def _names(self, words: Sequence[str], pairs: Places) -> Ranks:
        """The ranks of pairs of neighbouring words, by the places of the first."""
        ids = [term_id(words[at] + words[at + 1]) for at in pairs.tolist()]
        return self._unknown + np.array(ids, dtype=np.float64) / IDS

    def _rank(self, word: str) -> float:
        """As of a term that stands there once."""
        if len(word) == 1:
            return _SINGLE if "\u3400" <= word <= "\u9fff" else _NONE
        if not word[0].isalnum() or word.isdecimal():
            return _NONE
        term = term_id(word)
        idf = self._frequencies.of(term)
        return term / IDS - round(100 * idf) if idf >= LEAST_IDF else _NONE


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


def _pairs(ranks: Ranks, texts: Places) -> Places:
    """Where single Chinese characters stand that another one follows: no dictionary joins them."""
    single = ranks == _SINGLE
    return np.flatnonzero(single[:-1] & single[1:] & (texts[:-1] == texts[1:]))


def _signature(form: str) -> tuple[int, ...]:
    letters = codes_of(form)
    return signature_of(letters[spoken().take(letters)])
