"""How well places are recognised: recall on hand-annotated reports, the cost of a report, samples to read.

    python -m bench.places [--shared ../shared] [--samples 100] [--seed 0] [--missed]

Recall: of the spans that the annotators of the incident corpus marked as locations, those that contain the name of a
division as the shipped table has it, and it stands in the text as it is understood (datelines are cut out before); one
is found where the report's mentions hold a division of that name. What only looks like a name (a street called after a
city, two characters of different words) counts as missed all the same.
"""

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from bench.shared import shared_folder
from bench.streams import read_stream
from domain.rules import Institution, Place
from pipeline.boilerplate import read
from pipeline.gazetteer.divisions import division_names, full_names
from pipeline.gazetteer.meanings import World, meanings
from pipeline.gazetteer.occurrences import occurrences
from pipeline.places import Gazetteer
from pipeline.scan import Scanned, Scanner

ROUNDS = 3


class Reader:
    """The mentions of a text for an institution of one district."""

    def __init__(self) -> None:
        place = Place(code="110105", name=full_names()["110105"])
        self.gazetteer = Gazetteer([Institution(name="望川区值班室", places=(place,))])
        self._scanner = Scanner(self.gazetteer.words())

    def scan(self, title: str, text: str) -> Scanned:
        reading = read(title, text)
        return self._scanner.find(reading.form, reading.title_end)


class Recall:
    """Names of divisions in annotated spans, and which of them a reader finds."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._words = list(division_names())
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)
        self.found = 0
        self.missed: Counter[str] = Counter()

    @property
    def share(self) -> float:
        """Found names of all."""
        return self.found / (self.found + self.missed.total())

    def read(self, row: dict[str, Any]) -> None:
        """Count the names in the spans of one report, each once."""
        scanned = self._reader.scan(row["title"], row["text"])
        mentions = self._reader.gazetteer.judge(scanned)
        codes, names = {one.code for one in mentions}, {one.name for one in mentions}
        for word in {self._words[index] for span in row["locations"] for index, _, _ in self._matches(span)}:
            if word not in scanned.places:
                continue
            if word in names or not codes.isdisjoint(division_names()[word].codes):
                self.found += 1
            else:
                self.missed[word] += 1

    def _matches(self, span: str) -> Sequence[tuple[int, int, int]]:
        found: Sequence[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(span)
        return found


def main() -> None:
    """Print the figures, and samples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true", help="print the names that were missed")
    options = parser.parse_args()
    reader = Reader()
    recall = measure(options.shared, reader)
    print(f"annotated reports: {recall.found} names of divisions found, {recall.missed.total()} missed", end=", ")
    print(f"recall {recall.share:.3f}")
    if options.missed:
        print(" ", " ".join(f"{word}*{count}" for word, count in recall.missed.most_common()))
    documents = [row.document for row in read_stream(options.shared)[:3000]]
    scans = [reader.scan(one.title, one.text) for one in documents]
    print(f"judged: {1e6 * best(reader, scans) / len(scans):.1f} us a report", end=", ")
    print(f"{sum(len(reader.gazetteer.judge(one)) for one in scans) / len(scans):.2f} mentions")
    show(list(samples(scans)), options.samples, options.seed)


def measure(shared: Path, reader: Reader) -> Recall:
    """Recall on the reports of the incident corpus."""
    recall = Recall(reader)
    with gzip.open(shared / "data/incident/cec_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            recall.read(json.loads(line))
    return recall


def best(reader: Reader, scans: Sequence[Scanned]) -> float:
    """Seconds of the fastest round."""
    return min(_round(reader, scans) for _ in range(ROUNDS))


def _round(reader: Reader, scans: Sequence[Scanned]) -> float:
    started = time.process_time()
    for one in scans:
        reader.gazetteer.judge(one)
    return time.process_time() - started


def samples(scans: Sequence[Scanned]) -> Iterator[str]:
    """Each division once a report, with the surroundings of the name that gave it."""
    names, nowhere = division_names(), World(())
    for scanned in scans:
        text, told = scanned.form.text, set[str | None]()
        for one, code in meanings(occurrences(scanned, names), names, nowhere):
            if code not in told:
                told.add(code)
                end = one.start + len(one.word)
                shown = f"{text[max(0, one.start - 25) : one.start]}[{one.word}]{text[end : end + 25]}"
                yield f"{full_names().get(code or '', '?')} {code}: {' '.join(shown.split())}"


def show(lines: list[str], count: int, seed: int) -> None:
    """Some of the lines, drawn at random."""
    random.Random(seed).shuffle(lines)
    for line in lines[:count]:
        print(line)


if __name__ == "__main__":
    main()
