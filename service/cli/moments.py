"""Moments as people type them on a command line."""

from datetime import UTC, datetime, timedelta, tzinfo

from config.durations import parse_duration
from domain.clock import RealClock
from domain.errors import BadUse


def parse_moment(given: str | None, zone: tzinfo = UTC, *, is_bound: bool = False) -> datetime | None:
    """`2026-03-01`, `2026-03-01T08:00+08:00`, or a span back from now such as `24h`; naive times are those of `zone`. `is_bound`: it bounds a
    span, so that the first and the last hours that can be written are good as well: all of time."""
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return RealClock().now() - _span(given)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        if is_bound and not moment.tzinfo:
            return moment.replace(tzinfo=UTC)
        raise BadUse("cli.bad_moment", value=given[:40]) from error


def parse_end(given: str, now: datetime, zone: tzinfo) -> datetime:
    """When something is to end: a moment as `parse_moment` reads it, or a span from now on."""
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return now + _span(given)
    return parse_moment(given, zone) or now


def _span(given: str) -> timedelta:
    try:
        return parse_duration(given)
    except ValueError as error:
        raise BadUse("cli.bad_moment", value=given[:40]) from error


def span_of(given: str | None) -> float | None:
    """Seconds of `90s`, `5m`, `PT1H`; None where none is given."""
    if given is None:
        return None
    try:
        return parse_duration(given).total_seconds()
    except ValueError as error:
        raise BadUse("cli.bad_span", value=given[:40]) from error
