"""Working days and days off, as holidays and the weekend days worked for them make them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
DAY = timedelta(days=1)


class Days(StrEnum):
    """Which days something is for."""

    ALL = "all"
    WORKING = "working"
    """Monday to Friday without holidays, and the weekend days that are worked instead."""
    OFF = "off"
    """All others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Days off from the first to the last, and days of weekends that are worked for them."""

    name: str
    first: date
    last: date
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """What makes days unlike the weekday they fall on. A day both free and worked is worked."""

    free: frozenset[date] = frozenset()
    """From Monday to Friday."""
    worked: frozenset[date] = frozenset()
    """On weekends."""

    def counts(self, day: date, days: Days, weekdays: Collection[int]) -> bool:
        """Whether a day is one of `days` and `weekdays`; empty `weekdays` are all."""
        if weekdays and day.weekday() not in weekdays:
            return False
        return days is Days.ALL or self._is_worked(day) == (days is Days.WORKING)

    def after(self, day: date, number: int) -> date:
        """The `number`th working day after a day, which itself does not count."""
        while number > 0:
            day += DAY
            number -= self._is_worked(day)
        return day

    def between(self, first: date, until: date, days: Days, weekdays: Collection[int]) -> int:
        """How many days of [first, until) count; in time that does not depend on their number."""
        wanted = frozenset(weekdays or range(7))
        total = _with_weekday(first, until, wanted)
        if days is Days.ALL:
            return total
        moved = _inside(self.worked, first, until, wanted) - _inside(self.free, first, until, wanted)
        working = _with_weekday(first, until, wanted & frozenset(range(SATURDAY))) + moved
        return working if days is Days.WORKING else total - working

    def _is_worked(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.free)


def workdays_of(holidays: Iterable[Holiday]) -> Workdays:
    """The working days that holidays leave."""
    known = tuple(holidays)
    worked = {day for holiday in known for day in holiday.worked}
    free = {holiday.first + number * DAY for holiday in known for number in range(_length(holiday))} - worked
    return Workdays(
        free=frozenset(day for day in free if day.weekday() < SATURDAY),
        worked=frozenset(day for day in worked if day.weekday() >= SATURDAY),
    )


def _length(holiday: Holiday) -> int:
    return (holiday.last - holiday.first).days + 1


def _with_weekday(first: date, until: date, weekdays: Collection[int]) -> int:
    """Days of [first, until) that fall on one of the weekdays: one a whole week each, and what is left."""
    weeks, rest = divmod(max(0, (until - first).days), 7)
    left = sum((first + timedelta(days=number)).weekday() in weekdays for number in range(rest))
    return weeks * len(weekdays) + left


def _inside(days: Iterable[date], first: date, until: date, weekdays: Collection[int]) -> int:
    return sum(first <= day < until and day.weekday() in weekdays for day in days)
