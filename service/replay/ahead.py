"""Reading, masking and labelling rows ahead of the loop, in worker processes or in this one; the results are the same.

A worker needs nothing but a row, its source and the rules. So the parts of a file are understood on every processor while
this process commits, groups and assesses the parts before them, in their order.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from domain.errors import BadUse
from domain.labels import Labelled
from service.admit import Refused
from service.documents import read_row
from service.executor import Given, Task, Workers, label_task
from service.intake import parsed
from service.replay.rows import Row
from storage.values import Collected

DEPTH = 1
"""Parts a worker may be ahead: enough to keep it busy, few enough to hold in memory. What is ahead when the file ends this process
does alone, so that more would be slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A line that is no document: a code of the catalogue and its parameters."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What became of a row. Labels are without search tokens: nobody searches a scratch store."""

    number: int
    at: datetime
    source_id: str
    outcome: Collected | Refused | Bad
    labelled: Labelled | None = None


@contextmanager
def preparing(
    parts: Iterable[Sequence[Row]], given: Given, workers: Workers | None
) -> Iterator[Iterator[list[Prepared]]]:
    """Each part prepared, in order; by worker processes, None: in this one."""
    with closing(_ahead(parts, given, workers) if workers else _here(parts, given)) as made:
        yield made


def _here(parts: Iterable[Sequence[Row]], given: Given) -> Generator[list[Prepared], None, None]:
    yield from (prepare_task(*given, part) for part in parts)


def prepare_task(rules: bytes, models: str | None, part: Sequence[Row]) -> list[Prepared]:
    """What a worker runs."""
    read = [_read(row) for row in part]
    documents = [one.outcome.document for one in read if isinstance(one.outcome, Collected)]
    labels = iter(label_task(rules, models, documents, searched=False))
    return [replace(one, labelled=next(labels)) if isinstance(one.outcome, Collected) else one for one in read]


def _read(row: Row) -> Prepared:
    return Prepared(number=row.number, at=row.at, source_id=row.source.id, outcome=_outcome(row))


def _outcome(row: Row) -> Collected | Refused | Bad:
    try:
        return read_row(parsed(row.line), row.source, row.at)
    except BadUse as error:
        return Bad(code=error.code, params=error.params)


def _ahead(parts: Iterable[Sequence[Row]], given: Given, workers: Workers) -> Generator[list[Prepared], None, None]:
    """Parts go to the workers as long as few enough wait; each comes back in its turn."""
    waiting: deque[Task[list[Prepared]]] = deque()
    for part in parts:
        waiting.append(workers.submit(partial(prepare_task, *given, part)))
        if len(waiting) > DEPTH * workers.count:
            yield workers.result(waiting.popleft())
    while waiting:
        yield workers.result(waiting.popleft())
