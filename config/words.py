"""Words of rules as they are compared: folded, and the words that stand inside another."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.rules import Keyword


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A rule with its words folded, each group a set."""

    keyword: Keyword
    groups: tuple[frozenset[str], ...]
    none: frozenset[str]
    excluding: frozenset[str]


def shape(keyword: Keyword) -> Shape:
    """The shape of a rule."""
    groups = tuple(_folded(group) for group in keyword.groups)
    return Shape(keyword, groups, _folded(keyword.none), _folded(keyword.excluding))


def inside(word: str, words: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(offset, one of `words`) for each that stands in `word`, without trying each of them."""
    lengths = range(1, len(word) + 1) if len(words) > len(word) else sorted({len(one) for one in words})
    for length in lengths:
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            if part in words:
                yield start, part


def _folded(words: Iterable[str]) -> frozenset[str]:
    """NFKC and case folding. Script is left as it is: rules that differ in script alone are not compared."""
    return frozenset(unicodedata.normalize("NFKC", word).casefold() for word in words)
