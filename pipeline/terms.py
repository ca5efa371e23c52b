"""The weightiest terms of many texts at once, each text's by itself.

A term's rank is id / 2^32 - weight: the weightiest first, then by id, and both are in it to the last bit.
"""

from functools import cache
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

MOST_TERMS = 50
"""The weightiest ones; 80 and 120 group worse and slower (bench/events.py)."""
IDS = 2.0**32
_MOST_COUNTED = 1000

Ranks = NDArray[np.float64]
Places = NDArray[np.intp]
Terms = tuple[tuple[int, int], ...]


def weightiest(ranks: Ranks, texts: Places, counts: Places, number: int) -> list[Terms]:
    """Of each of so many texts its weightiest terms by id, with their weights: heavier where they stand there several times.

    `ranks`, `texts`, `counts`: of every term that stands in a text its rank, which text it is, and for how often it counts.
    """
    if not len(ranks):
        return [()] * number
    ranks, texts, counts = _together(ranks, texts, counts)
    whole = np.floor(ranks)
    parts = ranks - whole
    ranks = np.where(counts > 1, parts + np.rint(whole * _factors()[np.minimum(counts, _MOST_COUNTED)]), ranks)
    order = np.lexsort((ranks, texts))
    kept = order[
        np.arange(len(order)) - np.searchsorted(texts, texts) < MOST_TERMS
    ]  # texts ascend: so they do in order
    ids, weights = (parts[kept] * IDS).astype(np.int64), np.ceil(-ranks[kept]).astype(np.int64)
    by_id = np.lexsort((weights, ids, texts[kept]))
    pairs = list(zip(ids[by_id].tolist(), weights[by_id].tolist(), strict=True))
    bounds = np.searchsorted(texts[kept], np.arange(number + 1)).tolist()
    return [tuple(pairs[start:end]) for start, end in pairwise(bounds)]


def _together(ranks: Ranks, texts: Places, counts: Places) -> tuple[Ranks, Places, Places]:
    """Each term of a text once, with all its counts; in order of texts."""
    order = np.lexsort((ranks, texts))
    ranks, texts = ranks[order], texts[order]
    first = np.flatnonzero(np.r_[True, (ranks[1:] != ranks[:-1]) | (texts[1:] != texts[:-1])])
    return ranks[first], texts[first], np.add.reduceat(counts[order], first)


@cache
def _factors() -> Ranks:
    """1 + ln n by n."""
    return np.array([0.0, *(1 + log(count) for count in range(1, _MOST_COUNTED + 1))])
