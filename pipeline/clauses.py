"""Words of tone where they stand: what their clause and their sentence make of their weights.

1. The words of the lexicon in order of place; where they overlap the first, of those that begin together the longest
   counts, so that a phrase ("not only", a name) covers the tone word or negation inside it. Latin words count only
   whole. They are found by an automaton of their own: what is read of a text is short, and the words are everywhere.
2. From before, in the same clause: degrees multiply, a supposition weakens, a negation turns praise (twice: back) and
   takes away blame, for a bad thing denied is no praise. A word of one character reaches over `NEAR` others, a longer
   one over the lexicon's reach. From behind: trailing degrees strengthen, endings undo.
3. Where it stands: inside quotation marks, book titles and hashtags, in what was forwarded, in a question less; before
   an exclamation mark more; near a contrast, what follows it more than what stands before; in the title twice.
4. The n-th time a word counts 1/n, `TIMES` times at most. Marks (emoji, faces) are read as they stand, the last one
   more than others.

The factors are for Chinese posts in general; bench/tone.py shows that none decides: each may be halved or doubled and
the share of right labels moves by less than a hundredth.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.rules import Lexicon
from pipeline.text import is_whole, normal, normals
from pipeline.words import words

TURNED, SPARED = -0.8, 0.0
"""What a negation makes of praise and of blame: "not good" is less than "bad" (VADER's -0.74, Hutto and Gilbert 2014)."""
SUPPOSED, ASKED, QUOTED, FORWARDED, EXCLAIMED = 0.6, 0.6, 0.4, 0.8, 1.2
BEFORE_CONTRAST, BEHIND_CONTRAST, CONTRASTED = 0.7, 1.4, 40
"""Factors of what stands within so many characters before and behind a contrast."""
IN_TITLE, LAST_MARK = 2.0, 1.5
TIMES = 3
NEAR = 2
PHRASE, CONTRAST, UNDONE, TRAILING, DOUBT, DEGREE, NEGATION, TONE, MARK = range(9)
"""What a word of the lexicon does; `DOUBT` to `NEGATION` from before, `UNDONE` and `TRAILING` from behind."""


class Entry(NamedTuple):
    """A word of the lexicon in normal form; `value`: its weight, or its factor."""

    word: str
    length: int
    kind: int
    value: float
    is_latin: bool


Spots = Sequence[tuple[int, Entry]]
"""The lexicon's words in a text, none inside another, each with where it begins in the normal form."""
Weighed = tuple[int, Entry, float]


class Frame(NamedTuple):
    """What of a text changes the weight of words by where they stand."""

    text: str
    title_end: int
    forward: int
    """Where the forwarded part begins."""
    quotes: Sequence[int]
    """Begin, end, begin, end of what is quoted."""
    contrasts: Sequence[int]
    has_mood: bool
    last_mark: int


class Clauses:
    """The lexicon in normal form, ready to weigh the words of scans."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries = list(_entries(lexicon))
        found = [one.word for one in self._entries]
        self._automaton = AhoCorasick(found, matchkind=MatchKind.LeftmostLongest)
        self._longest = max(map(len, found), default=0)
        self._reach = lexicon.reach
        table = words("tone")
        self._stops = frozenset(normal(table["stops"]).text)
        self._ends = re.compile(f"[{re.escape(normal(table['ends']).text)}]")
        self._quotes = re.compile("|".join(table["quotes"]))
        self._forward = table["forward"]

    def weighed(self, form: str, size: int, title_end: int) -> list[Weighed]:
        """The words of tone in `form[:size]`: where each begins, what it is, what it weighs there."""
        text = form[:size]
        spots = self._spots(form[: size + self._longest], text)
        if not any(entry.kind >= TONE for _, entry in spots):
            return []
        return list(self._weighed(spots, self._frame(spots, text, title_end)))

    def _spots(self, beyond: str, text: str) -> Spots:
        """The lexicon's words in a text that goes on: where they overlap the first, of those that begin together the longest."""
        entries, size = self._entries, len(text)
        spots = []
        for index, start, end in self._automaton.find_matches_as_indexes(beyond):
            if end > size:
                break
            entry = entries[index]
            if not entry.is_latin or is_whole(text, start, end):
                spots.append((start, entry))
        return spots

    def _frame(self, spots: Spots, text: str, title_end: int) -> Frame:
        contrasts, marks = [], -1
        for start, entry in spots:
            if entry.kind == CONTRAST:
                contrasts.append(start)
            elif entry.kind == MARK:
                marks = start
        forward = text.find(self._forward)
        quotes = [edge for span in self._quotes.finditer(text) for edge in span.span()]
        has_mood = "?" in text or "!" in text
        return Frame(text, title_end, len(text) if forward < 0 else forward, quotes, contrasts, has_mood, marks)

    def _weighed(self, spots: Spots, frame: Frame) -> Iterator[Weighed]:
        """The words of tone with their weights where they stand."""
        counts: dict[str, int] = {}
        last = len(spots) - 1
        for index, (start, entry) in enumerate(spots):
            if entry.kind < TONE:
                continue
            count = counts[entry.word] = counts.get(entry.word, 0) + 1
            if count > TIMES:
                continue
            weight = entry.value / count * (IN_TITLE if start < frame.title_end else 1)
            if entry.kind == TONE:
                if index and DOUBT <= spots[index - 1][1].kind <= NEGATION:
                    weight *= self._before(spots, index, frame.text)
                if index < last and UNDONE <= spots[index + 1][1].kind <= TRAILING:
                    weight *= _behind(spots, index)
                weight *= self._around(start, start + entry.length, frame)
            elif start == frame.last_mark:
                weight *= LAST_MARK
            yield start, entry, weight * FORWARDED if start > frame.forward else weight

    def _before(self, spots: Spots, index: int, text: str) -> float:
        """What the degrees, negations and suppositions before a word, in its clause, make of its weight."""
        factor, (edge, entry) = 1.0, spots[index]
        for start, other in reversed(spots[max(0, index - 4) : index]):
            end = start + other.length
            is_negation = other.kind == NEGATION
            if other.kind < DOUBT or other.kind > NEGATION:
                break
            if edge - end > (NEAR if other.length == 1 else self._reach):
                break
            if edge > end and not self._stops.isdisjoint(text[end:edge]):
                break
            factor *= (SPARED if entry.value < 0 else TURNED) if is_negation else other.value
            edge = start
        return factor

    def _around(self, start: int, end: int, frame: Frame) -> float:
        """What quotation, question, exclamation and contrast make of a word's weight."""
        factor = QUOTED if bisect_right(frame.quotes, start) % 2 else 1.0
        if frame.has_mood and (found := self._ends.search(frame.text, end, end + 40)):
            factor *= {"?": ASKED, "!": EXCLAIMED}.get(found[0], 1.0)
        for contrast in frame.contrasts:
            if 0 <= contrast - end < CONTRASTED:
                return factor * BEFORE_CONTRAST
            if 0 < start - contrast < CONTRASTED:
                factor *= BEHIND_CONTRAST
        return factor


def _entries(lexicon: Lexicon) -> Iterator[Entry]:
    """Words in normal form, each once; where one stands in several lists the first here holds."""
    lists: tuple[tuple[int, Iterable[tuple[str, float]]], ...] = (
        (TONE, lexicon.words),
        (PHRASE, ((word, 0.0) for word in lexicon.phrases)),
        (NEGATION, ((word, TURNED) for word in lexicon.negations)),
        (DEGREE, lexicon.degrees),
        (TRAILING, lexicon.trailing),
        (UNDONE, ((word, TURNED) for word in lexicon.undone)),
        (CONTRAST, ((word, 1.0) for word in lexicon.contrasts)),
        (DOUBT, ((word, SUPPOSED) for word in lexicon.doubts)),
    )
    listed = [(kind, word, value) for kind, pairs in lists for word, value in pairs]
    seen = {""}
    for (kind, _, value), form in zip(listed, normals([word for _, word, _ in listed]), strict=True):
        if form not in seen:
            is_mark = kind == TONE and not form[0].isalnum()
            yield Entry(form, len(form), MARK if is_mark else kind, value, form.isascii() and form.isalpha())
            seen.add(form)


def _behind(spots: Spots, index: int) -> float:
    """What the word right behind makes of a word's weight; a trailing degree may stand one character off."""
    start, entry = spots[index]
    behind, other = spots[index + 1]
    return other.value if behind - start - entry.length <= (other.kind == TRAILING) else 1.0
