"""Where labelling runs: in this process, or on any standard executor. The results are the same in the same order."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain
from multiprocessing import get_context

from pipeline.label import load_labeller

from domain.codec import to_json
from domain.items import Document
from domain.labels import Labelled
from domain.rules import Rules

LabelAll = Callable[[Sequence[Document]], list[Labelled]]
BATCH = 500
"""Documents a task: below it, handing them over costs more than labelling them."""


@contextmanager
def open_labelling(executor: str, rules: Rules) -> Iterator[LabelAll]:
    """`inline`, or `processes:N` for N worker processes."""
    if executor == "inline":
        yield load_labeller(to_json(rules)).label_batch
        return
    workers = int(executor.partition(":")[2] or 2)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield partial(label_on, pool, to_json(rules))


def label_on(executor: Executor, rules: bytes, documents: Sequence[Document]) -> list[Labelled]:
    """Label on an executor, BATCH documents a task, results in the order given."""
    parts = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
    tasks = [executor.submit(label_task, rules, part) for part in parts]
    return list(chain.from_iterable(task.result() for task in tasks))


def label_task(rules: bytes, documents: Sequence[Document]) -> list[Labelled]:
    """What a worker runs: plain values in, plain values out; the labeller is loaded once a worker."""
    return load_labeller(rules).label_batch(documents)
