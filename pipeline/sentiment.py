"""Tone from a lexicon: what the words of tone in a text come to, and when nothing can be said.

1. A text whose first `HEAD` characters hold more signs of a report (dates, brackets, official words) than of somebody
   speaking (I, exclamations, particles) is a report, any other a post. Of a report title and lead are read.
2. score = sum(w) / (sum(|w|) + 1 + doubt), in (-1, 1), rounded to 1e-4, over the weights of the words of tone where
   they stand (pipeline/clauses.py). Doubt grows with the length that was read, of a report from the first character
   on: the same few words say less of a long text.
3. Farther from 0 than the lexicon's band for its kind the sign decides. Nearer, a report is neutral; of a post nothing is
   said (label None), for the evidence is absent, weak or torn. A plain question without words of tone is such a post.
"""

import math
from collections.abc import Sequence

from domain.labels import Sentiment, Tone, ToneWord
from domain.rules import Lexicon
from pipeline.clauses import Clauses, Weighed
from pipeline.text import Normal, normal

HEAD = 200
"""Characters that tell a report from a post, and all that is read of a report: title and lead."""
WINDOW = 1000
"""Characters read of a post: nearly any whole one. Bounds the time."""
SHORT, THIN, DRY = 200, 60, 60
"""Doubt: by `THIN` for the characters of a post beyond `SHORT`, by `DRY` for all of a report."""
SHOWN = 6
"""Words of evidence kept, the strongest."""


class ToneLexicon:
    """The lexicon in normal form, ready to judge scans."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._clauses = Clauses(lexicon)
        self._bands = lexicon.neutral_band, lexicon.report_band
        self._personal = tuple(normal(sign).text for sign in lexicon.personal)
        self._official = tuple(normal(sign).text for sign in lexicon.official)

    def judge(self, form: Normal, title_end: int) -> Sentiment:
        """The tone of a document in normal form, whose title ends at `title_end`, with the words that moved it."""
        head = form.text[:HEAD]
        is_report = self._is_report(head)
        length = len(head) if is_report else min(len(form.text), WINDOW)
        weighed = self._clauses.weighed(form.text, length, title_end)
        score = _score([weight for _, _, weight in weighed], length, is_report=is_report)
        shown = weighed if len(weighed) <= SHOWN else sorted(sorted(weighed, key=_strength)[:SHOWN])
        evidence = tuple(
            [
                ToneWord(word=entry.word, position=form.at(start), weight=round(weight, 4))
                for start, entry, weight in shown
            ]
        )
        return Sentiment(label=self._label(score, is_report=is_report), score=score, evidence=evidence)

    def _label(self, score: float, *, is_report: bool) -> Tone | None:
        post, report = self._bands
        if abs(score) < (report if is_report else post):
            return Tone.NEUTRAL if is_report else None
        return Tone.POSITIVE if score > 0 else Tone.NEGATIVE

    def _is_report(self, head: str) -> bool:
        has = head.__contains__
        return sum(map(has, self._official)) > sum(map(has, self._personal))


def _score(weights: Sequence[float], length: int, *, is_report: bool) -> float:
    if not weights:
        return 0.0
    doubt = length / DRY if is_report else max(0, length - SHORT) / THIN
    return round(math.fsum(weights) / (math.fsum(map(abs, weights)) + 1 + doubt), 4)


def _strength(one: Weighed) -> float:
    return -abs(one[2])
