"""When an event of a calendar takes place: its one time, or every time of its rule, as far as a span reaches.

Rules count on the clock of the event's own zone (RFC 5545, 3.3.10). A rule is bounded before it is followed: by day or
longer, from 2000 on, up to the end of the span, so that no file can keep the machine busy.
"""

from calendar import isleap, weekday
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Event, vRecur

from domain.workdays import DAY

FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
UNBOUNDED = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
"""Parts that would make one day many."""
LONGEST_RULE = 300
"""Characters of a rule; real ones have under 100."""
MEANT = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""What tells when an event takes place: one of them that cannot be read spoils it, others do not matter."""
MOST_DATES = 1000
"""Single dates that an event adds or leaves out."""
FIRST_YEAR, LAST_YEAR = 2000, 2999


class UnreadableEvent(Exception):
    """Why an event cannot be read, as a code of the catalogue."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = tuple((name, str(value)[:80]) for name, value in params.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an event takes place, before its rule is followed. Local times keep their zone."""

    start: datetime
    length: timedelta
    is_nominal: bool
    """The length is one of the clock, as that of whole days; else of elapsed time."""

    def end_of(self, start: datetime) -> datetime:
        """The end, in UTC, of a time that begins at `start`."""
        return _utc(start + self.length) if self.is_nominal else _utc(start) + self.length


def times_of(event: Event, zone: ZoneInfo) -> Times:
    """Start and length of an event; times without a zone, and whole days, are those of `zone`. Raises UnreadableEvent."""
    broken = next((name for name, _ in event.errors if name in MEANT), None)
    if broken:
        raise UnreadableEvent("calendar.broken", name=broken)
    try:
        start, end = event.start, event.end
    except ValueError as error:
        raise UnreadableEvent("calendar.no_time", detail=error) from error
    for name in ("DTSTART", "DTEND"):
        _check_zone(event, name)
    first, last = _local(start, zone), _local(end, zone)
    is_nominal = "DURATION" in event or not isinstance(start, datetime)
    length = last - first.astimezone(last.tzinfo) if is_nominal else _utc(last) - _utc(first)
    if length <= timedelta():
        raise UnreadableEvent("calendar.no_span")
    return Times(start=first, length=length, is_nominal=is_nominal)


def occurrences(
    event: Event, times: Times, zone: ZoneInfo, span: tuple[datetime, datetime], instead: frozenset[datetime]
) -> Iterator[tuple[datetime, datetime]]:
    """Beginnings and ends in UTC that touch a span, in order. `instead`: beginnings that events of their own replace."""
    left_out = {_utc(moment) for moment in _dates(event, "exdates", zone)} | instead
    starts = {_utc(start): start for start in (*_by_rule(event, times, zone, span), *_dates(event, "rdates", zone))}
    for moment in sorted(starts.keys() - left_out):
        end = times.end_of(starts[moment])
        if moment < span[1] and end > span[0]:
            yield moment, end


def _by_rule(event: Event, times: Times, zone: ZoneInfo, span: tuple[datetime, datetime]) -> Iterator[datetime]:
    rules = event.rrules
    if not rules:
        yield times.start
        return
    if len(rules) > 1:
        raise UnreadableEvent("calendar.rule", detail="RRULE x" + str(len(rules)))
    (rule,) = rules
    try:
        yield from _followed(rule, times, zone, span)
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        OverflowError,
    ) as error:  # what the libraries make of a bad rule
        raise UnreadableEvent("calendar.rule", detail=error) from error


def _followed(rule: Any, times: Times, zone: ZoneInfo, span: tuple[datetime, datetime]) -> Iterator[datetime]:
    """Times of a rule that may touch a span. Its own count and end are taken out: the one is counted here, the other is
    never later than the span.

    The library looks for the next time until dates end. So the rule is followed in the last years of the same calendar:
    one that never comes true, such as a 30th of February, ends within decades and not within eight thousand years.
    """
    parts = vRecur({name: part for name, part in rule.items() if name not in ("COUNT", "UNTIL")})
    text = bytes(parts.to_ical()).decode()  # type: ignore[no-untyped-call,unused-ignore]
    if parts["FREQ"][0] not in FREQUENCIES or UNBOUNDED & parts.keys() or len(text) > LONGEST_RULE:
        raise UnreadableEvent("calendar.rule", detail=text)
    here, start = times.start.tzinfo or zone, times.start
    last = min([span[1], *(_last(one, times, zone) for one in rule.get("UNTIL", ()))]).astimezone(here)
    begin = max(start, (span[0] - times.length - 2 * DAY).astimezone(here))
    if last < start:
        return
    years = _years_on(start.year, max(last.year, begin.year))
    bound = f"{_moved(last, years):%Y%m%dT%H%M%S}"
    found = rrulestr(f"{text};UNTIL={bound}", dtstart=_moved(start, years))
    for moment in islice(found, min(rule.get("COUNT", ()), default=None)):
        if moment >= _moved(begin, years):
            yield _moved(moment, -years).replace(tzinfo=here)


def _years_on(first: int, last: int) -> int:
    """After how many years, as many as dates allow, all of these and their neighbours begin on the same weekdays and
    are as long. The calendar repeats after 400."""
    neighbours = range(first - 1, last + 2)
    return next(
        years
        for years in range(MAXYEAR - 1 - last, -1, -1)
        if all(_kind(year) == _kind(year + years) for year in neighbours)
    )


def _kind(year: int) -> tuple[int, bool]:
    return weekday(year, 1, 1), isleap(year)


def _moved(local: datetime, years: int) -> datetime:
    """The same time of the same weekday, so many years on, without zone."""
    return local.replace(year=local.year + years, tzinfo=None)


def _last(until: date, times: Times, zone: ZoneInfo) -> datetime:
    """The last moment of a rule in UTC; a day is meant whole, a time without zone is the event's."""
    if isinstance(until, datetime):
        return _utc(until if until.tzinfo else until.replace(tzinfo=times.start.tzinfo))
    return _utc(datetime.combine(until, time(23, 59, 59), times.start.tzinfo or zone))


def _dates(event: Event, name: str, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Single dates; of a period its beginning."""
    _check_zone(event, name[:-1].upper())
    try:
        given = [one[0] if isinstance(one, tuple) else one for one in getattr(event, name)]
    except (ValueError, AttributeError) as error:
        raise UnreadableEvent("calendar.no_time", detail=error) from error
    if len(given) > MOST_DATES:
        raise UnreadableEvent("calendar.too_many", limit=MOST_DATES)
    return tuple(_local(one, zone) for one in given)


def recurrence_id(event: Event, zone: ZoneInfo) -> datetime | None:
    """Which time of a repeated event this one replaces. Raises UnreadableEvent where it replaces all later ones too."""
    given = event.get("RECURRENCE-ID")
    if given is None:
        return None
    if given.params.get("RANGE"):
        raise UnreadableEvent("calendar.rule", detail="RANGE=THISANDFUTURE")
    try:
        return _utc(_local(given.dt, zone))
    except (ValueError, AttributeError) as error:
        raise UnreadableEvent("calendar.no_time", detail=error) from error


def _check_zone(event: Event, name: str) -> None:
    """A time whose zone nobody knows must not pass for a local one."""
    given = event.get(name, ())
    for one in given if isinstance(given, list) else (given,):
        zone = getattr(one, "params", {}).get("TZID")
        moment = getattr(one, "dt", None) or getattr(next(iter(getattr(one, "dts", ())), None), "dt", None)
        if zone and isinstance(moment, datetime) and moment.tzinfo is None:
            raise UnreadableEvent("calendar.zone", zone=zone)


def _local(moment: date, zone: ZoneInfo) -> datetime:
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise UnreadableEvent("calendar.no_time", detail=moment.isoformat())
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
