"""From terms to the open events whose members use them.

A term that some open event uses has a slot: a small number, given anew once no event uses it any more. How many events use
each term then lies in one array, which a comparison reads at once; a dictionary of so many terms is slow memory.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

COUNT_BITS = 8
MOST_TELLING = (1 << COUNT_BITS) - 1
"""Terms that one search may ask for."""
UNUSED = 0
"""The slot of every term that no event uses."""

Slots = NDArray[np.intp]
T = TypeVar("T", bound=np.generic)


class TermIndex:
    """Slots of terms, and for each the events that use it."""

    def __init__(self) -> None:
        self._slots: dict[int, int] = {}
        self._postings: list[dict[str, None]] = [{}]
        self._free: list[int] = []
        self.terms = np.zeros(1 << 10, dtype=np.uint32)
        """The term of a slot."""
        self.used = np.zeros(1 << 10, dtype=np.int64)
        """How many events use the term of a slot."""
        self._desk = np.zeros(1 << 10, dtype=np.float64)
        """Where the weights of one vector lie by slot while they are looked up; 0 before and after."""

    def known(self, terms: Sequence[int]) -> Slots:
        """The slots of terms, `UNUSED` where there is none."""
        return np.fromiter(map(self._slots.get, terms, repeat(UNUSED)), dtype=np.intp, count=len(terms))

    def slots(self, terms: Iterable[int]) -> list[int]:
        """The slots of terms that an event is about to use."""
        known = self._slots
        return [known.get(term) or self._given(term) for term in terms]

    def looked_up(self, slots: Slots, weights: NDArray[np.float64], wanted: Slots) -> NDArray[np.float64]:
        """The weight that a vector has in each wanted slot, 0 where none, in the shape of `wanted`."""
        self._desk[slots] = weights
        found = self._desk[wanted]
        self._desk[slots] = 0.0
        return found

    def add(self, event_id: str, slots: Collection[int]) -> None:
        """An event uses these terms, and did not before."""
        postings = self._postings
        for slot in slots:
            postings[slot][event_id] = None
        self.used[[*slots]] += 1

    def remove(self, event_id: str, slots: Collection[int]) -> None:
        """An event does not use these terms any more."""
        postings = self._postings
        for slot in slots:
            posting = postings[slot]
            del posting[event_id]
            if not posting:
                self._free.append(slot)
                del self._slots[int(self.terms[slot])]
        self.used[[*slots]] -= 1

    def sharing(self, telling: Iterable[tuple[int, int]], least: int) -> list[tuple[int, str]]:
        """Events that share at least `least` of the weighted terms, given by slot, each behind the weight of those it shares.

        Weight and count add up in one number: weights in the upper bits, the count in the lower ones.
        """
        shared: dict[str, int] = {}
        for slot, weight in telling:
            part = (weight << COUNT_BITS) + 1
            for found in self._postings[slot]:
                shared[found] = shared.get(found, 0) + part
        return [(sum_ >> COUNT_BITS, found) for found, sum_ in shared.items() if sum_ & MOST_TELLING >= least]

    def _given(self, term: int) -> int:
        """A slot for a term."""
        slot = self._free.pop() if self._free else self._longer()
        self._slots[term] = slot
        self.terms[slot] = term
        return slot

    def _longer(self) -> int:
        slot = len(self._postings)
        self._postings.append({})
        if slot == len(self.used):
            self.terms, self.used, self._desk = _doubled(self.terms), _doubled(self.used), _doubled(self._desk)
        return slot


def _doubled(known: NDArray[T]) -> NDArray[T]:
    return np.concatenate([known, np.zeros_like(known)])
