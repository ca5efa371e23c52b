"""Where labelling runs: in this process, or on any standard executor. The results are the same in the same order."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import structlog

from domain.codec import to_json
from domain.errors import BadUse
from domain.items import Document
from domain.labels import Labelled
from domain.rules import Rules
from pipeline.boilerplate import LONGEST
from pipeline.label import Labeller, load_labeller

LabelAll = Callable[[Sequence[Document]], list[Labelled]]
Given = tuple[bytes, str | None]
"""Rules in canonical JSON, and the folder of a workspace's models."""
BATCH = 500
"""Documents a task: below it, handing them over costs more than labelling them."""


@contextmanager
def open_labelling(executor: str, rules: Rules, models: Path | None = None) -> Iterator[LabelAll]:
    """`inline`, or `processes:N` for N worker processes; BadUse for another. `models`: a workspace's folder of them."""
    given = (to_json(rules), str(models) if models else None)
    kind, _, count = executor.partition(":")
    if kind == "inline":
        yield partial(label_task, *given)
    elif kind == "processes":
        with ExitStack() as stack:
            yield Workers(int(count or 2), given, stack)
    else:
        raise BadUse("executor.unknown", value=executor)


class Workers:
    """A pool of worker processes; made anew where a worker was killed, since a broken pool stays broken."""

    def __init__(self, count: int, given: Given, stack: ExitStack) -> None:
        self._count = count
        self._given = given
        self._pool = self._made()
        stack.callback(lambda: self._pool.shutdown(cancel_futures=True))

    def __call__(self, documents: Sequence[Document]) -> list[Labelled]:
        try:
            return label_on(self._pool, self._given, documents)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._made()
            return label_on(self._pool, self._given, documents)

    def _made(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=end_with_parent)


def end_with_parent() -> None:
    """Let this worker end when its parent is gone, however that ended: a pool's workers wait for ever otherwise."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def label_on(executor: Executor, given: Given, documents: Sequence[Document]) -> list[Labelled]:
    """Label on an executor, BATCH documents a task, results in the order given."""
    parts = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
    tasks = [executor.submit(label_task, *given, part) for part in parts]
    return list(chain.from_iterable(task.result() for task in tasks))


def label_task(
    rules: bytes, models: str | None, documents: Sequence[Document], *, searched: bool = True
) -> list[Labelled]:
    """What a worker runs: plain values in, plain values out; the labeller is loaded once a worker. `searched`: whether
    tokens for the search index are wanted."""
    labeller, log = load_labeller(rules, models), structlog.get_logger("label")
    for one in documents:
        if len(one.text) > LONGEST:
            log.warning("understood in part", document=one.id, characters=len(one.text))
    try:
        return labeller.label_batch(documents, searched=searched)
    except Exception:  # noqa: BLE001  one by one, to find the document that breaks it
        return [_labelled(labeller, document, searched=searched) for document in documents]


def _labelled(labeller: Labeller, document: Document, *, searched: bool) -> Labelled:
    """A document that breaks the labeller is kept without labels, and said: it must not hold up all others."""
    try:
        return labeller.label(document, searched=searched)
    except Exception as error:  # noqa: BLE001  the edge between foreign text and ours
        structlog.get_logger("label").error("not labelled", document=document.id, kind=type(error).__name__)
        return labeller.label(replace(document, title="", text=""), searched=searched)
