"""A flood: 10 000 events become alerts in one minute. How long deciding takes, and what the desk is told.

    python -m bench.flood [--shared ../shared] [--events 10000]

Documents of `bench.stream` are committed within one minute to a store on a file. Rules of this bench alone make every one of
them a harm of the desk and set thresholds so low that each event has a level; a few reach II. Labelling and grouping are done
first; what is timed are the evaluations that follow, each with its commit: assessing, deciding, folding, storing. Then what
follows when nobody acts: one turn of the duties an hour later. Asserts nothing about time.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from bench.shared import shared_folder
from bench.stream import varied
from bench.streams import read_stream
from config.load import load_rules
from domain.addresses import digest, source_id
from domain.alerts import Reason
from domain.harms import Harm
from domain.items import Document, Source, SourceKind
from domain.risk import Level
from domain.rules import Keyword, Rules, Topic
from pipeline.label import Labeller
from service.duties import Duties
from service.process import Processor
from storage.base import Storage
from storage.open import open_storage
from storage.values import Change, Collected, Harvest

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEP = timedelta(minutes=5)
LATER = AT + timedelta(hours=1, minutes=20)
PART = 500
THRESHOLDS = ((Level.IV, 0.5), (Level.III, 2.85), (Level.II, 4.0), (Level.I, 75.0))
"""Of this bench: about as the mix of alert quality has it, 80 to 15 to 5."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--events", type=int, default=10_000)
    asked = parser.parse_args()
    rules = flooded_rules()
    with (
        tempfile.TemporaryDirectory(prefix="wanglou-flood-") as folder,
        closing(open_storage(f"sqlite:///{folder}/w.db")) as store,
    ):
        store.upgrade()
        processor = Processor(store, rules, Labeller(rules).label_batch, interval=STEP, rows=PART)
        taken, events = filled(store, processor, asked.shared, asked.events)
        print(f"{taken} documents, {events} events")
        for number in (1, 2):
            report(
                f"evaluation {number}",
                store,
                timed(partial(processor.run, AT + number * STEP + timedelta(seconds=1))),
            )
        report(
            "duties, an hour later",
            store,
            timed(partial(Duties(store).turn, rules, LATER)),
        )
        report("duties again", store, timed(partial(Duties(store).turn, rules, LATER)))


def flooded_rules() -> Rules:
    """The shipped rules with one topic that every text has, and thresholds that every event reaches."""
    rules = load_rules(None)
    words = Keyword(id="any", any=("的", "了", "在", "是", "和", "为", "有", "中", "一"), weight=3.0)
    topic = Topic(id="all", name="all", harm=Harm.ACCIDENT, purpose="bench", keywords=(words,))
    scopes = tuple(replace(one, levels=replace(one.levels, thresholds=THRESHOLDS, at_once=0.0, gate_cap=0.0, least_coverage=0.0))
                   for one in rules.scopes)  # fmt: skip
    return replace(
        rules, topics=(topic,), scopes=scopes, grouping=replace(rules.grouping, similarity=0.6, merge=0.9, split=0)
    )


def filled(store: Storage, processor: Processor, shared: Path, events: int) -> tuple[int, int]:
    """Commit documents within the minute and group them, until there are so many events; documents and events."""
    source = Source(id=source_id("https://flood.example/feed"), name="flood", kind=SourceKind.FEED,
                    url="https://flood.example/feed", outlet="flood")  # fmt: skip
    store.put_sources([source], Change(at=AT, actor="bench", action="source.import", subject="bench"))
    documents, taken, found = moved(shared, source, 4 * events), 0, 0
    while found < events and (part := list(islice(documents, PART))):
        collected = tuple(Collected(document=one, key=one.id, fingerprint=one.content_hash) for one in part)
        store.commit_harvest(Harvest(source_id=source.id, at=AT + timedelta(seconds=1), collected=collected))
        processor.run(AT + timedelta(minutes=1))
        taken += len(part)
        found = len(store.window_events(AT - timedelta(days=1)))
    return taken, found


def moved(shared: Path, source: Source, count: int) -> Iterator[Document]:
    """Documents of the stream, all of one minute."""
    for one in varied(read_stream(shared), count):
        yield replace(one, source_id=source.id, published_at=AT, collected_at=AT, content_hash=digest(one.text))


def timed(work: Callable[[], object]) -> str:
    """Seconds that a piece of work took, by the clock and of the processor."""
    begin, used = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - begin:.2f} s, {time.process_time() - used:.2f} s of CPU"


def report(name: str, store: Storage, took: str) -> None:
    """What the outbox holds so far."""
    rows = [row.alert for row in store.alerts()]
    told = Counter(
        "digest" if one.reason is Reason.DIGEST else "folded" if one.digest else f"singly {one.level.name}"
        for one in rows
    )
    print(f"{name}: {took}; " + ", ".join(f"{count} {what}" for what, count in sorted(told.items())), flush=True)


if __name__ == "__main__":
    main()
