"""Tone from a lexicon: weighted words, each judged in its clause, and when nothing can be said.

1. All words of the lexicon are found in one scan; where they overlap the longest counts, so that a phrase (`not only`,
   a name) covers the tone word or negation inside it. Latin words count only whole. The first `WINDOW` characters are read.
2. A word's weight is changed by what stands before it in the clause: degrees multiply, negations turn (twice: back), a
   supposition weakens. A negation of one character reaches over two others at most, a longer one over `reach`. Right
   behind it, trailing degrees strengthen and endings undo it. Marks (emoji, faces) are read as they stand.
3. Inside quotation marks and book titles a word counts `QUOTED`, in a sentence that asks `ASKED`, in one that exclaims
   `EXCLAIMED`; behind the last contrast more than before it; the last mark of a text more than others; in the title twice.
   The n-th time a word counts 1/n, three times at most.
4. score = sum(w) / (sum(|w|) + 1 + length), in (-1, 1), rounded to 1e-4, where length = characters beyond `SHORT` by
   `THIN`: the same few words say less of a long report than of a post.
5. Farther from 0 than the band, the sign decides. Nearer, a text that nobody speaks in (no sign of a person, no
   exclamation or question, no mark) is a report and neutral; of a post nothing is said (label None).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from domain.labels import Sentiment, Tone, ToneWord
from domain.rules import Lexicon
from pipeline.scan import Scanned
from pipeline.text import normal
from pipeline.words import words

TURNED = -0.8
"""A negated word is weaker than its opposite: "not good" is less than "bad" (VADER's -0.74, Hutto and Gilbert 2014)."""
SPARED = -0.5
"""A bad thing denied is still farther from praise."""
SUPPOSED, ASKED, QUOTED, EXCLAIMED = 0.6, 0.6, 0.4, 1.2
BEFORE_CONTRAST, BEHIND_CONTRAST = 0.7, 1.4
LAST_MARK = 1.5
SHOWN = 40
"""Words of evidence kept, the strongest."""
WINDOW = 3000
"""Characters read: enough for any post and for title, lead and body of nearly all reports; bounds the time."""
SHORT, THIN = 100, 60
REPORT = 16
"""Characters from which a text without a speaker is a report."""
NEAR = 2
"""Most characters between a negation of one character and the word it turns."""


class Kind(IntEnum):
    PHRASE = 0
    DOUBT = 1
    CONTRAST = 2
    UNDONE = 3
    TRAILING = 4
    DEGREE = 5
    NEGATION = 6
    TONE = 7
    MARK = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the lexicon where it stands, `[start, end)` in the normal form; `value`: its weight or factor."""

    start: int
    end: int
    word: str
    kind: Kind
    value: float


class ToneLexicon:
    """The lexicon in normal form, ready to judge scans."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds = dict(_kinds(lexicon))
        self._reach = lexicon.reach
        self._band = lexicon.neutral_band
        self._personal = tuple(normal(sign).text for sign in lexicon.personal)
        self._stops = frozenset(normal(words("tone")["stops"]).text)
        self._ends = re.compile(f"[{re.escape(normal(words('tone')['ends']).text)}]")
        self._quotes = re.compile("|".join(words("tone")["quotes"]))

    def words(self) -> Iterator[str]:
        """Every word that a scanner has to find for this lexicon."""
        yield from self._kinds

    def judge(self, scanned: Scanned) -> Sentiment:
        """The tone of a document with the words that moved it."""
        text = scanned.form.text[:WINDOW]
        evidence = list(self._evidence(self._entries(scanned, text), text, scanned.title_end))
        score = _score([weight for _, weight in evidence], len(text))
        strongest = sorted(evidence, key=lambda one: (-abs(one[1]), one[0].start))[:SHOWN]
        return Sentiment(
            label=self._label(score, text),
            score=score,
            evidence=tuple(
                ToneWord(word=entry.word, position=scanned.form.at(entry.start), weight=round(weight, 4))
                for entry, weight in sorted(strongest, key=lambda one: one[0].start)
            ),
        )

    def _label(self, score: float, text: str) -> Tone | None:
        if abs(score) >= self._band:
            return Tone.POSITIVE if score > 0 else Tone.NEGATIVE
        is_report = len(text) > REPORT and not any(sign in text for sign in self._personal)
        return Tone.NEUTRAL if is_report else None

    def _entries(self, scanned: Scanned, text: str) -> list[Entry]:
        """The lexicon's words in the text, leftmost and longest first, none inside another."""
        found = [
            (place, -len(word), word)
            for word, places in scanned.places.items()
            if word in self._kinds
            for place in places
            if place + len(word) <= len(text)
        ]
        kept, end = [], 0
        for place, length, word in sorted(found):
            if place >= end and _is_whole(text, word, place):
                end = place - length
                kept.append(Entry(place, end, word, *self._kinds[word]))
        return kept

    def _evidence(self, entries: Sequence[Entry], text: str, title_end: int) -> Iterator[tuple[Entry, float]]:
        """Each word of tone with its weight where it stands."""
        quotes = [found.span() for found in self._quotes.finditer(text)]
        contrast = max((entry.start for entry in entries if entry.kind is Kind.CONTRAST), default=None)
        last_mark = max((entry.start for entry in entries if entry.kind is Kind.MARK), default=None)
        counts = Counter[str]()
        for index, entry in enumerate(entries):
            if entry.kind < Kind.TONE or counts[entry.word] == 3:
                continue
            counts[entry.word] += 1
            weight = entry.value / counts[entry.word] * (2 if entry.start < title_end else 1)
            if entry.kind is Kind.MARK:
                yield entry, weight * (LAST_MARK if entry.start == last_mark else 1)
                continue
            weight *= self._before(entries, index, text) * self._behind(entries, index) * self._mood(entry, text)
            if any(start <= entry.start < end for start, end in quotes):
                weight *= QUOTED
            if contrast is not None:
                weight *= BEHIND_CONTRAST if entry.start > contrast else BEFORE_CONTRAST
            yield entry, weight

    def _before(self, entries: Sequence[Entry], index: int, text: str) -> float:
        """The factor of the words before an entry, in its clause."""
        factor, edge = 1.0, entries[index].start
        for other in reversed(entries[max(0, index - 4) : index]):
            reach = NEAR if other.kind is Kind.NEGATION and len(other.word) == 1 else self._reach
            if other.kind in (Kind.TONE, Kind.MARK, Kind.CONTRAST) or edge - other.end > reach:
                break
            if self._stops.intersection(text[other.end : edge]):
                break
            if other.kind is Kind.NEGATION:
                factor *= SPARED if entries[index].value < 0 else TURNED
            elif other.kind in (Kind.DEGREE, Kind.DOUBT):
                factor *= other.value
            edge = other.start
        return factor

    def _behind(self, entries: Sequence[Entry], index: int) -> float:
        """The factor of the word right behind an entry; a trailing degree may stand one character off."""
        if index + 1 == len(entries) or entries[index + 1].kind not in (Kind.TRAILING, Kind.UNDONE):
            return 1.0
        other = entries[index + 1]
        gap = other.start - entries[index].end
        return other.value if gap <= (other.kind is Kind.TRAILING) else 1.0

    def _mood(self, entry: Entry, text: str) -> float:
        """Whether the entry's sentence asks or exclaims."""
        found = self._ends.search(text, entry.end, entry.end + 40)
        return {"?": ASKED, "!": EXCLAIMED}.get(found[0], 1.0) if found else 1.0


def _kinds(lexicon: Lexicon) -> Iterator[tuple[str, tuple[Kind, float]]]:
    """Words in normal form; where one stands in several lists the last here holds."""
    lists: tuple[tuple[Kind, Iterable[tuple[str, float]]], ...] = (
        (Kind.DOUBT, ((word, SUPPOSED) for word in lexicon.doubts)),
        (Kind.CONTRAST, ((word, 1.0) for word in lexicon.contrasts)),
        (Kind.UNDONE, ((word, TURNED) for word in lexicon.undone)),
        (Kind.TRAILING, lexicon.trailing),
        (Kind.DEGREE, lexicon.degrees),
        (Kind.NEGATION, ((word, TURNED) for word in lexicon.negations)),
        (Kind.PHRASE, ((word, 0.0) for word in lexicon.phrases)),
        (Kind.TONE, lexicon.words),
    )
    for kind, pairs in lists:
        for word, value in pairs:
            form = normal(word).text
            yield form, (Kind.MARK if kind is Kind.TONE and not form[0].isalpha() else kind, value)


def _score(weights: Sequence[float], length: int) -> float:
    if not weights:
        return 0.0
    return round(math.fsum(weights) / (math.fsum(map(abs, weights)) + 1 + max(0, length - SHORT) / THIN), 4)


def _is_whole(text: str, word: str, start: int) -> bool:
    """Whether no Latin letter goes on before or behind a Latin word; others always are."""
    if not (word.isascii() and word.isalpha()):
        return True
    around = text[max(0, start - 1) : start] + text[start + len(word) : start + len(word) + 1]
    return not any(char.isascii() and char.isalpha() for char in around)
