"""Near-duplicates: MinHash signatures over character shingles, and an index of bands that finds candidates.

Broder 1997: the share of equal values of two signatures estimates the Jaccard similarity of the shingle sets. With 16
bands of 4 values two texts of similarity s become candidates with probability 1 - (1 - s^4)^16: .99 at .7, .12 at .3.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.folding import Codes, codes_of
from pipeline.mixing import GOLDEN, HALF, Longs, mix

VALUES = 64
BANDS = 16
ROWS = VALUES // BANDS
SHINGLE = 5
"""Characters a shingle."""
LEAST = 12
"""Shingles under which a text is too short to tell."""
MOST = 20_000
"""Characters of a text that count; what comes later cannot make two texts differ."""
_PRIME = 0x100000001B3


def signature(letters: str) -> tuple[int, ...]:
    """64 values of 32 bits over the shingles of a text's letters (`pipeline.text.letters`); () where it is too short."""
    return signature_of(codes_of(letters[:MOST]))


def signature_of(letters: Codes) -> tuple[int, ...]:
    """The same from the letters' code points."""
    codes = letters[:MOST].astype(np.uint64)
    if len(codes) < SHINGLE + LEAST - 1:
        return ()
    hashed = np.correlate(codes, _powers())
    short = (mix(hashed) >> HALF).astype(np.uint32)
    values: list[int] = np.minimum.reduce(short * _multipliers(), axis=1).tolist()
    return tuple(values)


def packed(signature: Sequence[int]) -> bytes:
    """A signature in 256 bytes (a tuple of its values takes ten times that); empty where it is."""
    return np.array(signature, dtype=np.uint32).tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """Estimated Jaccard similarity of two packed signatures, 0 to 1; 0 where either is empty."""
    if not one or not other:
        return 0.0
    alike = np.frombuffer(one, dtype=np.uint32) == np.frombuffer(other, dtype=np.uint32)
    return int(np.count_nonzero(alike)) / VALUES


@dataclass(slots=True)
class Bands:
    """Which documents share a band of their packed signatures."""

    _buckets: dict[tuple[int, bytes], dict[str, None]] = field(default_factory=dict)

    def add(self, document_id: str, signature: bytes) -> None:
        for key in _keys(signature):
            self._buckets.setdefault(key, {})[document_id] = None

    def remove(self, document_id: str, signature: bytes) -> None:
        for key in _keys(signature):
            bucket = self._buckets[key]
            del bucket[document_id]
            if not bucket:
                del self._buckets[key]

    def candidates(self, signature: bytes) -> list[str]:
        """Documents that share at least one band, those that share most of them first, then by id."""
        shared = Counter(found for key in _keys(signature) for found in self._buckets.get(key, ()))
        return sorted(shared, key=lambda found: (-shared[found], found))


def _keys(signature: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(signature), 4 * ROWS):
        yield start, signature[start : start + 4 * ROWS]


@cache
def _powers() -> Longs:
    """The factors of a shingle's characters, modulo 2^64: a shingle's hash is a polynomial in a prime (Rabin, Karp 1987)."""
    return np.array([pow(_PRIME, power, 1 << 64) for power in reversed(range(SHINGLE))], dtype=np.uint64)


@cache
def _multipliers() -> NDArray[np.uint32]:
    """A permutation of the 32-bit numbers a value, x -> a x with odd a, from SplitMix64; a column of shape (64, 1)."""
    drawn = mix(np.arange(1, VALUES + 1, dtype=np.uint64) * GOLDEN).reshape(VALUES, 1)
    return (drawn >> HALF).astype(np.uint32) | np.uint32(1)
