"""How right the shipped tone lexicon is, untrained, on posts with a known mood.

    python -m bench.tone [--show SET GIVEN SAID] [--words SET] [--samples 20]

Sets: `weibo2018` (positive or negative), `virus`, its eval split, and `usual` (six moods: happy is positive; angry, sad and fear
negative; surprise and neutral neutral). For each: the share of right labels where one is given, the share without, and
the macro F1 of the labels over all rows (a row without a label is a miss of its class). A neutral label of `weibo2018`
is wrong. Reviews are measured beside them, and which tones reports of the news stream get: most should be neutral.
`--show` prints posts; `--words` how often each entry pointed the right way.
"""

import argparse
import csv
import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.shared import shared_folder
from config.load import load_rules
from domain.labels import Sentiment, Tone
from domain.rules import Lexicon
from pipeline.boilerplate import read
from pipeline.sentiment import ToneLexicon

MOODS = {
    "1": Tone.POSITIVE, "0": Tone.NEGATIVE, "happy": Tone.POSITIVE, "angry": Tone.NEGATIVE, "sad": Tone.NEGATIVE,
    "fear": Tone.NEGATIVE, "surprise": Tone.NEUTRAL, "neutral": Tone.NEUTRAL,
}  # fmt: skip
POSTS = {
    "weibo2018": "weibo2018_train", "virus": "ewect_virus_train", "usual": "ewect_usual_eval", "virus_eval": "ewect_virus_eval",
}  # fmt: skip
"""`virus_eval` was measured once the lexicon stood: none of its posts was read."""
REVIEWS = {"hotel_book": "chnsenticorp_dev", "takeaway": "waimai_10k_train"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A post, what it was given and what the lexicon says."""

    text: str
    given: Tone
    said: Sentiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares in [0, 1]."""

    accuracy: float
    """Of rows with a label, those with the right one."""
    abstained: float
    macro_f1: float


class Judge:
    """The tone of single texts by one lexicon alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tone = ToneLexicon(lexicon)

    def __call__(self, text: str) -> Sentiment:
        reading = read("", text)
        return self._tone.judge(reading.form, reading.title_end)


def shipped_judge() -> Judge:
    """By the shipped lexicon."""
    return Judge(load_rules(None).lexicon)


def judged(judge: Judge, shared: Path, file: str) -> list[Judged]:
    """Every row of a file of the shared folder."""
    with gzip.open(shared / f"data/sentiment/{file}.csv.gz", "rt", encoding="utf-8") as rows:
        return [Judged(row["text"], MOODS[row["label"]], judge(row["text"])) for row in csv.DictReader(rows)]


def neutral_share(shared: Path, reports: int = 1500) -> float:
    """Of the first reports of the news stream, the share that the shipped lexicon finds neutral."""
    labels = report_labels(shipped_judge(), shared, reports)
    return labels[Tone.NEUTRAL] / labels.total()


def report_labels(judge: Judge, shared: Path, reports: int) -> Counter[Tone | None]:
    """How many of the first reports of the news stream get each label."""
    with gzip.open(shared / "data/news_stream/zh_news_stream.jsonl.gz", "rt", encoding="utf-8") as lines:
        return Counter(judge(json.loads(line)["text"]).label for line in islice(lines, reports))


def figures(rows: Sequence[Judged]) -> Figures:
    """Accuracy where a label is given, share without one, and macro F1 over the moods that the set knows."""
    answered = [row for row in rows if row.said.label is not None]
    right = sum(row.said.label is row.given for row in answered)
    moods = {row.given for row in rows}
    return Figures(
        accuracy=right / max(1, len(answered)),
        abstained=1 - len(answered) / len(rows),
        macro_f1=sum(_f1(rows, mood) for mood in sorted(moods)) / len(moods),
    )


def _f1(rows: Sequence[Judged], mood: Tone) -> float:
    both = sum(row.given is mood and row.said.label is mood for row in rows)
    return 2 * both / max(1, sum((row.given is mood) + (row.said.label is mood) for row in rows))


def main() -> None:
    """Print the table, or what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", nargs=3, metavar=("SET", "GIVEN", "SAID"))
    parser.add_argument("--words", metavar="SET")
    parser.add_argument("--samples", type=int, default=20)
    options = parser.parse_args()
    shared = shared_folder()
    judge = shipped_judge()
    if options.show:
        show(judged(judge, shared, POSTS[options.show[0]]), options.show[1], options.show[2], options.samples)
    elif options.words:
        show_words(judged(judge, shared, POSTS[options.words]))
    else:
        for name, file in (POSTS | REVIEWS).items():
            show_figures(name, judge, shared, file)
        labels = report_labels(judge, shared, 3000)
        said = [f"{label or 'none'} {labels[label] / labels.total():.3f}" for label in (*Tone, None)]
        print("reports    " + "  ".join(said))


def show_figures(name: str, judge: Judge, shared: Path, file: str) -> None:
    """The line of one set, and its rows by given and said mood."""
    started = time.process_time()
    rows = judged(judge, shared, file)
    seconds, found = time.process_time() - started, figures(rows)
    print(
        f"{name:10} {len(rows):6} rows  right {found.accuracy:.4f}  abstained {found.abstained:.4f}"
        f"  macro F1 {found.macro_f1:.4f}  {1e6 * seconds / len(rows):.0f} us"
    )
    counts = Counter((row.given, row.said.label) for row in rows)
    for given in sorted({row.given for row in rows}):
        said = [f"{label or 'none'} {counts[given, label]}" for label in (*Tone, None)]
        print(f"    {given:9} said " + "  ".join(said))


def show(rows: Sequence[Judged], given: str, said: str, samples: int) -> None:
    """Some posts of a mood that were given a label, with the words that moved it."""
    wanted = [row for row in rows if row.given == given and (row.said.label or "none") == said]
    for row in random.Random(0).sample(wanted, min(samples, len(wanted))):
        words = " ".join(f"{one.word}{one.weight:+.2f}" for one in row.said.evidence)
        print(f"{row.said.score:+.2f} {row.text}\n      {words}")


def show_words(rows: Sequence[Judged]) -> None:
    """Entries that moved at least five posts, the least right first."""
    counts: Mapping[str, Counter[Tone]] = defaultdict(Counter)
    for row in rows:
        for word, weight in {(one.word, one.weight > 0) for one in row.said.evidence}:
            counts[f"{word}{'+' if weight else '-'}"][row.given] += 1
    for word, found in sorted(counts.items(), key=lambda pair: _share(*pair)):
        if found.total() >= 5:
            print(f"{word:12} {_share(word, found):.2f} of {found.total()}")


def _share(word: str, found: Counter[Tone]) -> float:
    return found[Tone.POSITIVE if word.endswith("+") else Tone.NEGATIVE] / found.total()


if __name__ == "__main__":
    main()
