"""Near-duplicates: MinHash signatures over character shingles, and an index of bands that finds candidates.

Broder 1997: the share of equal values of two signatures estimates the Jaccard similarity of the shingle sets. With 16
bands of 4 values two texts of similarity s become candidates with probability 1 - (1 - s^4)^16: .99 at .7, .12 at .3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

VALUES = 64
BANDS = 16
ROWS = VALUES // BANDS
SHINGLE = 5
"""Characters a shingle."""
LEAST = 12
"""Shingles under which a text is too short to tell."""
MOST = 20_000
"""Characters of a text that count; what comes later cannot make two texts differ."""
_GOLDEN = 0x9E3779B97F4A7C15


def signature(letters: str) -> tuple[int, ...]:
    """64 values of 32 bits over the shingles of a text's letters (`pipeline.text.letters`); () where it is too short."""
    codes = np.frombuffer(letters[:MOST].encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < SHINGLE + LEAST - 1:
        return ()
    hashed = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for offset in range(SHINGLE):
        hashed = hashed * np.uint64(0x100000001B3) + codes[offset : len(codes) - SHINGLE + 1 + offset]
    short = (_mix(hashed) >> np.uint64(32)).astype(np.uint32)
    multipliers, offsets = _permutations()
    values: list[int] = (short * multipliers + offsets).min(axis=1).tolist()
    return tuple(values)


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated Jaccard similarity, 0 to 1; 0 where either is empty."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / VALUES


@dataclass(slots=True)
class Bands:
    """Which documents share a band of their signatures."""

    _buckets: dict[tuple[int, ...], dict[str, None]] = field(default_factory=dict)

    def add(self, document_id: str, signature: Sequence[int]) -> None:
        for key in _keys(signature):
            self._buckets.setdefault(key, {})[document_id] = None

    def remove(self, document_id: str, signature: Sequence[int]) -> None:
        for key in _keys(signature):
            bucket = self._buckets[key]
            del bucket[document_id]
            if not bucket:
                del self._buckets[key]

    def candidates(self, signature: Sequence[int]) -> set[str]:
        """Documents that share at least one band."""
        return {found for key in _keys(signature) for found in self._buckets.get(key, ())}


def _keys(signature: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(signature), ROWS):
        yield (start, *signature[start : start + ROWS])


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """A permutation of the 32-bit numbers a value, x -> a x + b with odd a, from SplitMix64; columns of shape (64, 1)."""
    drawn = _mix(np.arange(1, 2 * VALUES + 1, dtype=np.uint64) * np.uint64(_GOLDEN)).reshape(2, VALUES, 1)
    upper = (drawn >> np.uint64(32)).astype(np.uint32)
    return upper[0] | np.uint32(1), upper[1]


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
