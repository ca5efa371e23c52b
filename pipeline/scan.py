"""One pass over a text that finds every word of the rules, overlapping ones too.

One Aho-Corasick automaton holds all words, so that a scan costs the same for ten rules or ten thousand. A long text is
read in parts and of each word only the first places are kept: time and memory stay bounded for any text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from pipeline.text import Normal, normals

LEAD = 120
"""Characters of the text that count as its lead."""
MOST = 500
"""Places kept of each word: more than a text that somebody reads has of any."""
PART = 1 << 16
"""Characters read at once: what a part finds fits into some megabytes, whatever it says."""

Places = Mapping[str, Sequence[int]]
"""Word in normal form -> where it begins, ascending."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Title and text in normal form, joined by a line break, and where each known word stands in them."""

    form: Normal
    title_end: int
    lead_end: int
    places: Places


class Scanner:
    """Finds every one of a set of words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(forms(words))
        self._longest = max(map(len, self._words), default=1)
        self._automaton = AhoCorasick(self._words)

    def find(self, form: Normal, title_end: int) -> Scanned:
        """Where the words stand in a normal form whose title ends at `title_end`."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        words = self._words
        for base, matches in self._parts(form.text):
            for index, start, _ in matches:
                places[words[index]].append(base + start)
            if base or len(matches) > MOST:
                _shorten(places)
        places.default_factory = None
        return Scanned(form, title_end, title_end + 1 + LEAD, places)

    def _parts(self, text: str) -> Iterator[tuple[int, Sequence[tuple[int, int, int]]]]:
        """(where a part begins, matches that begin in it). Parts overlap by as much as a word can reach."""
        find = self._automaton.find_matches_as_indexes
        if len(text) <= PART:
            yield 0, find(text, overlapping=True)
            return
        for base in range(0, len(text), PART):
            matches = find(text[base : base + PART + self._longest - 1], overlapping=True)
            yield base, [match for match in matches if match[1] < PART]


def forms(words: Iterable[str]) -> dict[str, None]:
    """Distinct words in normal form, in order, none of them empty."""
    return dict.fromkeys(filter(None, normals(list(words))))


def _shorten(places: Mapping[str, list[int]]) -> None:
    for found in places.values():
        if len(found) > MOST:
            del found[MOST:]
