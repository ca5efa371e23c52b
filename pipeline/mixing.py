"""Whole-number mixing for stable hashes: the same on every machine, for arrays."""

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.uint64]
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)
_STEPS = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_LAST = np.uint64(31)


def mix(values: Longs) -> Longs:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014), in place."""
    for shift, factor in _STEPS:
        values ^= values >> shift
        values *= factor
    values ^= values >> _LAST
    return values
