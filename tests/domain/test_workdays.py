"""Working days: by the weekday, and by what a holiday takes and gives back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import Days, Holiday, workdays_of
from tests.alerts.crew import NATIONAL

CASES = [
    ("a Friday", "2026-09-25", True), ("a Saturday", "2026-09-26", False), ("a Sunday that is worked", "2026-09-27", True),
    ("a Thursday that is free", "2026-10-01", False), ("a Saturday in the holiday", "2026-10-03", False),
    ("the last day", "2026-10-07", False), ("the day after", "2026-10-08", True), ("a Saturday that is worked", "2026-10-10", True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "day", "is_worked"), CASES, ids=[row[0] for row in CASES])
def test_a_day(name: str, day: str, is_worked: bool) -> None:
    workdays = workdays_of([NATIONAL])
    assert workdays.counts(date.fromisoformat(day), Days.WORKING, ()) is is_worked, name
    assert workdays.counts(date.fromisoformat(day), Days.OFF, ()) is not is_worked, name
    assert workdays.counts(date.fromisoformat(day), Days.ALL, ()), name


DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def holidays(draw: st.DrawFn) -> Holiday:
    first = draw(DATES)
    last = first + timedelta(days=draw(st.integers(0, 9)))
    return Holiday(name="x", first=first, last=last, worked=tuple(draw(st.lists(DATES, max_size=3))))


@given(st.lists(holidays(), max_size=4), DATES, DATES, st.sampled_from(Days), st.sets(st.integers(0, 6)))
def test_counting_is_counting_one_by_one(
    known: list[Holiday], first: date, until: date, days: Days, weekdays: set[int]
) -> None:
    workdays = workdays_of(known)
    each = (first + timedelta(days=number) for number in range(max(0, (until - first).days)))
    assert workdays.between(first, until, days, weekdays) == sum(workdays.counts(day, days, weekdays) for day in each)


AFTER = [
    ("from a Monday over a weekend", "2026-03-09", 5, "2026-03-16"),
    ("from a Saturday", "2026-03-14", 1, "2026-03-16"),
    ("over a holiday, and a Saturday that is worked", "2026-09-30", 3, "2026-10-10"),
    ("none", "2026-03-14", 0, "2026-03-14"),
]


@pytest.mark.parametrize(("day", "number", "wanted"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_working_days_later(day: str, number: int, wanted: str) -> None:
    assert workdays_of([NATIONAL]).after(date.fromisoformat(day), number) == date.fromisoformat(wanted)
