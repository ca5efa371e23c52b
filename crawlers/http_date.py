"""A date in a header of an answer."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def http_date(header: str) -> datetime | None:
    """The moment in UTC that a header names (RFC 9110 section 5.6.7); None where it names none that exists."""
    try:
        moment = parsedate_to_datetime(header)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):  # the last: numbers too long for a date
        return None
