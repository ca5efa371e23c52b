"""Tone from a lexicon: weighted words, strengthened by degree words and turned by negations before them.

score = sum(w) / (sum(|w|) + 1), in (-1, 1), rounded to 1e-4; words of the title count twice. It abstains (label None)
where no tone word stands, and is neutral within the lexicon's band. The longest word wins where entries overlap.
"""

import math
from collections.abc import Iterator, Mapping

from domain.labels import Sentiment, Tone, ToneWord
from domain.rules import Lexicon
from pipeline.keywords import Scanned
from pipeline.text import normal
from pipeline.words import words

TURNED = -0.8
"""A negated word is weaker than its opposite: "not good" is less than "bad" (VADER's -0.74, Hutto and Gilbert 2014)."""
SHOWN = 40
"""Words of evidence kept, the strongest."""


class ToneLexicon:
    """The lexicon in normal form, ready to judge scans."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._weights: Mapping[str, float] = {normal(word).text: weight for word, weight in lexicon.words}
        self._degrees: Mapping[str, float] = {normal(word).text: factor for word, factor in lexicon.degrees}
        self._negations = frozenset(normal(word).text for word in lexicon.negations)
        self._reach = lexicon.reach
        self._band = lexicon.neutral_band
        self._stops = frozenset(normal(words("tone")["stops"]).text)

    def words(self) -> Iterator[str]:
        """Every word that a scanner has to find for this lexicon."""
        yield from self._weights
        yield from self._degrees
        yield from self._negations

    def judge(self, scanned: Scanned) -> Sentiment:
        """The tone of a document with the words that moved it."""
        entries = self._entries(scanned)
        evidence = [
            self._weighed(entries, index, scanned) for index, (_, word) in enumerate(entries) if word in self._weights
        ]
        if not evidence:
            return Sentiment(label=None, score=0.0)
        double = [one.weight * (2 if one.position < scanned.title_end else 1) for one in evidence]
        score = round(math.fsum(double) / (math.fsum(map(abs, double)) + 1), 4)
        strongest = sorted(sorted(evidence, key=lambda one: -abs(one.weight))[:SHOWN], key=lambda one: one.position)
        return Sentiment(
            label=self._label(score), score=score, evidence=tuple(_shown(one, scanned) for one in strongest)
        )

    def _label(self, score: float) -> Tone:
        if abs(score) < self._band:
            return Tone.NEUTRAL
        return Tone.POSITIVE if score > 0 else Tone.NEGATIVE

    def _entries(self, scanned: Scanned) -> list[tuple[int, str]]:
        """(place, word) of the lexicon's words, leftmost and longest first, none inside another."""
        found = [
            (place, -len(word), word)
            for word, places in scanned.places.items()
            if word in self._weights or word in self._degrees or word in self._negations
            for place in places
        ]
        kept, end = [], 0
        for place, length, word in sorted(found):
            if place >= end:
                kept.append((place, word))
                end = place - length
        return kept

    def _weighed(self, entries: list[tuple[int, str]], index: int, scanned: Scanned) -> ToneWord:
        """The word's weight after the degree words and negations within reach before it, in the same clause."""
        place, word = entries[index]
        weight, start = self._weights[word], place
        for before, other in reversed(entries[max(0, index - 4) : index]):
            if other in self._weights or start - before - len(other) > self._reach:
                break
            if self._stops.intersection(scanned.form.text[before + len(other) : start]):
                break
            weight *= TURNED if other in self._negations else self._degrees[other]
            start = before
        return ToneWord(word=word, position=place, weight=round(weight, 4))


def _shown(one: ToneWord, scanned: Scanned) -> ToneWord:
    return ToneWord(word=one.word, position=scanned.form.at(one.position), weight=one.weight)
