"""Quiet hours: spans of some days in which what is not grave waits, on the clock of a desk's own zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.clock import TIME_ZONE
from domain.roster import Hours
from domain.workdays import DAY, Days, Workdays

WHOLE_DAY = Hours(begins=timedelta(0), ends=DAY)
LONGEST = timedelta(days=100)
"""What would be quiet for longer holds nothing back: nobody would ever be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A span on some days. Hours over midnight belong to the day on which they begin."""

    days: Days = Days.ALL
    weekdays: tuple[int, ...] = ()
    """0 is Monday; empty: all."""
    hours: Hours | None = None
    """None: the whole day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """By what a desk reads the time: its zone, and the working days that its holidays leave."""

    zone: str = TIME_ZONE
    workdays: Workdays = Workdays()


def quiet_until(quiet: Sequence[Quiet], at: datetime, calendar: Calendar) -> datetime:
    """When the quiet around a moment ends, in UTC; the moment itself where it is not quiet, or would be without end."""
    if not quiet:
        return at
    end = _end(quiet, at, calendar)
    return at if end is None else end


def is_endless(quiet: Sequence[Quiet]) -> bool:
    """Whether these spans leave no time of an ordinary week."""
    return _end(quiet, datetime(2001, 1, 1, tzinfo=UTC), Calendar(zone="UTC")) is None


def _end(quiet: Sequence[Quiet], at: datetime, calendar: Calendar) -> datetime | None:
    """The end of the spans that follow one another from a moment on; None where it is not found within LONGEST."""
    end = at
    while (later := max(_ends(quiet, end, calendar), default=end)) > end:
        if later - at > LONGEST:
            return None
        end = later
    return end


def _ends(quiet: Sequence[Quiet], at: datetime, calendar: Calendar) -> Iterator[datetime]:
    """Ends of the spans that a moment lies in: they began on its own day or on the one before."""
    zone = ZoneInfo(calendar.zone)
    today = at.astimezone(zone).date()
    for one in quiet:
        for day in (today - DAY, today):
            if calendar.workdays.counts(day, one.days, one.weekdays):
                begins, ends = _span(one.hours or WHOLE_DAY, day, zone)
                if begins <= at < ends:
                    yield ends


def _span(hours: Hours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Hours of a day as instants; times of one zone are added on its clock."""
    midnight = datetime.combine(day, time(), zone)
    return (midnight + hours.begins).astimezone(UTC), (midnight + hours.ends).astimezone(UTC)
