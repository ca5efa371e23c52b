"""How telling a word is: the frozen table of inverse document frequencies that ships with jieba, as two small arrays.

A term's id is the CRC-32 of its UTF-8 form: stable on every machine; of 270 000 words some nine share an id with
another, the later one of the file then counts.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TABLES = {"jieba-0.42.1": "analyse/idf.txt"}
"""Name in the rules -> file in the installed package."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Sorted term ids with their inverse document frequencies (natural logarithm); `unknown` for all other terms."""

    ids: NDArray[np.uint32]
    values: NDArray[np.float32]
    unknown: float

    def of(self, terms: list[int]) -> NDArray[np.float32]:
        """Inverse document frequency of each term id."""
        wanted = np.array(terms, dtype=np.uint32)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[places] == wanted, self.values[places], np.float32(self.unknown))


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
    lines = Path(spec.origin).with_name(TABLES[name].split("/")[0]).joinpath("idf.txt").read_bytes().split(b"\n")
    pairs: dict[int, Any] = {}
    for line in lines:
        word, _, value = line.rpartition(b" ")
        if word:
            pairs[zlib.crc32(word)] = value
    ids = np.fromiter(pairs.keys(), dtype=np.uint32, count=len(pairs))
    values = np.array(list(pairs.values())).astype(np.float32)
    order = np.argsort(ids)
    return Frequencies(ids=ids[order], values=values[order], unknown=float(np.median(values)))
