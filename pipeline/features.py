"""Text -> ids of hashed character and word n-grams: the one thing training and reading share.

A feature's id is the top `bits` of a 32-bit multiplicative hash of its code points (character n-grams) or of its words
(word n-grams), each kind and length with an odd multiplier of its own. All is integer arithmetic modulo 2^32 on arrays,
so a text has the same ids in any process, batch or machine. Two n-grams may share an id; the trained weight is then for both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.models import FeatureSettings
from pipeline.text import normal
from pipeline.tokens import Cutter

Ids = NDArray[np.uint32]
_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 0xD6E8FEB9], dtype=np.uint32)
"""Odd constants of well-known integer hashes: one for each place of an n-gram."""
_KINDS = np.array([0x7FEB352D, 0x846CA68B, 0x68E31DA5, 0xB5297A4D, 0x1B56C4E9, 0x7F4A7C15], dtype=np.uint32)
"""Added per length and kind, so that a word of one character is not its character."""
_STEP = 0x01000193
"""Multiplier of the polynomial by which the characters of a word become one number; odd, so that it has an inverse."""
_MASK = 0xFFFFFFFF
_TRUE = np.ones(1, dtype=bool)


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
        longest = settings.most_characters + 1
        self._powers = _powers(_STEP, longest)
        self._inverses = _powers(pow(_STEP, -1, 1 << 32), longest)

    def form(self, text: str) -> str:
        """What is read of a text: its beginning, in normal form, white space one blank."""
        # Cut before folding as well, so that a text of any length costs a bounded time.
        most = self.settings.most_characters
        return " ".join(normal(text[: 4 * most]).text[: 2 * most].split())[:most]

    def counted(self, form: str) -> tuple[Ids, NDArray[np.float32]]:
        """Distinct ids of a text in that form, ascending, and what each counts for: 1 + ln n, or n (see the settings)."""
        found = self._mixed(form)
        found.sort()
        first = np.flatnonzero(np.concatenate((_TRUE[: found.size], found[1:] != found[:-1])))
        times = np.diff(first, append=found.size).astype(np.float32)
        if self.settings.damped:
            np.log(times, out=times)
            times += np.float32(1)
        return found[first], times

    def grams(self, form: str) -> Grams:
        """Every n-gram with its place, for showing what spoke."""
        codes, edges = _codes(form), self._edges(form)
        starts, ends = [], []
        for length in range(1, self.settings.chars + 1):
            count = max(codes.size - length + 1, 0)
            starts.append(np.arange(count))
            ends.append(np.arange(count) + length)
        for length in range(1, self.settings.words + 1):
            count = max(edges.size - length, 0)
            starts.append(edges[:count])
            ends.append(edges[length : length + count])
        return Grams(self._mixed(form), np.concatenate(starts), np.concatenate(ends), form)

    def _mixed(self, form: str) -> Ids:
        codes = _codes(form)
        kinds = [_windows(codes, length, _KINDS[length]) for length in range(1, self.settings.chars + 1)]
        if self.settings.words:
            words = self._words(codes, self._edges(form))
            kinds += [_windows(words, length, ~_KINDS[length]) for length in range(1, self.settings.words + 1)]
        mixed = np.concatenate(kinds)
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0x2C1B3C6D)
        mixed ^= mixed >> np.uint32(12)
        mixed *= np.uint32(0x297A2D39)
        mixed >>= self._shift
        return mixed

    def _edges(self, form: str) -> NDArray[np.int64]:
        """Where words begin, and the end of the text."""
        if not form or not self.settings.words:
            return np.zeros(1, dtype=np.int64)
        lengths = list(map(len, self._cut(form)))
        edges = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=edges[1:])
        return edges

    def _words(self, codes: Ids, edges: NDArray[np.int64]) -> Ids:
        """One number a word: sum of code x STEP^i, i counted from the word's own beginning."""
        sums = np.zeros(codes.size + 1, dtype=np.uint32)
        np.cumsum(codes * self._powers[: codes.size], dtype=np.uint32, out=sums[1:])
        found: Ids = np.diff(sums[edges])
        return np.multiply(found, self._inverses[edges[:-1]])


def _codes(form: str) -> Ids:
    return np.frombuffer(form.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _windows(values: Ids, length: int, salt: np.uint32) -> Ids:
    """One number for each window of `length` neighbouring values."""
    count = values.size - length + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint32)
    found: Ids = np.multiply(values[:count], _MULTIPLIERS[0])
    found += salt
    for place in range(1, length):
        found ^= found >> np.uint32(16)
        found += values[place : place + count] * _MULTIPLIERS[place]
    return found


def _powers(base: int, count: int) -> Ids:
    found, power = np.empty(count, dtype=np.uint32), 1
    for index in range(count):
        found[index] = power
        power = power * base & _MASK
    return found
