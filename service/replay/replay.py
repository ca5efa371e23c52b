"""A whole replay: survey, loop, results."""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from domain.codec import to_json
from domain.errors import BadUse
from domain.rules import Rules
from service.executor import Given, Workers, label_task, warm_task
from service.intake import Taken
from service.parts import in_parts
from service.replay.ahead import Bad, Prepared, preparing
from service.replay.begun import Begun, ReplayFolder, versions
from service.replay.loop import Loop, Mark, begin
from service.replay.results import LevelChange, alert_lines, event_lines, level_changes, stored, summary, tellings
from service.replay.rows import EPOCH, MICROSECOND, Survey, in_time, survey
from storage.base import Storage
from storage.open import open_storage

FEW = 2 << 20
"""Bytes of a file, packed or not, below which worker processes take longer to start than they save."""

ReplayProgress = Callable[[int, int, datetime], None]
"""Told of rows done, rows in all and the virtual clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be replayed, where and how."""

    file: Path
    folder: ReplayFolder
    rules: Rules
    models: Path | None
    interval: timedelta
    executor: str = "inline"
    batch: int = 500
    """Rows that are prepared, and committed, together."""
    resume: bool = False

    @property
    def given(self) -> Given:
        """What labelling wants to know."""
        return to_json(self.rules), str(self.models) if self.models else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The summary, and the lines that were no document with the reason of each, the first of them."""

    summary: dict[str, Any]
    bad: Taken


def replay(asked: Asked, moved: ReplayProgress) -> Replayed:
    """Replay a file into a folder; BadUse where the folder, the file or what it was begun with does not allow it."""
    with _started(asked) as pool:  # first of all: they load while the file is surveyed
        found = survey(asked.file)
        begun = Begun(
            input=found.sha256,
            rules=asked.rules.config_id,
            interval=asked.interval.total_seconds(),
            versions=versions(),
        )
        with asked.folder.held(begun, resume=asked.resume):
            storage = open_storage(f"sqlite:///{asked.folder.database.absolute()}", scratch=True)
            with closing(storage):
                return _replay(asked, storage, found, pool, moved)


@contextmanager
def _started(asked: Asked) -> Iterator[Workers | None]:
    """Worker processes on their way, or None where there are to be none."""
    count = workers(asked.executor, asked.file)
    if not count:
        yield None
        return
    with closing(Workers(count)) as pool:
        pool.warm(partial(warm_task, *asked.given))
        yield pool


def _replay(asked: Asked, storage: Storage, found: Survey, pool: Workers | None, moved: ReplayProgress) -> Replayed:
    begin(storage, found.sources, EPOCH)
    given = asked.given
    loop = Loop(storage, asked.rules, partial(label_task, *given, searched=False), asked.interval, asked.batch)
    total, unread = len(found.times), found.bad.bad_lines
    parts = in_parts(in_time(asked.file, found, loop.mark.rows), asked.batch)
    with preparing(parts, given, pool) as made:
        for part in made:
            loop.take(part)
            _note(found.bad, part)
            moved(loop.mark.rows, total, part[-1].at)
    if total:
        loop.finish(EPOCH + max(found.times) * MICROSECOND)
    return Replayed(summary=_write(asked, storage, loop.mark, unread), bad=found.bad)


def workers(executor: str, file: Path) -> int:
    """Worker processes for a file: as the settings name them, else one a processor where there is enough to do."""
    kind, _, count = executor.partition(":")
    if kind not in ("inline", "processes"):
        raise BadUse("executor.unknown", value=executor)
    if kind == "processes":
        return int(count or 2)
    return len(os.sched_getaffinity(0)) if _size(file) >= FEW else 0


def _size(file: Path) -> int:
    """Bytes; 0 of what is not there: the survey says so."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _note(taken: Taken, part: Sequence[Prepared]) -> None:
    for one in part:
        if isinstance(one.outcome, Bad):
            taken.note(one.number, BadUse(one.outcome.code, **one.outcome.params))


def _write(asked: Asked, storage: Storage, mark: Mark, unread: int) -> dict[str, Any]:
    """Write the results; returns the summary. `unread`: lines that the survey found to be no document."""
    documents, changes = stored(storage), defaultdict[str, list[LevelChange]](list)
    for change in level_changes(storage):
        changes[change.event_id].append(change)
    events, alerts = event_lines(storage, documents, changes), tellings(storage)
    said = summary(
        rows=mark.rows, mark=mark, bad=unread, documents=documents, changes=changes, alerts=alerts,
        events=events.count(b"\n"), rules=asked.rules, versions=versions(),
    )  # fmt: skip
    asked.folder.write("events.jsonl", events)
    asked.folder.write("alerts.jsonl", alert_lines(alerts))
    asked.folder.write("summary.json", json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")
    return said
