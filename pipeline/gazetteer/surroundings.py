"""What stands around a name in a text: whether it is a word of its own, what else it may belong to, signs of a place.

Everything looks at some characters on either side: no pattern runs further than its own length.
"""

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from pipeline.gazetteer.divisions import place_words
from pipeline.memo import Memo
from pipeline.words import any_of

_REACH = 6
"""Characters on either side that are cut to see where words end."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words of `places.toml`. Sets hold their first or last characters: most places need no pattern."""

    origin: re.Pattern[str]
    origin_ends: frozenset[str]
    foreign: tuple[str, ...]
    others: re.Pattern[str]
    other_begins: frozenset[str]
    other_not: re.Pattern[str]
    towns: tuple[str, ...]
    town_not: tuple[str, ...]
    features: tuple[str, ...]
    feature_not: tuple[str, ...]
    sign_before: tuple[str, ...]
    sign_after: re.Pattern[str]
    known: Memo[bool]
    """Whether the dictionary has a word."""

    def is_whole(self, text: str, start: int, end: int, *, is_begun: bool, is_ended: bool = False) -> bool:
        """No word of the dictionary reaches over an end of [start, end) when the text around it is cut.

        Cut only where two characters over an end, or one more before it, are a word: elsewhere nothing reaches over.
        `is_begun`, `is_ended`: the start, the end is known to be one.
        """
        if (is_begun or not self._is_joined(text, start, end)) and (
            is_ended or not self.known[text[end - 1 : end + 1]]
        ):
            return True
        ends = _ends(text, start, end)
        return (is_begun or start in ends) and (is_ended or end in ends)

    def _is_joined(self, text: str, start: int, end: int) -> bool:
        return start > 0 and (self.known[text[start - 1 : start + 1]] or self.known[text[start - 1 : end]])

    def is_origin(self, text: str, start: int) -> bool:
        """Where somebody is or comes from, not where something happened: "IP location: X"."""
        before = text[start - 1 : start]
        return before in self.origin_ends and self.origin.search(text, max(0, start - 2 * _REACH), start) is not None

    def is_other(self, text: str, start: int, end: int) -> bool:
        """Part of the name of something else: an outlet, a bank, a street elsewhere, a dateline."""
        if text.endswith(self.foreign, max(0, start - _REACH), start):
            return True
        if text[end : end + 1] not in self.other_begins:
            return False
        return self.others.match(text, end) is not None and self.other_not.match(text, end) is None

    def is_town(self, text: str, end: int) -> bool:
        """The name of a town, a village or a part of a city, which there are of most names."""
        return text.startswith(self.towns, end) and not text.startswith(self.town_not, end)

    def is_feature(self, text: str, end: int) -> bool:
        """The name of a river, a lake or a mountain, which reaches far."""
        return text.startswith(self.features, end) and not text.startswith(self.feature_not, end)

    def has_sign(self, text: str, start: int, end: int) -> bool:
        """Beside a word that says that a place is meant."""
        before = text.endswith(self.sign_before, max(0, start - _REACH), start)
        return before or self.sign_after.match(text, end) is not None


@cache
def surroundings() -> Surroundings:
    """The shipped words, ready to be looked for."""
    words = place_words("surroundings")
    origins, gap, begins = words["origins"], words["origin_gap"], words["begins"]
    return Surroundings(
        origin=re.compile(f"(?:{any_of(origins)})[{re.escape(gap)}]*$"),
        origin_ends=frozenset(word[-1] for word in origins) | frozenset(gap),
        foreign=tuple(words["foreign"]),
        others=re.compile(f"{any_of(words['others'])}|{words['street']}|{words['dateline']}"),
        other_begins=frozenset(word[0] for word in words["others"]) | frozenset(begins),
        other_not=re.compile(any_of(words["other_not"])),
        towns=tuple(words["towns"]),
        town_not=tuple(words["town_not"]),
        features=tuple(words["features"]),
        feature_not=tuple(words["feature_not"]),
        sign_before=tuple(words["sign_before"]),
        sign_after=re.compile(any_of(words["sign_after"])),
        known=Memo(rjieba.has_word),
    )


def _ends(text: str, start: int, end: int) -> set[int]:
    """Where words begin and end around [start, end)."""
    at = max(0, start - _REACH)
    ends = {at}
    for word in rjieba.cut(text[at : end + _REACH], False):
        at += len(word)
        ends.add(at)
    return ends
