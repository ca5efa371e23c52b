"""Shifts of twelve hours on the desk's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINNINGS = (time(8), time(20))


def boundaries(since: datetime, until: datetime, zone: str) -> list[datetime]:
    """Beginnings of the shifts that touch [since, until), in UTC, and the end of the last one."""
    local = ZoneInfo(zone)
    first, last = since.astimezone(local).date() - timedelta(days=1), until.astimezone(local).date() + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    begins = [datetime.combine(day, at, local).astimezone(UTC) for day in days for at in BEGINNINGS]
    before = max(number for number, begin in enumerate(begins) if begin <= since)
    after = next(number for number, begin in enumerate(begins) if begin >= until)
    return begins[before : after + 1]
