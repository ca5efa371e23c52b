"""When each person of a rotation is on duty: spans of time cut on the clock of the roster's zone.

An hour that the clock leaves out or shows twice lengthens or shortens the turn that it falls into; 24:00 is 00:00 of the
day after. Turns of less than an hour could be lost in an hour left out; there are none (`config.schema_roster`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from domain.roster import Hours, Rotation
from domain.workdays import DAY, Workdays

MARGIN = 2
"""Days, or turns, looked at before a span: a turn that is running began so much earlier at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A person by id, on duty in [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    person: str


def spans_of(
    rotation: Rotation, zone: ZoneInfo, workdays: Workdays, since: datetime, until: datetime
) -> Iterator[Span]:
    """Spans of a rotation that touch [since, until), whole, in order, none overlapping another."""
    found = (
        _endless(rotation, zone, since, until)
        if rotation.is_whole
        else _clipped(_daily(rotation, zone, workdays, since, until))
    )
    for span in found:
        starts_at = max(span.starts_at, rotation.begins_at)
        ends_at = min(span.ends_at, rotation.ends_at) if rotation.ends_at else span.ends_at
        if starts_at < ends_at and starts_at < until and ends_at > since:
            yield Span(starts_at=starts_at, ends_at=ends_at, person=span.person)


def _endless(rotation: Rotation, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    """Turn after turn. Times of one zone are added and subtracted on its clock."""
    first = rotation.begins_at.astimezone(zone)
    number = max(0, (since.astimezone(zone) - first) // rotation.length - MARGIN)
    while (starts_at := _instant(first + number * rotation.length)) < until:
        ends_at = _instant(first + (number + 1) * rotation.length)
        yield Span(starts_at=starts_at, ends_at=ends_at, person=_in_turn(rotation, number))
        number += 1


def _daily(rotation: Rotation, zone: ZoneInfo, workdays: Workdays, since: datetime, until: datetime) -> Iterator[Span]:
    """The turns of each of its days."""
    first = rotation.begins_at.astimezone(zone)
    hours = rotation.hours or _from(first)
    day = max(first.date(), since.astimezone(zone).date() - MARGIN * DAY)
    last = until.astimezone(zone).date() + DAY
    while day <= last:
        if workdays.counts(day, rotation.days, rotation.weekdays):
            number = _number(rotation, workdays, hours, first.date(), day)
            yield from _of_day(rotation, hours, datetime.combine(day, time(), zone), number)
        day += DAY


def _clipped(spans: Iterable[Span]) -> Iterator[Span]:
    """Each up to the next: an end in an hour that the clock leaves out would come after the next one's beginning."""
    found = list(spans)
    for span, following in zip_longest(found, found[1:]):
        yield span if following is None else replace(span, ends_at=min(span.ends_at, following.starts_at))


def _of_day(rotation: Rotation, hours: Hours, midnight: datetime, number: int) -> Iterator[Span]:
    """The turns of one day, the first of which has this number."""
    length = min(rotation.length, hours.ends - hours.begins)
    for inner in range(_turns_a_day(rotation, hours)):
        begins = hours.begins + inner * length
        ends = min(begins + length, hours.ends)
        yield Span(
            starts_at=_instant(midnight + begins),
            ends_at=_instant(midnight + ends),
            person=_in_turn(rotation, number + inner),
        )


def _number(rotation: Rotation, workdays: Workdays, hours: Hours, first: date, day: date) -> int:
    """How many turns were before a day: those that took place where turns are up to a day long, else those of the calendar."""
    if rotation.length > DAY:
        return (day - first) // rotation.length
    days = workdays.between(first, day, rotation.days, rotation.weekdays)
    return days * _turns_a_day(rotation, hours)


def _turns_a_day(rotation: Rotation, hours: Hours) -> int:
    """As many as fit into a day's hours, a shorter last one too."""
    return 1 if rotation.length > DAY else -((hours.begins - hours.ends) // rotation.length)


def _from(first: datetime) -> Hours:
    """A whole day from the time of day of `first`."""
    begins = timedelta(hours=first.hour, minutes=first.minute, seconds=first.second)
    return Hours(begins=begins, ends=begins + DAY)


def _in_turn(rotation: Rotation, number: int) -> str:
    return rotation.people[number % len(rotation.people)]


def _instant(local: datetime) -> datetime:
    return local.astimezone(UTC)
