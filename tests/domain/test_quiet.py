"""Quiet hours: when they end, on the clock of the desk, over holidays and nights on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quiet import LONGEST, Calendar, Quiet, is_endless, quiet_until
from domain.roster import Hours
from domain.workdays import Days, Holiday, workdays_of

ZONE = "Asia/Shanghai"
HOLIDAY = Holiday(name="国庆节", first=date(2026, 10, 1), last=date(2026, 10, 7), worked=(date(2026, 10, 10),))
CALENDAR = Calendar(zone=ZONE, workdays=workdays_of([HOLIDAY]))


def hours(begins: float, ends: float) -> Hours:
    return Hours(begins=timedelta(hours=begins), ends=timedelta(hours=ends))


def local(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


NIGHT, OFF = Quiet(hours=hours(22, 31)), Quiet(days=Days.OFF)
WORKING_NIGHT = Quiet(days=Days.WORKING, hours=hours(22, 31))
NOON = Quiet(hours=hours(12, 14))
CASES = [
    ("none", (), "2026-03-02T23:00", "2026-03-02T23:00"),
    ("in the evening", (NIGHT,), "2026-03-02T22:00", "2026-03-03T07:00"),
    ("after midnight", (NIGHT,), "2026-03-03T03:00", "2026-03-03T07:00"),
    ("at its end", (NIGHT,), "2026-03-03T07:00", "2026-03-03T07:00"),
    ("by day", (NIGHT,), "2026-03-03T12:00", "2026-03-03T12:00"),
    ("of a Friday, without days off", (NIGHT,), "2026-03-06T23:00", "2026-03-07T07:00"),
    ("of a Friday, before days off", (NIGHT, OFF), "2026-03-06T23:00", "2026-03-09T07:00"),
    ("on a Saturday at noon", (NIGHT, OFF), "2026-03-07T12:00", "2026-03-09T07:00"),
    ("a day off alone ends at midnight", (OFF,), "2026-03-08T12:00", "2026-03-09T00:00"),
    ("the night of a Friday is Friday's", (WORKING_NIGHT,), "2026-03-07T03:00", "2026-03-07T07:00"),
    ("the night of a Saturday is none", (WORKING_NIGHT,), "2026-03-07T23:00", "2026-03-07T23:00"),
    ("a holiday", (NIGHT, OFF), "2026-09-30T23:00", "2026-10-08T07:00"),
    ("a Saturday that is worked", (OFF,), "2026-10-10T12:00", "2026-10-10T12:00"),
    ("a weekday", (Quiet(weekdays=(2,)),), "2026-03-04T09:00", "2026-03-05T00:00"),
    ("twice a day", (NIGHT, NOON), "2026-03-02T12:30", "2026-03-02T14:00"),
]


@pytest.mark.parametrize(("quiet", "at", "until"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_when_it_ends(quiet: tuple[Quiet, ...], at: str, until: str) -> None:
    assert quiet_until(quiet, local(at), CALENDAR) == local(until)


def test_seven_in_the_morning_is_seven_when_clocks_change() -> None:
    berlin = Calendar(zone="Europe/Berlin")
    for evening, morning in (("2026-03-28T23:00", "2026-03-29T07:00"), ("2026-10-24T23:00", "2026-10-25T07:00")):
        assert quiet_until((NIGHT,), local(evening, berlin.zone), berlin) == local(morning, berlin.zone)


def test_what_would_never_end_holds_nothing_back() -> None:
    always = (Quiet(days=Days.WORKING), OFF)
    assert quiet_until(always, local("2026-03-02T09:00"), CALENDAR) == local("2026-03-02T09:00")


ENDLESS = [
    ("none", (), False),
    ("every night", (NIGHT,), False),
    ("working days and days off", (Quiet(days=Days.WORKING), OFF), True),
    ("day and night", (NIGHT, Quiet(hours=hours(7, 22))), True),
    ("all but a minute", (NIGHT, Quiet(hours=hours(7, 21.99))), False),
    ("all weekdays but one", (Quiet(weekdays=(0, 1, 2, 3, 4, 5)),), False),
    ("all weekdays", (Quiet(weekdays=(0, 1, 2, 3)), Quiet(weekdays=(4, 5, 6))), True),
]


@pytest.mark.parametrize(("quiet", "wanted"), [row[1:] for row in ENDLESS], ids=[row[0] for row in ENDLESS])
def test_which_leave_no_time_of_an_ordinary_week(quiet: tuple[Quiet, ...], wanted: bool) -> None:
    assert is_endless(quiet) is wanted


SPANS = st.lists(
    st.builds(
        Quiet,
        days=st.sampled_from(Days),
        weekdays=st.lists(st.integers(0, 6), unique=True, max_size=3).map(lambda days: tuple(sorted(days))),
        hours=st.none()
        | st.builds(lambda begins, length: hours(begins, begins + length), st.integers(0, 24), st.integers(1, 24)),
    ),
    max_size=4,
).map(tuple)
MOMENTS = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ZONES = st.sampled_from((ZONE, "Europe/Berlin", "America/St_Johns", "UTC"))


@given(SPANS, MOMENTS, ZONES)
def test_its_end_is_not_quiet_and_all_before_it_is(quiet: tuple[Quiet, ...], at: datetime, zone: str) -> None:
    calendar = Calendar(zone=zone, workdays=CALENDAR.workdays)
    until = quiet_until(quiet, at, calendar)
    assert at <= until <= at + LONGEST
    assert quiet_until(quiet, until, calendar) == until
    if until > at:
        for part in range(8):
            assert quiet_until(quiet, at + (until - at) * part / 8, calendar) == until
