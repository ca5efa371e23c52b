"""How telling a word is: the frozen table of inverse document frequencies that ships with jieba, as two small arrays.

A term's id is 32 bits of a polynomial hash of its code points, mixed: stable on every machine, and computed for all
words of a text at once. Of 270 000 words some nine share an id with another, and the first one of the file counts.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.folding import Codes, codes_of
from pipeline.mixing import GOLDEN, HALF, Longs, mix

TABLES = frozenset({"jieba-0.42.1"})
"""Names that rules may give: the table is `analyse/idf.txt` of the installed package, words and values in turn."""
_USUAL = 4096
"""Code points up to which the powers are kept."""
_INVERSE = np.uint64(pow(int(GOLDEN), -1, 1 << 64))

Ids = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Ascending term ids with their inverse document frequencies (natural logarithm); `unknown` for all other terms."""

    ids: Ids
    values: NDArray[np.float32]
    unknown: float

    def of(self, terms: Ids) -> NDArray[np.float32]:
        """Inverse document frequency of each term id; quickest where these are ascending."""
        places = np.searchsorted(self.ids, terms)
        places[places == len(self.ids)] = 0
        return np.where(self.ids[places] == terms, self.values[places], np.float32(self.unknown))


def term_ids(codes: Codes, starts: Places, ends: Places) -> Ids:
    """The stable 32-bit ids of the words codes[start:end] of a text in normal form."""
    powers, inverses = _powers(_USUAL) if len(codes) <= _USUAL else _powers_to(len(codes))
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    return (mix((sums[ends] - sums[starts]) * inverses[starts]) >> HALF).astype(np.uint32)


def term_id(word: str) -> int:
    """The stable 32-bit id of a word in normal form."""
    return int(term_ids(codes_of(word), np.array([0]), np.array([len(word)]))[0])


@cache
def load_frequencies(name: str) -> Frequencies:
    """The table of that name; ValueError where there is none."""
    if name not in TABLES:
        raise ValueError(f"no such table of document frequencies: {name}")
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ValueError("the package of the table is not installed")
    parts = Path(spec.origin).with_name("analyse").joinpath("idf.txt").read_text("utf-8").split()
    values = np.array(parts[1::2]).astype(np.float32)
    ends = np.fromiter(map(len, parts[::2]), dtype=np.int64, count=len(values)).cumsum()
    ids = term_ids(codes_of("".join(parts[::2])), np.append(0, ends[:-1]), ends)
    order = np.argsort(ids, kind="stable")
    return Frequencies(ids=ids[order], values=values[order], unknown=float(np.median(values)))


@cache
def _powers(count: int) -> tuple[Longs, Longs]:
    return _powers_to(count)


def _powers_to(count: int) -> tuple[Longs, Longs]:
    """Powers of an odd number from the 0th on, and their inverses, modulo 2^64."""
    powers, inverses = (np.full(count + 1, base, dtype=np.uint64) for base in (GOLDEN, _INVERSE))
    powers[0] = inverses[0] = 1
    return powers.cumprod(), inverses.cumprod()
