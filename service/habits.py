"""What each source usually brings, learnt from its own four weeks before it was last heard, and kept for a day.

It is learnt from the hours in which its documents happened. The whole of time is cut into hours of a working day and hours of
a day off, on the desk's own clock and by the holidays of its roster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from domain.quiet import Calendar
from domain.streams import hour_of
from domain.workdays import Days
from scoring.silence import Habit, Hours, habit_of, shape_of
from storage.base import Storage
from storage.values import SourceHours

LEARNT = timedelta(days=28)
LONGEST = timedelta(days=28)
"""Of a silence whose habit is still known."""
AHEAD = timedelta(days=28)
KEPT_FOR = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A source's habit and how long it is known."""

    first_at: datetime
    habit: Habit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Those of all sources, as they were learnt at a time."""

    learnt_at: datetime
    first_hour: int
    slots: Hours
    """Of every hour from the first on, some weeks ahead."""
    sources: dict[str, Known]

    def hours_to(self, moment: datetime) -> float:
        """Hours from the beginning of the first hour to a moment; 0 before it."""
        return max(0.0, moment.timestamp() / 3600 - self.first_hour)

    def moment_of(self, hours: float) -> datetime:
        return datetime.fromtimestamp(0, UTC) + (self.first_hour + hours) * HOUR


def learn(storage: Storage, heard: dict[str, datetime], calendar: Calendar, now: datetime) -> Habits:
    """`heard`: when each source was last heard; what came later than that is no habit of its silence."""
    since = now - LEARNT - LONGEST
    first_hour, last_hour = hour_of(since) + 1, hour_of(now + AHEAD)
    slots = np.fromiter(_slots(first_hour, last_hour, calendar), dtype=int)
    whole = hour_of(now) - first_hour
    rows = {row.source_id: (row, _counts(row, first_hour, whole)) for row in storage.source_hours(since)}
    recent = slice(max(0, whole - LEARNT // HOUR), whole)
    everything = sum((counts for _, counts in rows.values()), np.zeros(whole))
    shape = shape_of(everything[recent], slots[:whole][recent])
    sources = {
        source_id: Known(
            first_at=row.first_at, habit=_habit(row, counts, slots, shape, first_hour, heard.get(source_id))
        )
        for source_id, (row, counts) in rows.items()
    }
    return Habits(learnt_at=now, first_hour=first_hour, slots=slots, sources=sources)


def _slots(first: int, last: int, calendar: Calendar) -> Iterator[int]:
    """The slot of each hour of [first, last]: its hour of the day, and 24 more on a day off."""
    zone = ZoneInfo(calendar.zone)
    for hour in range(first, last + 1):
        local = datetime.fromtimestamp(hour * 3600, zone)
        yield local.hour + (0 if calendar.workdays.counts(local.date(), Days.WORKING, ()) else 24)


def _counts(row: SourceHours, first_hour: int, whole: int) -> Hours:
    """Documents by hour; those from before the source was collected tell nothing of how it is heard."""
    begins = max(first_hour, hour_of(row.first_at))
    counts = np.zeros(whole)
    for hour, count in row.counts:
        if begins <= hour < first_hour + whole:
            counts[hour - first_hour] = count
    return counts


def _habit(
    row: SourceHours, counts: Hours, slots: Hours, shape: Hours, first_hour: int, heard: datetime | None
) -> Habit | None:
    """Of the four weeks that end when it was last heard; None where that is less than a day."""
    end = len(counts) if heard is None else min(len(counts), hour_of(heard) + 1 - first_hour)
    begin = max(0, end - LEARNT // HOUR, hour_of(row.first_at) - first_hour)
    if end - begin < 24:
        return None
    return habit_of(counts[begin:end], slots[begin:end], shape)
