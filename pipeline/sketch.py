"""What grouping keeps of a text: a MinHash signature and the weighted terms of title and opening.

Weight of a term = round(100 (1 + ln tf) idf), tf counting the title twice; terms are words of two characters and more
and pairs of single characters that no dictionary joins (unknown names), without numbers and what tells nothing (idf < 5).
The names of the institutions' own worlds are left out: all that a desk reads is full of them.
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from domain.labels import Sketch
from pipeline.duplicates import signature_of
from pipeline.folding import Codes, codes_of, spoken
from pipeline.weights import Frequencies, Ids, Places, term_ids

OPENING = 700
"""Characters of the text whose terms count: title and lead alone split events that outlets begin differently."""
HEADLINE = 1000
"""Characters of a title whose terms count: no title is so long."""
LEAST_IDF = 5.0
MOST_TERMS = 50
"""The weightiest ones; 80 and 120 group worse and slower (bench/events.py)."""
_MOST_COUNTED = 1000
_NONE = np.zeros(1, dtype=np.uint32)
_ID = (1 << 32) - 1
_TOP = 1 << 20
"""Above every weight."""
_BREAK = "\uffff"
"""No character of a normal form."""


def make_sketch(
    frequencies: Frequencies, form: str, words: Sequence[str], title_end: int, hidden: Sequence[tuple[int, int]] = ()
) -> Sketch:
    """The sketch of a document: its normal form, that form cut into words, and where its title ends.

    `hidden`: spans of the form that tell no two events apart.
    """
    codes = codes_of(form)
    title_end = min(title_end, HEADLINE)
    read = codes[: title_end + 1 + OPENING]
    starts, ends = _terms(read, _word_ends(words, len(read)), hidden)
    ids = term_ids(read, starts, ends)
    counted = np.concatenate((_NONE, ids, ids[ends <= title_end]))
    return Sketch(signature=signature_of(codes[spoken()[codes]]), terms=_weightiest(counted, frequencies))


def _word_ends(words: Sequence[str], reach: int) -> Places:
    """Where the words end that lie within reach; at least one."""
    joined = codes_of(_BREAK.join(islice(words, reach)) + _BREAK)
    breaks = np.flatnonzero(joined == ord(_BREAK))
    ends = breaks - np.arange(len(breaks))
    return ends[: np.searchsorted(ends, reach, side="right")]


def _terms(codes: Codes, ends: Places, hidden: Sequence[tuple[int, int]]) -> tuple[Places, Places]:
    """[start, end) of each term: words of letters, and neighbouring single Chinese characters, that nothing hides."""
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1]
    first = codes[starts]
    is_long = ends - starts > 1
    for start, end in hidden:
        first[(ends > start) & (starts < end)] = 0
    words = np.flatnonzero(is_long & spoken()[first])
    words = words[~(_are_digits(first[words]) & _are_digits(codes[ends[words] - 1]))]
    is_name = ~is_long & (first - np.uint32(0x3400) < 0x6C00)
    names = np.flatnonzero(is_name[:-1] & is_name[1:])
    return starts[np.concatenate((words, names))], ends[np.concatenate((words, names + 1))]


def _are_digits(codes: Codes) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = codes - np.uint32(0x30) < 10
    return found


def _weightiest(terms: Ids, frequencies: Frequencies) -> tuple[tuple[int, int], ...]:
    """The weightiest of the terms with their weights, by id. The first of `terms` is 0 and none."""
    terms.sort()
    begins = np.flatnonzero(terms[1:] != terms[:-1]) + 1
    if not len(begins):
        return ()
    counts = np.empty_like(begins)
    counts[:-1], counts[-1] = begins[1:] - begins[:-1], len(terms) - begins[-1]
    terms = terms[begins]
    idf = frequencies.of(terms)
    weights = np.rint(_factors()[np.minimum(counts, _MOST_COUNTED)] * idf).astype(np.int64)
    ranks = ((_TOP - weights) << 32 | terms)[idf >= LEAST_IDF]
    ranks.sort()
    return tuple(sorted([(rank & _ID, _TOP - (rank >> 32)) for rank in ranks[:MOST_TERMS].tolist()]))


@cache
def _factors() -> NDArray[np.float64]:
    """100 (1 + ln n) by n, by the logarithm of single numbers: an array's may differ in the last bit by machine."""
    return np.array([0.0, *(100 * (1 + math.log(count)) for count in range(1, _MOST_COUNTED + 1))])
