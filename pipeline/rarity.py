"""How telling a term is among the events that are open now, beside the frozen table that its weight comes from.

A table of frequencies does not know that a month is full of floods or that an office writes every bulletin in the same
words. The factor is the inverse document frequency with events as documents (Sparck Jones 1972), smoothed by half an
event (Robertson 2004), in thirty-seconds and whole numbers, so that sums stay exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

Terms = Mapping[int, int]
"""Term id -> integer weight."""
STEPS = 32
"""Parts of a natural logarithm."""
LEAST_EVENTS = 100
"""Of fewer open events nothing is learnt: a desk's first day is grouped as one with so many."""


@cache
def steps(events: int) -> int:
    """32 ln(n + 1/2), rounded."""
    return round(STEPS * log(events + 0.5))


@dataclass(frozen=True, slots=True)
class Rarity:
    """The factors of terms, as long as no event changes. `common`: `steps` of how many events use each term that any uses."""

    events: int
    common: Terms

    def weighed(self, terms: Iterable[tuple[int, int]]) -> Terms:
        """Terms with their weights times their factors."""
        every, common, unused = self._every(), self.common, steps(0)
        return {term: weight * (every - common.get(term, unused)) for term, weight in terms}

    def cosine(self, weighed: Terms, square: int, profile: Iterable[tuple[int, int]]) -> float:
        """Cosine, 0 to 1, of weighed terms, whose squared length is `square`, and of an event's, not weighed yet."""
        dot = total = 0
        every, common = self._every(), self.common
        for term, weight in profile:
            own = weight * (every - common[term])
            total += own * own
            if term in weighed:
                dot += weighed[term] * own
        return float(dot / (square * total) ** 0.5) if dot else 0.0

    def _every(self) -> int:
        return steps(max(self.events, LEAST_EVENTS))


def square_of(terms: Terms) -> int:
    """Squared length of a vector."""
    return sum(weight * weight for weight in terms.values())
