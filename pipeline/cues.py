"""The cue words of masking, found in one pass: most texts hold few, and the dear patterns run only behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.words import words


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word of a kind (`reporter`, `editor`, `letter`, `after`, `account`) at [start, end)."""

    kind: str
    start: int
    end: int


class Cues:
    """Finds cue words, of overlapping ones the longest."""

    def __init__(self, kinds: Mapping[str, list[str]]) -> None:
        pairs = [(word, kind) for kind, group in kinds.items() for word in group]
        self._kinds = [kind for _, kind in pairs]
        self._automaton = AhoCorasick([word for word, _ in pairs], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[Cue]:
        """All cues of a text in normal form, in order."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield Cue(self._kinds[index], start, end)


@cache
def load_cues(table: str) -> Cues:
    """The cues of `credits` or of `mask`, from `words.toml`."""
    data = words(table)
    if table == "mask":
        return Cues({"account": data["account_cues"]})
    return Cues(
        {"reporter": data["reporters"], "editor": data["editors"], "letter": data["letters"], "after": data["photo"]}
    )
