"""How telling a term is among the events that are open now, beside the frozen table that its weight comes from.

A table of frequencies does not know that a month is full of floods or that an office writes every bulletin in the same
words. The factor is the inverse document frequency with events as documents (Sparck Jones 1972), smoothed by half an
event (Robertson 2004), in thirty-seconds and whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.term_index import Slots, TermIndex

Weights = NDArray[np.float64]
STEPS = 32
"""Parts of a natural logarithm."""
LEAST_EVENTS = 100
"""Of fewer open events nothing is learnt: a desk's first day is grouped as one with so many."""


class Vector(NamedTuple):
    """Slots of terms and their weights side by side: whole numbers, so that sums are exact while they stay under 2^53."""

    slots: Slots
    weights: Weights


def steps(events: int) -> NDArray[np.int64]:
    """32 ln(n + 1/2), rounded, for n from 0 to `events`."""
    rounded: NDArray[np.float64] = np.rint(STEPS * np.log(np.arange(events + 1) + 0.5))
    return rounded.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Rarity:
    """The factors of terms as long as no event changes, while so many are open."""

    index: TermIndex
    events: int

    def weights(self, slots: Slots, weights: Weights) -> Weights:
        """Weights times the factors of their terms, in the shape given."""
        most = max(self.events, LEAST_EVENTS)
        table = _table(most.bit_length())
        weighed: Weights = weights * (table[most] - table[self.index.used[slots]])
        return weighed

    def cosines(self, sought: Vector, profiles: Sequence[Vector]) -> list[float]:
        """Cosine, 0 to 1, of a vector that is weighed and of each of some profiles, which are not yet. Slots are distinct."""
        slots, weights = (np.concatenate(part).reshape(len(profiles), -1) for part in zip(*profiles, strict=True))
        theirs = self.weights(slots, weights)
        dots = np.einsum("ij,ij->i", theirs, self.index.looked_up(*sought, slots))
        lengths = np.einsum("ij,ij->i", theirs, theirs) * (sought.weights @ sought.weights)
        cosines: list[float] = (dots / np.sqrt(np.maximum(lengths, 1.0))).tolist()
        return cosines


@cache
def _table(bits: int) -> NDArray[np.int64]:
    return steps(1 << bits)
