"""The rows of a file in order of their times, with bounded memory.

A first reading (`survey`) keeps of every row its time, its length and its source: some 40 bytes, whatever the row is long. A
file that is in order is then read straight through. Any other is read once for every WINDOW bytes of its rows: each time
the rows that come next are picked up and sorted. Nothing is unpacked or copied to disk, where it would stand unmasked.
"""

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from domain.errors import BadUse
from domain.items import Source
from service.admit import EARLIEST
from service.documents import TEXT_FIELDS, moment_of, read_source
from service.intake import Taken, lines_of, parsed

WINDOW = 64 << 20
"""Bytes of rows held at once where a file is not in order."""
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""A later time is a slip."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SOURCE_FIELDS = tuple(name for name in TEXT_FIELDS if name.startswith(("source", "outlet", "platform", "tier")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the file, when it enters the inbox, and the source it is from."""

    number: int
    at: datetime
    source: Source
    line: bytes


@dataclass(slots=True)
class Survey:
    """What the first reading found."""

    sha256: str
    """Of the file as it is on disk."""
    bad: Taken = field(default_factory=Taken)
    """Lines that are no document, or have no time."""
    sources: list[Source] = field(default_factory=list)
    """Each as its earliest row has it."""
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    """Number of the line; this and the next three hold an entry a row, in order of the file."""
    times: "array[int]" = field(default_factory=lambda: array("q"))
    """Microseconds since 1970."""
    lengths: "array[int]" = field(default_factory=lambda: array("l"))
    origins: "array[int]" = field(default_factory=lambda: array("l"))
    """Place of its source in `sources`."""

    @property
    def is_ordered(self) -> bool:
        """Whether the file is in order of time already."""
        return all(self.times[at - 1] <= self.times[at] for at in range(1, len(self.times)))


def survey(path: Path) -> Survey:
    """Read a file for the first time. BadUse where it cannot be read."""
    found = Survey(_digest(path))
    origins = _Origins(found)
    for number, line in lines_of(path):
        try:
            row = parsed(line)
            at = _time_of(row)
            origins.add(row, at)
        except BadUse as error:
            found.bad.note(number, error)
            continue
        found.numbers.append(number)
        found.times.append(at)
        found.lengths.append(len(line))
    return found


def in_time(path: Path, known: Survey, skip: int = 0, window: int = WINDOW) -> Iterator[Row]:
    """The rows from earliest to latest, those of one time in order of the file; the first `skip` left out. `window`: bytes of
    rows held at once where the file is not in order."""
    if known.is_ordered:
        yield from islice(_picked(path, known, range(len(known.times))), skip, None)
        return
    order = sorted(range(len(known.times)), key=lambda at: (known.times[at], at))
    for wanted in _windows(order[skip:], known.lengths, window):
        held = {row.number: row for row in _picked(path, known, sorted(wanted))}
        yield from (held[known.numbers[at]] for at in wanted)


def _windows(order: Sequence[int], lengths: "array[int]", window: int) -> Iterator[Sequence[int]]:
    """Entries in their order, as many together as so many bytes allow."""
    start = size = 0
    for place, at in enumerate(order):
        if place > start and size + lengths[at] > window:
            yield order[start:place]
            start, size = place, 0
        size += lengths[at]
    if order:
        yield order[start:]


def _picked(path: Path, known: Survey, wanted: Sequence[int]) -> Iterator[Row]:
    """The rows of these entries, in order of the file. BadUse where the file is another one now."""
    places = iter(wanted)
    at = next(places, None)
    for number, line in lines_of(path):
        if at is None:
            return
        if number == known.numbers[at]:
            yield Row(number=number, at=EPOCH + known.times[at] * MICROSECOND,
                      source=known.sources[known.origins[at]], line=line)  # fmt: skip
            at = next(places, None)
    if at is not None:
        raise BadUse("replay.changed", file=path)


class _Origins:
    """Which source each row is from; rows of one name share one."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._read: dict[tuple[Any, ...], Source] = {}
        self._places: dict[str, int] = {}
        self._earliest: list[int] = []

    def add(self, row: dict[str, Any], at: int) -> None:
        source = self._source(row)
        place = self._places.setdefault(source.id, len(self._places))
        if place == len(self._earliest):
            self._found.sources.append(source)
            self._earliest.append(at)
        elif at < self._earliest[place]:
            self._found.sources[place], self._earliest[place] = source, at
        self._found.origins.append(place)

    def _source(self, row: dict[str, Any]) -> Source:
        """Names are masked, which takes long: once a source."""
        said = tuple(row.get(name) for name in SOURCE_FIELDS)
        if not all(part is None or isinstance(part, str) for part in said):
            return read_source(row)
        if said not in self._read:
            self._read[said] = read_source(row)
        return self._read[said]


def _time_of(row: dict[str, Any]) -> int:
    """When a row enters the inbox: collected where it says so, else published."""
    moment = moment_of(row, "collected_at") or moment_of(row, "published_at")
    if moment is None:
        raise BadUse("replay.no_time")
    if not EARLIEST <= moment < LATEST:
        raise BadUse("import.bad_time", field="published_at", value=moment.isoformat())
    return (moment - EPOCH) // MICROSECOND


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise BadUse("import.unreadable", file=path, reason=error.strerror) from error
