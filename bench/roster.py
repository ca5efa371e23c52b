"""What a roster costs: who is on duty, the turns of a month and a year, and calendars as hostile as they may be.

    python -m bench.roster [--hostile]

The roster has four rotations, two hundred shifts and a year of made holidays; hostile calendars stay within the limits of
`alerts.calendar_blocks` and `alerts.bookings` and take most time there.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from alerts.bookings import MOST_BOOKINGS, MOST_REPEATED, Terms, read_calendar
from alerts.roster import on_duty, turns
from domain.clock import TIME_ZONE
from domain.roster import DUTY, LEADER, Hours, Person, Roster, Rotation, Shift
from domain.workdays import Days, Holiday

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
AT = BEGIN + timedelta(days=270, hours=1)
DAY = timedelta(days=1)
PEOPLE = tuple(Person(id=f"p{number}", name=f"p{number}") for number in range(8))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hostile", action="store_true")
    options = parser.parse_args()
    roster = made_roster()
    print(f"on_duty            {_seconds(lambda: on_duty(roster, DUTY, AT), 1000) * 1e6:8.0f} us")
    for days in (28, 366):
        spent = _seconds(partial(turns, roster, DUTY, AT, AT + days * DAY), 5)
        print(f"turns of {days:3} days  {spent * 1e3:8.1f} ms")
    for name, content in hostile_calendars().items() if options.hostile else ():
        print(f"{name:28} {_seconds(partial(read_calendar, name, content, _terms()), 1):6.1f} s")


def made_roster() -> Roster:
    """Everything that a roster can have."""
    ids = tuple(person.id for person in PEOPLE)
    office = Hours(begins=timedelta(hours=8), ends=timedelta(hours=18))
    rotations = (
        _rotation("main", DUTY, ids, 12 * 60),
        _rotation("free", DUTY, ids[::-1], 24 * 60, days=Days.OFF),
        _rotation("office", DUTY, ids[:3], 7 * 24 * 60, days=Days.WORKING, hours=office),
        _rotation("chief", LEADER, ids[3:], 24 * 60),
    )
    shifts = (
        Shift(role=DUTY, person="p1", starts_at=BEGIN + number * 9 * DAY, ends_at=BEGIN + (number * 9 + 1) * DAY)
        for number in range(200)
    )
    holidays = (Holiday(name="x", first=date(2026, month, 1), last=date(2026, month, 5)) for month in range(1, 13))
    return Roster(people=PEOPLE, rotations=rotations, shifts=tuple(shifts), holidays=tuple(holidays))


def _rotation(
    name: str, role: str, people: tuple[str, ...], minutes: int, days: Days = Days.ALL, hours: Hours | None = None
) -> Rotation:
    return Rotation(
        id=name, role=role, people=people, begins_at=BEGIN, length=timedelta(minutes=minutes), days=days, hours=hours
    )


def hostile_calendars() -> dict[str, bytes]:
    """Files that ask for the most work of their kind."""
    long_ago = ("DTSTART:20000101T000000Z", "DURATION:PT1H", "SUMMARY:p1")
    today = (f"DTSTART:{AT:%Y%m%dT%H%M%SZ}", "DURATION:PT1H")
    never = _event(*long_ago, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    return {
        "days that never come": _calendar(never * MOST_REPEATED),
        "every day since 2000": _calendar(_event(*long_ago, "RRULE:FREQ=DAILY;UNTIL=20260101") * MOST_REPEATED),
        "as many times as are taken": _calendar(_event(*today, "SUMMARY:p1") * MOST_BOOKINGS),
        "attendees that nobody knows": _calendar(_event(*today, *["ATTENDEE:mailto:a@b.example"] * 2000) * 15),
    }


def _event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", ""))


def _calendar(events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()


def _terms() -> Terms:
    return Terms(people=PEOPLE, roles={}, zone=ZoneInfo(TIME_ZONE), since=AT, until=AT + 366 * DAY, role=DUTY)


def _seconds(work: Callable[[], object], rounds: int) -> float:
    """Of one round."""
    started = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - started) / rounds


if __name__ == "__main__":
    main()
