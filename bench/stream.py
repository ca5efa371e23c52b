"""Replay rows of the shared news files, in order of time: what `wanglou replay` and `wanglou import` read.

    python -m bench.stream [--shared ../shared] [--documents 14225] > stream.jsonl

The construction is that of `bench.streams`: address on a fictional outlet chosen by hash of the id out of 60 (3 central,
12 provincial, 30 local, 15 forum or short video), title = first clause up to 30 characters, rows without an hour at a
hash-chosen minute. Level mixes of a replay are of this construction.

Beyond the 14 225 documents of the files they are passed through again. Each pass is shifted by whole weeks, so that it
begins when the one before has ended, stands under addresses of its own, and tells of others: every name of a place,
person, body or product (tags ns, nr, nt, nz of jieba's dictionary, two characters and more) is replaced by another of the
same tag, length and band of frequency, and the digits of every number but its first by others, by tables drawn from the
number of the pass. A name becomes the same name throughout a pass: events stay events, and no two passes share a story.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from math import log2
from pathlib import Path
from typing import Any

from bench.shared import shared_folder
from bench.streams import Row, read_stream
from domain.items import Document
from pipeline.tokens import load_cutter

NAMES = ("ns", "nr", "nt", "nz")
"""Tags of jieba's dictionary: places, persons, bodies, other names."""


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--documents", type=int, help="so many; as many as the files have, where not said")
    asked = parser.parse_args()
    for row in replay_rows(asked.shared, asked.documents):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def replay_rows(shared: Path, documents: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows in order of time: the files once, or passed through until there are so many."""
    stream = read_stream(shared)
    yield from map(row_of, varied(stream, documents or len(stream)))


def varied(stream: Sequence[Row], documents: int) -> Iterator[Document]:
    """So many documents: the stream as it is, then pass after pass of it with other names, numbers, times and addresses."""
    weeks = span(stream)
    for turn in range(-(-documents // len(stream))):
        change = Variation(turn) if turn else None
        for row in stream[: documents - turn * len(stream)]:
            yield change.document(row.document, turn * weeks) if change else row.document


def row_of(document: Document) -> dict[str, Any]:
    """A document as a row of import and replay."""
    return {
        "url": document.url, "title": document.title, "text": document.text,
        "published_at": document.happened_at.isoformat(), "source": document.outlet, "outlet": document.outlet,
        "platform": document.platform.value, "tier": document.tier.value,
    }  # fmt: skip


def span(stream: Sequence[Row]) -> timedelta:
    """Whole weeks from the first document to past the last."""
    lasted = stream[-1].document.collected_at - stream[0].document.collected_at
    return timedelta(weeks=lasted // timedelta(weeks=1) + 1)


class Variation:
    """The names and numbers of one pass."""

    def __init__(self, turn: int) -> None:
        draw = random.Random(turn)
        self._turn = turn
        self._words = load_cutter().words
        self._names = other_names(draw)
        self._digits = str.maketrans("0123456789", "".join(draw.sample("0123456789", 10)))

    def document(self, one: Document, later: timedelta) -> Document:
        """The document as this pass tells it."""
        at = one.collected_at + later
        return replace(
            one, url=f"{one.url}-{self._turn}", title=self.told(one.title)[:30], text=self.told(one.text),
            published_at=at, collected_at=at,
        )  # fmt: skip

    def told(self, text: str) -> str:
        """A text with other names and numbers; the first digit of a number stays, so that its size does."""
        return "".join(
            self._number(word) if word.isdecimal() else self._names.get(word, word) for word in self._words(text)
        )

    def _number(self, word: str) -> str:
        return word[0] + word[1:].translate(self._digits) if word.isascii() else word


def other_names(draw: random.Random) -> Mapping[str, str]:
    """Every name of jieba's dictionary -> another of its tag, length and band of frequency: powers of four."""
    bands: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for word, frequency, tag in dictionary():
        if tag[:2] in NAMES and len(word) > 1:
            bands[tag[:2], len(word), int(log2(frequency + 1) / 2)].append(word)
    found: dict[str, str] = {}
    for _, words in sorted(bands.items()):
        found |= zip(words, draw.sample(words, len(words)), strict=True)
    return found


def dictionary() -> Iterator[tuple[str, int, str]]:
    """Word, frequency and tag of jieba's dictionary, in its order."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    for line in Path(spec.origin).with_name("dict.txt").read_text("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        yield word, int(frequency), tag


if __name__ == "__main__":
    main()
