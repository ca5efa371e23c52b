"""Text -> ids of hashed character and word n-grams: the one thing training and reading share.

A feature's id is the top `bits` of a 32-bit multiplicative hash of its code points (character n-grams) or of its words
(word n-grams), each kind and length with an odd multiplier of its own. All is integer arithmetic modulo 2^32 on arrays,
so a text has the same ids in any process, batch or machine. Two n-grams may share an id; the trained weight is then for both.
"""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.models import FeatureSettings
from pipeline.folding import codes_of
from pipeline.text import normal
from pipeline.tokens import Cutter

Ids = NDArray[np.uint32]
Number = TypeVar("Number", np.uint32, np.int32)
_NEAR, _FAR = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
"""Odd multipliers of the earlier and the later part of an n-gram."""
_KINDS = np.array([0, 0x7FEB352D, 0x846CA68B, 0x68E31DA5, 0xB5297A4D], dtype=np.uint32)
"""Added per length and kind, so that a word of one character is not its character."""
_STEP = 0x01000193
"""Multiplier of the polynomial by which the characters of a word become one number; odd, so that it has an inverse."""
_MASK = 0xFFFFFFFF
_NOWHERE = np.zeros(1, dtype=np.int64)
_BEGIN, _END = "\x02", "\x03"
"""Marks around a text, so that its first and last words are features of their own."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one text: ids in reading order of each kind, with where each begins and ends in the normal form."""

    ids: Ids
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    form: str


class Extractor:
    """Reads texts under fixed settings; holds the powers of the word polynomial for texts up to the longest one read."""

    def __init__(self, settings: FeatureSettings, cutter: Cutter) -> None:
        self.settings = settings
        self._cut = cutter.words
        self._shift = np.uint32(32 - settings.bits)
        longest = settings.most_characters + 2
        self._powers = _powers(_STEP, longest)
        self._inverses = _powers(pow(_STEP, -1, 1 << 32), longest)

    def form(self, text: str) -> str:
        """What is read of a text: its beginning, in normal form, white space one blank."""
        # Cut before folding as well, so that a text of any length costs a bounded time.
        most = self.settings.most_characters
        return " ".join(normal(text[: 4 * most]).text[: 2 * most].split())[:most]

    def grams(self, form: str) -> Grams:
        """Every n-gram with its place, for showing what spoke; the size of the text stands nowhere."""
        size, edges = len(form) + 2, self._edges(form)
        starts, ends = [_NOWHERE], [_NOWHERE]
        for length in range(1, self.settings.chars + 1):
            starts.append(np.arange(size - length + 1))
            ends.append(starts[-1] + length)
        for length in range(1, self.settings.words + 1):
            starts.append(edges[:-length])
            ends.append(edges[length:])
        # The mark at the beginning shifts all by one.
        first, last = (np.clip(np.concatenate(places) - 1, 0, len(form)) for places in (starts, ends))
        return Grams(self.ids(form), first, last, form)

    def ids(self, form: str) -> Ids:
        """The id of every n-gram of a text in that form, repeated ones as often as they stand there."""
        codes = codes_of(f"{_BEGIN}{form}{_END}")
        kinds = [np.array([_size_class(len(form))], dtype=np.uint32)]
        kinds += _windows(codes, self.settings.chars, _KINDS)
        if self.settings.words:
            kinds += _windows(self._words(codes, self._edges(form)), self.settings.words, ~_KINDS)
        mixed = np.concatenate(kinds)
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0x2C1B3C6D)
        mixed ^= mixed >> np.uint32(12)
        mixed *= np.uint32(0x297A2D39)
        mixed >>= self._shift
        return mixed

    def _edges(self, form: str) -> NDArray[np.int64]:
        """Where words begin in the marked text, each mark a word, and its end."""
        if not self.settings.words:
            return _NOWHERE
        lengths = [0, 1, *map(len, self._cut(form)), 1]
        return np.cumsum(lengths)

    def _words(self, codes: Ids, edges: NDArray[np.int64]) -> Ids:
        """One number a word: sum of code x STEP^i, i counted from the word's own beginning."""
        sums = np.zeros(codes.size + 1, dtype=np.uint32)
        np.cumsum(codes * self._powers[: codes.size], dtype=np.uint32, out=sums[1:])
        at = sums[edges]
        found: Ids = at[1:] - at[:-1]
        found *= self._inverses[edges[:-1]]
        return found


def counted(ids: NDArray[Number], settings: FeatureSettings) -> tuple[NDArray[Number], NDArray[np.float32]]:
    """Distinct numbers, ascending, and what each counts for: n, or 1 + ln n, over the Euclidean norm of all. Sorts `ids`."""
    ids.sort()
    if not ids.size:
        return ids, np.zeros(0, dtype=np.float32)
    # Plain indexing: np.diff and np.concatenate cost more than the rest of this function on a post.
    begins = np.ones(ids.size + 1, dtype=bool)
    np.not_equal(ids[1:], ids[:-1], out=begins[1:-1])
    at = begins.nonzero()[0]
    counts = (at[1:] - at[:-1]).astype(np.float32)
    if settings.damped:
        np.log(counts, out=counts)
        counts += np.float32(1)
    counts /= np.sqrt(np.add.reduce(counts * counts))
    return ids[at[:-1]], counts


def _size_class(length: int) -> int:
    """Four characters wide up to 80, then four a doubling: headlines of one outlet are of one length."""
    return length // 4 if length < 80 else round(4 * math.log2(length / 80)) + 20


def _windows(values: Ids, longest: int, salts: Ids) -> list[Ids]:
    """One number for each window of 1, 2, ... `longest` neighbouring values: shorter x NEAR + next x FAR, and a salt."""
    last = values * _FAR
    found = [last + salts[1]]
    for length in range(2, longest + 1):
        window = found[-1][:-1] * _NEAR
        window += last[length - 1 :]
        window += salts[length]
        found.append(window)
    return found


def _powers(base: int, count: int) -> Ids:
    found, power = np.empty(count, dtype=np.uint32), 1
    for index in range(count):
        found[index] = power
        power = power * base & _MASK
    return found
