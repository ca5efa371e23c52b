"""Taking in JSONL files: by command, and continuously from the workspace's drop folder."""

import gzip
import json
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import structlog

from domain.clock import Clock
from domain.duty import SERVICE
from domain.errors import BadUse
from domain.items import Door, DoorCount, Source
from service.admit import Refused
from service.documents import read_row, read_source
from storage.base import Change, Collected, Harvest, Storage

PART = 500
"""Documents a commit."""
LONGEST_LINE = 32 << 20
"""Bytes; a longer line is no document."""


@dataclass(slots=True)
class Taken:
    """What became of a file: doors by name, and the lines that were no document with the reason of each."""

    doors: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, BadUse]] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    source: Source
    collected: list[Collected] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def take_file(storage: Storage, path: Path, now: datetime) -> Taken:
    """Store every document of a JSONL file, plain or gzipped; bad lines are noted and passed over.

    BadUse where the file cannot be read. The same file again changes nothing.
    """
    taken, parts = Taken(), dict[str, _Part]()
    for number, line in _lines(path):
        try:
            _take_line(storage, line, parts, now)
        except BadUse as error:
            taken.doors["failed(line)"] += 1
            taken.bad.append((number, error))
        if sum(len(part.collected) for part in parts.values()) >= PART:
            _commit(storage, parts, taken, now)
    _commit(storage, parts, taken, now)
    return taken


class DropFolder:
    """Takes in `*.jsonl` and `*.jsonl.gz` that are laid into a folder. What is stored need not stay, and stays nowhere
    unmasked: a file that was taken whole is deleted; one with bad lines goes to `bad/` beside, for a person to look at.
    """

    def __init__(self, storage: Storage, folder: Path, clock: Clock) -> None:
        self._storage = storage
        self._folder = folder
        self._clock = clock
        self._sizes: dict[Path, int | None] = {}
        self._log = structlog.get_logger("drop")

    def turn(self) -> list[tuple[Path, Taken]]:
        """Take in every file that has not grown since the last turn."""
        taken = []
        for path in sorted([*self._folder.glob("*.jsonl"), *self._folder.glob("*.jsonl.gz")]):
            size = _size(path)
            if size is None or self._sizes.get(path) != size:
                self._sizes[path] = size
                continue
            del self._sizes[path]
            taken.append((path, self._take(path)))
        return taken

    def _take(self, path: Path) -> Taken:
        try:
            taken = take_file(self._storage, path, self._clock.now())
        except BadUse as error:
            taken = Taken(bad=[(0, error)])
        if taken.bad:
            aside = self._folder / "bad"
            aside.mkdir(exist_ok=True)
            path.replace(_free(aside, path.name))
        else:
            path.unlink(missing_ok=True)
        self._log.info("drop taken", doors=dict(taken.doors), bad_lines=len(taken.bad))
        return taken


def _size(path: Path) -> int | None:
    """Bytes of a plain file; None for what is gone again, and for links, pipes and folders, which are left alone."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _free(folder: Path, name: str) -> Path:
    """A path in `folder` at which nothing stands: an earlier file of the same name is not lost."""
    candidates = (folder / f"{number}.{name}" if number else folder / name for number in count())
    return next(path for path in candidates if not path.exists())


def _take_line(storage: Storage, line: bytes, parts: dict[str, _Part], now: datetime) -> None:
    row = _parsed(line)
    source = read_source(row)
    part = parts.get(source.id)
    if part is None:
        part = parts[source.id] = _Part(source=_ensured(storage, source, now))
    admitted = read_row(row, part.source, now)
    if isinstance(admitted, Refused):
        part.refused[admitted.reason] += 1
    else:
        part.collected.append(admitted)


def _ensured(storage: Storage, source: Source, now: datetime) -> Source:
    """The stored source of that id, added where there is none."""
    known = {one.id: one for one in storage.sources()}
    if source.id not in known:
        change = Change(at=now, actor=SERVICE.name, action="source.added", subject=source.id)
        storage.put_sources([source], change)
    return known.get(source.id, source)


def _commit(storage: Storage, parts: dict[str, _Part], taken: Taken, now: datetime) -> None:
    for part in parts.values():
        refused = tuple(
            DoorCount(door=Door.REJECTED, reason=reason, count=count) for reason, count in sorted(part.refused.items())
        )
        if not part.collected and not refused:
            continue
        harvest = Harvest(source_id=part.source.id, at=now, collected=tuple(part.collected), doors=refused)
        for left in storage.commit_harvest(harvest):
            taken.doors[left.name] += left.count
        part.collected, part.refused = [], Counter()


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that are not blank."""
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b" if hasattr(raw, "peek") else False
            with gzip.open(raw, "rb") if packed else raw as lines:
                number, goes_on = 0, False
                while line := lines.readline(LONGEST_LINE):
                    number += not goes_on
                    if line.strip() and not goes_on:
                        yield number, line
                    goes_on = not line.endswith(b"\n")
    except (OSError, EOFError) as error:
        raise BadUse("import.unreadable", file=path, reason=str(error)) from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadUse("import.not_json") from error
    if not isinstance(row, dict):
        raise BadUse("import.not_object")
    return row
