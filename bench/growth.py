"""Whether a document costs the same however long it has run: microseconds a document in each block of 10 000 of a long stream.

    python -m bench.growth [--shared ../shared] [--documents 100000] [--dense 1] [--whole]

The stream is that of `bench.stream`: the files, then passes of them with other names, numbers, times and addresses.
Beside it, chunk by chunk, a grouper that is new with each block places the same documents: the machine's moods and the
texts of a block are the same for both, so what age costs is the one over the other. `--dense 7` puts seven passes side by side into the time of one, so that seven times as many events are open at once.
Times are CPU seconds of grouping with the merge pass, labelling left out; memory is the peak of the process so far.

`--whole` takes the stream through a whole replay in place of that: masking and labelling in worker processes, storage, grouping and
assessing in this one. CPU seconds of both are of the parts that were processed; workers are a part ahead. Labelling knows no past, so
that its cost tells the machine's moods: what age costs is this process's share over theirs.
"""

import argparse
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.events import STEP, slot_of
from bench.replay import write_rows
from bench.shared import shared_folder
from bench.stream import span, varied
from bench.streams import read_stream
from config.load import load_rules
from domain.items import Document
from domain.labels import Labelled
from domain.rules import Grouping
from pipeline.events import Grouper
from pipeline.label import Labeller
from service.memory import look_seldom
from service.replay.begun import ReplayFolder
from service.replay.replay import Asked, replay

BLOCK = 10_000
CHUNK = 500
AHEAD = 2_500
"""Documents behind the last block of a whole replay, so that workers are as far ahead at its end as at its beginning."""


def main() -> None:
    """Print a line a block, and the last block against the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--dense", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="a whole replay in place of grouping alone")
    asked = parser.parse_args()
    if asked.whole and asked.documents < 3 * BLOCK:
        parser.error(f"--whole sets blocks of {BLOCK} side by side: three at least")
    if asked.whole:
        whole(asked.shared, asked.documents)
    else:
        grouping(asked.shared, asked.documents, asked.dense)


def grouping(shared: Path, count: int, dense: int) -> None:
    """Grouping alone."""
    rules = load_rules(None)
    labeller, aged, costs = Labeller(rules), Run(rules.grouping), []
    for number, block in enumerate(batched(documents(shared, count, dense), BLOCK), 1):
        costs.append(cost_of(block, labeller, aged, Run(rules.grouping)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        old, new = costs[-1]
        print(f"to {number * BLOCK}: {old:.0f} us a document, {old / new:.2f} of a new one, peak {peak} MB", flush=True)
    first, last = costs[0], costs[-1]
    print(f"last block / first block: {last[0] / first[0]:.2f}, of new groupers {last[1] / first[1]:.2f}, ", end="")
    print(f"what age costs {last[0] / last[1]:.2f}")


def whole(shared: Path, count: int) -> None:
    """A whole replay: a line a block, and the last block against the second, since the first pays for the start."""
    with TemporaryDirectory(prefix="wanglou-growth-") as scratch:
        folder = Path(scratch)
        write_rows(folder / "rows.jsonl", shared, count + AHEAD)
        asked = Asked(file=folder / "rows.jsonl", folder=ReplayFolder(folder / "out"), rules=load_rules(None), models=None,
                      interval=timedelta(minutes=5))  # fmt: skip
        blocks = Blocks()
        look_seldom()
        replay(asked, blocks.moved)
    _, second, *_, last = blocks.costs
    print(f"last block / second block: {sum(last) / sum(second):.2f}, ", end="")
    print(f"what age costs {last[0] / last[1] / (second[0] / second[1]):.2f}")


class Blocks:
    """CPU of this process and of its workers, a block of rows at a time."""

    def __init__(self) -> None:
        self.costs: list[tuple[float, float]] = []
        """Microseconds a document of this process and of the workers."""
        self._before = self._spent()
        self._rows = 0

    def moved(self, rows: int, _: int, __: datetime) -> None:
        """Told by the replay after every part."""
        if rows < (len(self.costs) + 1) * BLOCK:
            return
        spent = self._spent()
        here, there = (1e6 * (now - then) / (rows - self._rows) for now, then in zip(spent, self._before, strict=True))
        self._before, self._rows = spent, rows
        self.costs.append((here, there))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(
            f"to {rows}: {here + there:.0f} us a document, {here:.0f} here, {there:.0f} of workers, peak {peak} MB",
            flush=True,
        )

    def _spent(self) -> tuple[float, float]:
        """Seconds here and of the workers."""
        workers = [child.cpu_times() for child in psutil.Process().children()]
        return time.process_time(), sum(one.user + one.system for one in workers)


def cost_of(block: Sequence[Document], labeller: Labeller, aged: "Run", fresh: "Run") -> tuple[float, float]:
    """Microseconds of grouping a document: of the grouper that has seen all before, and of a new one."""
    spent = [0.0, 0.0]
    for chunk in batched(block, CHUNK):
        labelled = labeller.label_batch(chunk)
        for which, run in enumerate((aged, fresh)):
            spent[which] += run.take(chunk, labelled)
    return 1e6 * spent[0] / len(block), 1e6 * spent[1] / len(block)


def documents(shared: Path, count: int, dense: int) -> Iterator[Document]:
    """The long stream in order of time; `dense` passes of it at once."""
    stream = read_stream(shared)
    if dense == 1:
        return varied(stream, count)
    weeks, size = span(stream), len(stream)
    long = varied(stream, size * dense)
    moved = [_earlier(document, place // size * weeks) for place, document in enumerate(long)]
    return iter(sorted(moved, key=lambda document: (document.collected_at, document.url))[:count])


def _earlier(document: Document, shift: timedelta) -> Document:
    published = document.published_at - shift if document.published_at else None
    return replace(document, published_at=published, collected_at=document.collected_at - shift)


def batched(items: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """Lists of so many."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


class Run:
    """One grouper at work."""

    def __init__(self, grouping: Grouping) -> None:
        self._grouper = Grouper(grouping)
        self._sequence = 0
        self._slot: datetime | None = None

    def take(self, documents: Sequence[Document], labelled: Sequence[Labelled]) -> float:
        """Seconds of grouping."""
        started = time.process_time()
        for document, labels in zip(documents, labelled, strict=True):
            self._place(document, labels)
        return time.process_time() - started

    def _place(self, document: Document, labelled: Labelled) -> None:
        slot = slot_of(document.collected_at)
        if self._slot is not None and slot > self._slot:
            self._grouper.tidy(self._slot + timedelta(seconds=STEP), self._slot)
        self._slot = slot
        self._sequence += 1
        self._grouper.place(document, labelled, self._sequence, document.collected_at)


if __name__ == "__main__":
    main()
