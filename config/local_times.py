"""Moments, days and hours as `roster.yaml` has them: on the clock of a zone that the file names, or another does."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from config.fields import listed, refusal
from domain.roster import Hours
from domain.workdays import DAY

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR, LAST_YEAR = 2000, 2999
"""What a roster speaks of; further moments are slips, and clocks end at 9999."""


def utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a moment that was read; of the zone's clock where it has no offset."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _moment(given: Any) -> datetime:
    """Aware where it has an offset, else on the clock of a zone that is not known yet."""
    found = MOMENT.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise refusal("not_local_time", given)
    day, hour, minute, second, offset = found.groups()
    try:
        begin = datetime.combine(_date(day), time())
        span = _since_midnight(hour or "00", minute or "00", second or "00")
        zone = datetime.fromisoformat(f"{day}T00:00{offset}").tzinfo if offset else None
    except ValueError as error:
        raise refusal("not_local_time", given) from error
    return (begin + span).replace(tzinfo=zone)


def _date(given: Any) -> date:
    """A day of the years a roster speaks of. ValueError where it is none."""
    if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        raise refusal("not_date", given)
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise refusal("not_date", given) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal("not_date", given)
    return day


def _since_midnight(hour: str, minute: str, second: str = "00") -> timedelta:
    """Up to 24:00. ValueError beyond it."""
    span = timedelta(hours=int(hour), minutes=int(minute), seconds=int(second))
    if max(int(minute), int(second)) > 59 or span > DAY:
        raise ValueError(hour, minute, second)
    return span


def written(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as `roster.yaml` has it: by the zone's clock, with an offset where the clock shows it twice."""
    local = moment.astimezone(zone)
    text = local.isoformat(timespec="seconds" if local.second else "minutes")
    return text if local.fold else text[: text.rindex("+") if "+" in text else text.rindex("-")]


def _hours(given: Any) -> Hours:
    """`08:30-18:00`; where the end is not later than the beginning it is of the day after."""
    found = HOURS.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise refusal("not_hours", given)
    try:
        begins, ends = _since_midnight(*found.group(1, 2)), _since_midnight(*found.group(3, 4))
    except ValueError as error:
        raise refusal("not_hours", given) from error
    return Hours(begins=begins, ends=ends if ends > begins else ends + DAY)


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise refusal("not_weekday", name)
    return name


def weekday_numbers(names: Iterable[str]) -> tuple[int, ...]:
    """0 for Monday, each once, in order."""
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""Aware where it was written with an offset; `utc` makes an instant of it."""
Day = Annotated[date, BeforeValidator(_date)]
Window = Annotated[Hours, BeforeValidator(_hours)]
Weekdays = Annotated[tuple[Annotated[str, AfterValidator(_weekday)], ...], BeforeValidator(listed)]
