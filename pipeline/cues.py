"""The cue words of masking, found in one pass: most texts hold few, and the dear patterns run only behind them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.words import words

_MASK = (
    "id_cues", "card_cues", "phone_cues", "passport_cues", "accounts", "sure_accounts", "lone_accounts", "special_plates",
)  # fmt: skip
_HANDLES = ("labels", "odd_labels", "posted", "agents", "people")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word of a kind (the name of its list in `words.toml`) at [start, end)."""

    kind: str
    start: int
    end: int


def is_inside_word(text: str, cue: Cue) -> bool:
    """Whether Latin letters or digits stand right before the cue, so that it may be the end of another word."""
    before = text[max(0, cue.start - 1) : cue.start]
    return before.isascii() and before.isalnum()


class Cues:
    """Finds cue words: of overlapping ones the longest, or all of them by kind."""

    def __init__(self, kinds: Mapping[str, Sequence[str]], *, overlapping: bool = False) -> None:
        pairs = [(word, kind) for kind, group in kinds.items() for word in group]
        self._kinds = [kind for _, kind in pairs]
        match = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self._automaton = AhoCorasick([word for word, _ in pairs], matchkind=match)

    def find(self, text: str, closed: frozenset[str] = frozenset()) -> Iterator[Cue]:
        """The longest cues of a text in normal form, in order; those of `closed` kinds only at the end of a word."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            kind = self._kinds[index]
            if kind not in closed or not text[end : end + 1].isalnum():
                yield Cue(kind, start, end)

    def by_kind(self, text: str) -> Mapping[str, Sequence[Cue]]:
        """All cues of a text in normal form, those of each kind in order of their ends."""
        found: dict[str, list[Cue]] = defaultdict(list)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found[self._kinds[index]].append(Cue(self._kinds[index], start, end))
        return found


@cache
def mask_cues() -> Cues:
    """The cues of numbers, accounts and handles."""
    kinds = {kind: words("mask")[kind] for kind in _MASK} | {kind: words("handles")[kind] for kind in _HANDLES}
    return Cues(kinds, overlapping=True)


@cache
def credit_cues() -> Cues:
    """The cues of bylines and credits."""
    data = words("credits")
    return Cues(
        {"reporter": data["reporters"], "editor": data["editors"], "letter": data["letters"], "after": data["photo"]}
    )
