"""Taking in JSONL files: by command, and continuously from the workspace's drop folder."""

import gzip
import json
import stat
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import structlog

from domain.clock import Clock
from domain.duty import SERVICE
from domain.errors import BadUse
from domain.items import Source
from service.admit import Refused, refusals
from service.documents import read_row, read_source
from storage.base import Storage
from storage.values import Change, Collected, Harvest

PART = 500
"""Rows of a file that are stored together, and at most so many are in memory."""
SHOWN = 100
"""Bad lines of a file of which the reason is kept; the others are counted."""
LONGEST_LINE = 32 << 20
"""Bytes; a longer line is no document."""


@dataclass(slots=True)
class Taken:
    """What became of a file: doors by name, and the lines that were no document with the reason of each, the first SHOWN of them."""

    doors: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, BadUse]] = field(default_factory=list)
    bad_lines: int = 0
    """All of them."""

    def note(self, number: int, error: BadUse) -> None:
        """Count a bad line, and keep its reason where it is among the first."""
        self.doors["failed(line)"] += 1
        self.bad_lines += 1
        if len(self.bad) < SHOWN:
            self.bad.append((number, error))


@dataclass(slots=True)
class _Part:
    source: Source
    collected: list[Collected] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def harvest(self, now: datetime) -> Harvest:
        return Harvest(source_id=self.source.id, at=now, collected=tuple(self.collected), doors=refusals(self.refused))


def take_file(storage: Storage, path: Path, now: datetime) -> Taken:
    """Store every document of a JSONL file, plain or gzipped; bad lines are noted and passed over.

    BadUse where the file cannot be read. The same file again changes nothing.
    """
    taking = _Taking(storage, now)
    try:
        for number, line in lines_of(path):
            taking.take(number, line)
    finally:
        taking.commit()
    return taking.taken


def add_absent(storage: Storage, known: dict[str, Source], sources: Sequence[Source], now: datetime) -> None:
    """Store those sources of which the id is not among the `known`, in one change; they are known from then on."""
    absent = {source.id: source for source in sources if source.id not in known}
    if absent:
        subject = next(iter(absent)) if len(absent) == 1 else str(len(absent))
        change = Change(at=now, actor=SERVICE.name, action="source.added", subject=subject)
        storage.put_sources(list(absent.values()), change)
        known |= absent


def take_row(storage: Storage, row: Mapping[str, Any], known: dict[str, Source], now: datetime) -> None:
    """Put one row, and its source where it is not among the `known`, into the inbox; what is refused is left out."""
    source = read_source(row)
    add_absent(storage, known, [source], now)
    admitted = read_row(row, source, now)
    if isinstance(admitted, Collected):
        storage.commit_harvest(Harvest(source_id=source.id, at=now, collected=(admitted,)))


class _Taking:
    """A file on its way into the store, a part at a time."""

    def __init__(self, storage: Storage, now: datetime) -> None:
        self.taken = Taken()
        self._storage = storage
        self._now = now
        self._known = {source.id: source for source in storage.sources()}
        self._parts: dict[str, _Part] = {}
        self._rows = 0

    def take(self, number: int, line: bytes) -> None:
        try:
            self._take(parsed(line))
        except BadUse as error:
            self.taken.note(number, error)
        if self._rows >= PART:
            self.commit()

    def _take(self, row: dict[str, Any]) -> None:
        given = read_source(row)
        source = self._known.get(given.id) or (self._parts[given.id].source if given.id in self._parts else given)
        admitted = read_row(row, source, self._now)
        part = self._parts.setdefault(source.id, _Part(source=source))
        if isinstance(admitted, Refused):
            part.refused[admitted.reason] += 1
        else:
            part.collected.append(admitted)
        self._rows += 1

    def commit(self) -> None:
        """Store what is in hand, new sources first."""
        parts, self._parts, self._rows = list(self._parts.values()), {}, 0
        add_absent(self._storage, self._known, [part.source for part in parts], self._now)
        for doors in self._storage.commit_harvests([part.harvest(self._now) for part in parts]) if parts else ():
            self.taken.doors.update({left.name: left.count for left in doors})


class DropFolder:
    """Takes in `*.jsonl` and `*.jsonl.gz` that are laid into a folder. What is stored need not stay, and stays nowhere
    unmasked: a file that was taken whole is deleted; one with bad lines goes to `bad/` beside, for a person to look at.
    What cannot be put away is logged, and left alone until it changes.
    """

    def __init__(self, storage: Storage, folder: Path, clock: Clock) -> None:
        self._storage = storage
        self._folder = folder
        self._clock = clock
        self._sizes: dict[Path, int | None] = {}
        self._stuck: dict[Path, tuple[int, int]] = {}
        """Size and time of change of what was taken and could not be put away."""
        self._log = structlog.get_logger("drop")

    def turn(self) -> list[tuple[Path, Taken]]:
        """Take in every file that has not grown since the last turn."""
        taken = []
        for path in sorted([*self._folder.glob("*.jsonl"), *self._folder.glob("*.jsonl.gz")]):
            state = _state(path)
            if state is not None and self._stuck.get(path) == state:
                continue
            size = state[0] if state else None
            if size is None or self._sizes.get(path) != size:
                self._sizes[path] = size
                continue
            del self._sizes[path]
            taken.append((path, self._take(path)))
        return taken

    def _take(self, path: Path) -> Taken:
        state = _state(path)
        try:
            taken = take_file(self._storage, path, self._clock.now())
        except BadUse as error:
            taken = Taken(bad=[(0, error)])
        self._log.info(
            "drop taken",
            doors=dict(taken.doors),
            bad_lines=taken.bad_lines,
            reasons=sorted({e.code for _, e in taken.bad}),
        )
        try:
            self._put_away(path, bad=bool(taken.bad))
        except OSError as error:
            if state is not None:
                self._stuck[path] = state
            self._log.error("drop stuck", errno=error.errno)
        return taken

    def _put_away(self, path: Path, *, bad: bool) -> None:
        if not bad:
            path.unlink(missing_ok=True)
            return
        aside = self._folder / "bad"
        aside.mkdir(exist_ok=True)
        path.replace(_free(aside, path.name))


def _state(path: Path) -> tuple[int, int] | None:
    """Bytes and time of change of a plain file; None for what is gone again, and for links, pipes and folders, which are
    left alone.
    """
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _free(folder: Path, name: str) -> Path:
    """A path in `folder` at which nothing stands: an earlier file of the same name is not lost."""
    candidates = (folder / f"{number}.{name}" if number else folder / name for number in count())
    return next(path for path in candidates if not path.exists())


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines of a file, plain or gzipped, that are not blank; the beginning of a line that is too long. BadUse where it
    cannot be read."""
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
    except (OSError, EOFError, zlib.error) as error:
        raise BadUse("import.unreadable", file=path, reason=str(error)) from error


def parsed(line: bytes) -> dict[str, Any]:
    """The object of a line of JSON; BadUse for anything else."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadUse("import.not_json") from error
    if not isinstance(row, dict):
        raise BadUse("import.not_object")
    return row
