"""What grouping keeps of a text: a MinHash signature and the weighted terms of title and opening.

Weight of a term = round(round(100 idf) (1 + ln tf)), tf counting the title twice; terms are words of two characters and
more and pairs of single characters that no dictionary joins (unknown names), without those that tell nothing (idf < 5).
The names of the institutions' own worlds are left out: all that a desk reads is full of them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np

from domain.labels import Sketch
from pipeline.duplicates import signature
from pipeline.memo import Memo
from pipeline.text import letters_of
from pipeline.weights import Frequencies, term_id

OPENING = 700
"""Characters of the text whose terms count: title and lead alone split events that outlets begin differently."""
LEAST_IDF = 5.0
MOST_TERMS = 50
"""The weightiest ones; 80 and 120 group worse and slower (bench/events.py)."""
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_ID = (1 << 32) - 1
_TOP = 1 << 20
"""Above every weight."""


class Sketcher:
    """Makes sketches by one table of frequencies."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._ranks = Memo(self._rank)

    def sketch(self, form: str, words: Sequence[str], title_end: int, hidden: Sequence[tuple[int, int]] = ()) -> Sketch:
        """The sketch of a document: its normal form, that form cut into words, and where its title ends.

        `hidden`: spans of the form that tell no two events apart.
        """
        reach = title_end + 1 + OPENING
        read = list(islice(words, reach))
        lengths = np.fromiter(map(len, read), dtype=np.int64, count=len(read))
        ends = lengths.cumsum()
        first, last = np.searchsorted(ends, (title_end, reach), side="right").tolist()
        for start, end in hidden:
            begin, stop = int(np.searchsorted(ends, start, side="right")), int(np.searchsorted(ends, end)) + 1
            read[begin:stop] = [" "] * len(read[begin:stop])
        pairs = np.flatnonzero((lengths[:-1] == 1) & (lengths[1:] == 1)).tolist()
        counts = Counter(self._ranked(read, pairs, first, last))
        for rank in self._ranked(read, pairs, 0, first):
            counts[rank] += 2
        del counts[0]
        return Sketch(signature=signature(letters_of(form)), terms=_weightiest(counts))

    def _ranked(self, words: list[str], pairs: Sequence[int], first: int, last: int) -> Iterator[int]:
        """The ranks of words[first:last], and of the pairs of neighbouring single Chinese characters among them."""
        rank = self._ranks.__getitem__
        names = [words[at] + words[at + 1] for at in pairs if first <= at < last - 1]
        return chain(map(rank, words[first:last]), map(rank, filter(_HAN.match, names)))

    def _rank(self, word: str) -> int:
        """Weight at tf 1 and id in one number, the weightiest first; 0 for what is no term."""
        if len(word) < 2 or not word[0].isalnum() or word.isdecimal():
            return 0
        term = term_id(word)
        idf = self._frequencies.of(term)
        return (_TOP - round(100 * idf)) << 32 | term if idf >= LEAST_IDF else 0


def _weightiest(counts: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """The weightiest terms with their weights, by id."""
    ranks = sorted([rank if count == 1 else _heavier(rank, count) for rank, count in counts.items()])
    return tuple(sorted({rank & _ID: _TOP - (rank >> 32) for rank in ranks[:MOST_TERMS]}.items()))


def _heavier(rank: int, count: int) -> int:
    """The rank of a term that stands there `count` times."""
    return (_TOP - round((_TOP - (rank >> 32)) * (1 + math.log(count)))) << 32 | rank & _ID
