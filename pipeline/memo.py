"""A function of words that remembers its values: most words of a text were in the texts before it."""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
MOST = 1 << 17
"""Words remembered; with their values some 25 MB."""
LONGEST = 16
"""Characters of a word that is remembered; no dictionary has longer ones, and text without pauses must not fill memory."""


class Memo(dict[str, V]):
    """Word -> value, computed where it is not known. Emptied when full: memory stays flat, values never differ."""

    __slots__ = ("_compute",)

    def __init__(self, compute: Callable[[str], V]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, word: str) -> V:
        value = self._compute(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = value
        return value
