"""Events of a calendar that could be read, and the times of a repeated one that others take the place of."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.error import GloballyUniqueTZIDGuessed

from alerts.calendar_blocks import Block
from alerts.recurrence import Times, UnreadableEvent, occurrences, recurrence_id, times_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event that could be read."""

    line: int
    event: Event
    times: Times
    instead: datetime | None
    """The time of the repeated event of the same UID that it replaces."""

    @property
    def uid(self) -> str:
        return str(self.event.get("UID", ""))

    @property
    def is_cancelled(self) -> bool:
        return str(self.event.get("STATUS", "")).upper() == "CANCELLED"

    @property
    def is_repeated(self) -> bool:
        return bool(self.event.rrules)

    def occurrences(
        self, zone: ZoneInfo, span: tuple[datetime, datetime], instead: Mapping[str, frozenset[datetime]]
    ) -> Iterator[tuple[datetime, datetime]]:
        """Beginnings and ends that touch a span, but for those that events of the same UID stand in place of (`instead`)."""
        own = frozenset() if self.instead is not None else instead.get(self.uid, frozenset())
        return occurrences(self.event, self.times, zone, span, own)


def entry_of(block: Block, zone: ZoneInfo) -> Entry:
    """The event of a block; times without a zone are those of `zone`. Raises UnreadableEvent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)  # `/vendor/Asia/Shanghai` is read as it is meant
            event = Event.from_ical(block.text)
    except ValueError as error:
        raise UnreadableEvent("calendar.unreadable", detail=error) from error
    if not isinstance(event, Event):
        raise UnreadableEvent("calendar.unreadable", detail=block.text[:40])
    return Entry(line=block.line, event=event, times=times_of(event, zone), instead=recurrence_id(event, zone))


def replaced_times(entries: Iterable[Entry]) -> dict[str, frozenset[datetime]]:
    """By UID, the times of a repeated event that have an event of their own."""
    found: dict[str, set[datetime]] = {}
    for entry in entries:
        if entry.instead is not None:
            found.setdefault(entry.uid, set()).add(entry.instead)
    return {uid: frozenset(times) for uid, times in found.items()}
