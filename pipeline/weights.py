"""How telling a word is: the frozen table of inverse document frequencies that ships with jieba, as two small arrays.

A term's id is the CRC-32 of its UTF-8 form: stable on every machine; of 270 000 words some nine share an id with
another, and the first one of the file counts.
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

TABLES = frozenset({"jieba-0.42.1"})
"""Names that rules may give: the table is `analyse/idf.txt` of the installed package, words and values in turn."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Ascending term ids with their inverse document frequencies (natural logarithm); `unknown` for all other terms.

    `shelves`: where the ids begin whose upper 16 bits are 0, 1, 2...: four ids a shelf.
    """

    ids: Sequence[int]
    values: Sequence[float]
    unknown: float
    shelves: Sequence[int]

    def of(self, term: int) -> float:
        """Inverse document frequency of a term id."""
        shelf = term >> 16
        end = self.shelves[shelf + 1]
        place = bisect_left(self.ids, term, self.shelves[shelf], end)
        is_known = place < end and self.ids[place] == term
        return self.values[place] if is_known else self.unknown


def term_id(word: str) -> int:
    """The stable 32-bit id of a word in normal form."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@cache
def load_frequencies(name: str) -> Frequencies:
    """The table of that name; ValueError where there is none."""
    if name not in TABLES:
        raise ValueError(f"no such table of document frequencies: {name}")
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ValueError("the package of the table is not installed")
    parts = Path(spec.origin).with_name("analyse").joinpath("idf.txt").read_bytes().split()
    ids = np.fromiter(map(zlib.crc32, parts[::2]), dtype=np.uint32, count=len(parts) // 2)
    told = parts[1::2]
    known = {one: float(one) for one in set(told)}  # some 3 000 values for 270 000 words
    values = np.fromiter(map(known.__getitem__, told), dtype=np.float32, count=len(told))
    order = np.argsort(ids, kind="stable")
    shelves = np.searchsorted(ids[order] >> 16, np.arange((1 << 16) + 1))
    return Frequencies(
        ids=array("I", ids[order].tobytes()),
        values=array("f", values[order].tobytes()),
        unknown=float(np.median(values)),
        shelves=array("q", shelves.astype(np.int64).tobytes()),
    )
