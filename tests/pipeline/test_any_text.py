"""Any string at all is labelled, in bounded time and memory, to the same bytes in any batch and any process."""

import random
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_rules
from domain.codec import to_json
from domain.items import Document, Platform, Tier
from domain.rules import UserWord
from pipeline.boilerplate import LONGEST
from pipeline.label import Labeller, load_labeller

ROOT = Path(__file__).resolve().parents[2]
RULES = replace(load_rules(None), words=(UserWord(word="磐云谷新城"),))
LABELLER = load_labeller(to_json(RULES))
PLACE = Document(
    id="D1", source_id="S1", outlet="o", platform=Platform.NEWS, tier=Tier.LOCAL, url="http://a.example/1", title="", text="",
    published_at=None, collected_at=datetime(2026, 1, 1, tzinfo=UTC), content_hash="c", duplicate_group="G1",
)  # fmt: skip
WORDS = (
    "火灾", "起火", "爆炸", "受伤", "不", "非常", "，", "。", "磐云谷新城", "停水", "网传", "2023-08-16", "http://a.example/", "\u200b", "\u202e",
    "\ud800", "臺灣颱風", "来源：云岭网", "原标题：", "\n", " ", "ABC", "０１", "😀", "愤怒", "满意", "？",
)  # fmt: skip

MANY = 150
"""Documents that are labelled in every batch size and process."""


def document(title: str, text: str, number: int = 0) -> Document:
    return replace(PLACE, id=f"D{number}", title=title, text=text)


def noise(length: int, seed: int = 0) -> str:
    """Characters of all planes, half surrogate pairs and direction marks among words that rules look for."""
    draw = random.Random(seed)
    parts: list[str] = []
    size = 0
    while size < length:
        part = draw.choice(WORDS) if draw.random() < 0.3 else chr(draw.randrange(0x110000))
        parts.append(part)
        size += len(part)
    return "".join(parts)[:length]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=80), st.text(st.characters(), max_size=600))
def test_every_string_has_labels(title: str, text: str) -> None:
    labelled = LABELLER.label(document(title, text))
    joined = f"{title}\n{text}"
    places = [place for topic in labelled.labels.topics for hit in topic.hits for place in hit.positions]
    assert all(0 <= place < len(joined) for place in places)
    assert -1 <= labelled.labels.sentiment.score <= 1
    assert to_json(labelled) == to_json(LABELLER.label(document(title, text)))
    assert "  " not in labelled.tokens


HOSTILE = {
    "one line": "今晨城东化工厂起火，多人受伤" * 700_000,
    "no pause": "火" * 10_000_000,
    "latin": "a" * 10_000_000,
    "negations": "不" * 5_000_000 + "满意",
    "words of rules": "网传火灾爆炸受伤" * 1_000_000,
    "traditional": "臺灣颱風乾燥" * 1_000_000,
    "invisible": "\u200b\u202e" * 5_000_000,
    "half pairs": "\ud800\udfff" * 3_000_000,
    "brackets": "（来源：" * 2_000_000,
    "datelines": "云岭网8月1日电" * 1_000_000,
    "line breaks": "\n" * 10_000_000,
    "digits": "2023-08-16 " * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_vast_text_takes_no_more_than_its_first_part(name: str) -> None:
    """What lies behind the part that is understood changes nothing, and is not even copied."""
    text = HOSTILE[name]
    first = LABELLER.label(document("起火", text[:LONGEST]))
    tracemalloc.start()
    whole = LABELLER.label(document("起火", text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert to_json(whole) == to_json(first)
    assert peak < 150 * LONGEST * 4
    assert LABELLER.label(document(text, "起火")).document_id == "D0"


def test_much_noise_fills_no_memory() -> None:
    """In pieces; what the labeller remembers of words is bounded."""
    for seed in range(12):
        LABELLER.label(document(noise(60, seed), noise(30_000, seed)))
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for seed in range(12, 20):
        LABELLER.label(document(noise(60, seed), noise(30_000, seed)))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 60_000_000


def many() -> list[Document]:
    draw = random.Random(7)
    texts = [
        "".join(draw.choices([word for word in WORDS if word.isprintable() or word == "\n"], k=draw.randrange(400)))
        for _ in range(MANY)
    ]
    return [document(text[:20], text, number) for number, text in enumerate(texts)]


def test_any_batch_and_any_process_give_the_same_bytes() -> None:
    documents = many()
    whole = b"\n".join(map(to_json, LABELLER.label_batch(documents)))
    fresh = Labeller(RULES)
    for size in (1, 7, MANY):
        parts = (fresh.label_batch(documents[at : at + size]) for at in range(0, len(documents), size))
        assert b"\n".join(to_json(one) for part in parts for one in part) == whole, size
    backwards = Labeller(RULES).label_batch(documents[::-1])[::-1]
    assert b"\n".join(map(to_json, backwards)) == whole
    assert _elsewhere(documents) == whole


ELSEWHERE = r"""
import sys
from domain.codec import from_json
from domain.items import Document
from domain.codec import to_json
from pipeline.label import load_labeller
rules, *documents = sys.stdin.buffer.read().split(b"\n")
labeller = load_labeller(rules)
for one in documents:
    sys.stdout.buffer.write(to_json(labeller.label(from_json(Document, one))) + b"\n")
"""


def _elsewhere(documents: list[Document]) -> bytes:
    """The same by another process with another salt of hashes."""
    given = b"\n".join([to_json(RULES), *map(to_json, documents)])
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=given,
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "77"},
    )
    return told.stdout.rstrip(b"\n")
