"""Where labelling runs: in this process, or on any standard executor. The results are the same in the same order."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

import structlog

from domain.codec import to_json
from domain.errors import BadUse
from domain.items import Document
from domain.labels import Labelled
from domain.rules import Rules
from pipeline.boilerplate import LONGEST
from pipeline.label import Labeller, load_labeller
from service.memory import look_seldom
from service.parts import in_parts

T = TypeVar("T")
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
        with closing(Workers(int(count or 2))) as workers:
            yield partial(label_on, workers, given)
    else:
        raise BadUse("executor.unknown", value=executor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[T]):
    """A call that a worker was given, kept so that it can be given again."""

    call: Callable[[], T]
    future: Future[T]


class Workers:
    """Worker processes; made anew where one was killed, since a broken pool stays broken. A call is given again once."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = self._made()

    def warm(self, call: Callable[[], object]) -> None:
        """Start all workers, and have each make this call before anything else; what it gives is let go."""
        for _ in range(self.count):
            self._pool.submit(call)

    def submit(self, call: Callable[[], T]) -> Task[T]:
        """Give a call to a worker: a partial of a top-level function and plain values."""
        try:
            future = self._pool.submit(call)
        except BrokenProcessPool:
            self.close()
            self._pool = self._made()
            future = self._pool.submit(call)
        return Task(call=call, future=future)

    def result(self, task: Task[T]) -> T:
        """What the call gave, when it has."""
        try:
            return task.future.result()
        except BrokenProcessPool:
            return self.submit(task.call).future.result()

    def close(self) -> None:
        """Wait for what is at work; the rest is called off."""
        self._pool.shutdown(cancel_futures=True)

    def _made(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=begin)


def begin() -> None:
    """What a worker does before its first task."""
    end_with_parent()
    look_seldom()


def end_with_parent() -> None:
    """Let this worker end when its parent is gone, however that ended: a pool's workers wait for ever otherwise."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def label_on(workers: Workers, given: Given, documents: Sequence[Document]) -> list[Labelled]:
    """Label on workers, BATCH documents a task, results in the order given."""
    tasks = [workers.submit(partial(label_task, *given, part)) for part in in_parts(documents, BATCH)]
    return list(chain.from_iterable(map(workers.result, tasks)))


def warm_task(rules: bytes, models: str | None) -> None:
    """What a worker runs that has nothing to do yet: it loads its labeller."""
    load_labeller(rules, models)


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
