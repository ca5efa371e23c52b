"""The labelled sample texts: each row is clean and its own, every topic and tone has enough of them, the README counts right."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from domain.harms import Harm
from domain.labels import Tone
from pipeline.characters import readable
from pipeline.duplicates import Bands, packed, signature, similarity
from pipeline.mask import mask_text
from pipeline.text import letters, normal

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "labelled"
FILES = sorted(FOLDER.glob("*.csv"))
TOPICS = (*Harm, "other")
LEAST_ROWS = 2_000
LEAST_A_TOPIC = 100
LEAST_A_TONE = 300
LENGTH = (12, 140)
"""Characters of a text."""
COPY = 0.8
"""Similarity from which two rows count as one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    file: str
    text: str
    topic: str
    sentiment: str


def read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        for text, topic, sentiment in list(csv.reader(lines, strict=True))[1:]:
            yield Row(file=path.name, text=text, topic=topic, sentiment=sentiment)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for path in FILES for row in read(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_its_header_and_three_fields_a_row(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        header, *rest = csv.reader(lines, strict=True)
    assert header == ["text", "topic", "sentiment"]
    assert [row for row in rest if len(row) != len(header)] == []


def test_labels_are_known(rows: list[Row]) -> None:
    assert [row for row in rows if row.topic not in TOPICS or row.sentiment not in tuple(Tone)] == []


def test_every_topic_of_the_packs_is_a_label() -> None:
    packs = FOLDER.parents[1] / "config" / "defaults" / "topics"
    assert {path.stem for path in packs.glob("*.yaml")} == set(TOPICS) - {"other"}


def test_texts_are_short_and_of_one_clean_line(rows: list[Row]) -> None:
    assert [row for row in rows if not LENGTH[0] <= len(row.text) <= LENGTH[1]] == []
    assert [row for row in rows if row.text != row.text.strip() or not _is_clean(row.text)] == []


def _is_clean(text: str) -> bool:
    """Composed, one line, nothing invisible, no placeholder of a mask."""
    is_plain = readable(text) == text and normal(text).offsets is None
    return is_plain and unicodedata.is_normalized("NFC", text) and not set(text) & set("\n\t\ufffd[]")


def test_no_text_comes_twice(rows: list[Row]) -> None:
    counts = Counter(letters(row.text) for row in rows)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_text_is_a_near_copy_of_another(rows: list[Row]) -> None:
    """Of two texts as alike as `COPY` the bands find all but one pair in five thousand."""
    bands, texts, copies = Bands(), dict[str, tuple[str, bytes]](), list[tuple[str, str]]()
    for row in rows:
        signed = packed(signature(letters(row.text)))
        found = (texts[other] for other in bands.candidates(signed))
        copies += [(row.text, text) for text, other in found if similarity(signed, other) >= COPY]
        bands.add(row.text, signed)
        texts[row.text] = row.text, signed
    assert copies == []


def test_nothing_in_them_is_personal(rows: list[Row]) -> None:
    now = datetime(2031, 5, 6, tzinfo=UTC)
    masked = {row.text: mask_text(row.text, now=now).text for row in rows}
    assert {text: found for text, found in masked.items() if found != text} == {}


def test_there_are_enough_of_each(rows: list[Row]) -> None:
    topics, tones = Counter(row.topic for row in rows), Counter(row.sentiment for row in rows)
    assert len(rows) >= LEAST_ROWS
    assert {topic: topics[topic] for topic in TOPICS if topics[topic] < LEAST_A_TOPIC} == {}
    assert {tone: tones[tone] for tone in Tone if tones[tone] < LEAST_A_TONE} == {}


def test_no_beginning_or_end_is_a_stamp(rows: list[Row]) -> None:
    """Texts put together from a template share how they begin or end; these do not."""
    cuts: tuple[Callable[[str], str], ...] = (lambda text: text[:8], lambda text: text[-8:])
    shared = [Counter(cut(letters(row.text)) for row in rows) for cut in cuts]
    assert [(part, count) for counts in shared for part, count in counts.items() if count > 4] == []


def test_the_readme_counts_what_there_is(rows: list[Row]) -> None:
    """One table row a topic: its texts by tone and all of them."""
    table = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", _readme(), re.MULTILINE)
    counts = Counter((row.topic, row.sentiment) for row in rows)
    there = {(topic, tone): counts[topic, tone] for topic, tone in product(TOPICS, Tone)}
    assert {topic: [int(number) for number in numbers] for topic, *numbers in table} == {
        topic: [*(number := [there[topic, tone] for tone in Tone]), sum(number)] for topic in TOPICS
    }


def _readme() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")
