"""Where a shift ends, and which one is handed over: as time lines, and as laws."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.roster import on_duty
from alerts.shifts import shift_due, shifts
from domain.handover import ShiftSpan
from domain.roster import Override, Roster, Rotation, Shift
from tests.alerts.crew import NATIONAL, ZONE, local, office, override, roster, rotation, shift

Entry = Rotation | Shift | Override
HOUR = timedelta(hours=1)


def told(spans: tuple[ShiftSpan, ...]) -> list[str]:
    """Lines such as `02T08 02T20 zhou -> 02T20 wu`."""
    return [
        f"{_short(one.starts_at)} {_short(one.ends_at)} {'+'.join(one.people)} -> {_short(one.next_from)} {'+'.join(one.next_people)}"
        for one in spans
    ]


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(ZONE)):%dT%H}"


TWELVE = rotation("zhou", "wu")
CASES: list[tuple[str, list[Entry], list[str]]] = [
    ("two in turn", [TWELVE], [
        "02T08 02T20 zhou -> 02T20 wu", "02T20 03T08 wu -> 03T08 zhou",
    ]),
    ("one person alone never hands over", [rotation("zhou")], []),
    ("a swap for oneself is no end", [TWELVE, override("zhou", "2026-03-02T10:00", "2026-03-02T12:00")], [
        "02T08 02T20 zhou -> 02T20 wu", "02T20 03T08 wu -> 03T08 zhou",
    ]),
    ("a swap for another is one, and back again", [TWELVE, override("chen", "2026-03-02T10:00", "2026-03-02T12:00")], [
        "02T08 02T10 zhou -> 02T10 chen", "02T10 02T12 chen -> 02T12 zhou",
        "02T12 02T20 zhou -> 02T20 wu", "02T20 03T08 wu -> 03T08 zhou",
    ]),
    ("somebody who joins in ends nothing", [TWELVE, shift("zhou", "2026-03-02T12:00", "2026-03-02T22:00"),
                                            shift("wu", "2026-03-02T14:00", "2026-03-03T08:00")], [
        "02T08 02T22 zhou+wu -> 02T22 wu", "02T22 03T08 wu -> 03T08 zhou",
    ]),
    ("after a gap the next begins", [rotation("zhou", "wu", window=office(8.5, 18))], [
        "02T08 02T18 zhou -> 03T08 wu",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_shifts_of_a_day(entries: list[Entry], wanted: list[str]) -> None:
    found = shifts(roster(*entries), "duty", "desk", local("2026-03-02T08:30"), local("2026-03-03T08:00"))
    assert told(found) == wanted


def test_an_entry_of_another_scope_is_not_its_matter() -> None:
    watch = rotation("chen", "feng", id="storm", scope="storm")
    found = shifts(roster(watch), "duty", "desk", local("2026-03-02T08:00"), local("2026-03-04T08:00"))
    assert found == ()
    assert shifts(roster(watch), "duty", "storm", local("2026-03-02T08:00"), local("2026-03-04T08:00"))


def test_over_a_holiday_the_week_is_one_shift() -> None:
    weekly = rotation("zhou", "wu", begins="2026-03-02", hours=7 * 24)
    found = shifts(roster(weekly, holidays=[NATIONAL]), "duty", "desk", local("2026-10-03"), local("2026-10-04"))
    assert [(one.ends_at - one.starts_at) / HOUR for one in found] == [168]


DUE = [
    ("in the shift", "2026-03-02T15:00", "02T08 02T20 zhou -> 02T20 wu"),
    ("just before its end", "2026-03-02T19:59", "02T08 02T20 zhou -> 02T20 wu"),
    ("just after its end", "2026-03-02T20:59", "02T08 02T20 zhou -> 02T20 wu"),
    ("later it is the next one's", "2026-03-02T21:00", "02T20 03T08 wu -> 03T08 zhou"),
]


@pytest.mark.parametrize(("at", "wanted"), [case[1:] for case in DUE], ids=[case[0] for case in DUE])
def test_which_shift_is_handed_over(at: str, wanted: str) -> None:
    found = shift_due(roster(TWELVE), "duty", "desk", local(at), HOUR)
    assert found is not None
    assert told((found,)) == [wanted]


def test_in_a_gap_it_is_the_last_one_and_without_a_roster_none() -> None:
    working = roster(rotation("zhou", "wu", window=office(8.5, 18)))
    found = shift_due(working, "duty", "desk", local("2026-03-02T23:00"), HOUR)
    assert found is not None
    assert told((found,)) == ["02T08 02T18 zhou -> 03T08 wu"]
    assert shift_due(Roster(), "duty", "desk", local("2026-03-02T23:00"), HOUR) is None


PEOPLE = st.lists(st.sampled_from(["zhou", "wu", "zheng", "feng"]), min_size=1, max_size=4, unique=True)


@given(PEOPLE, st.sampled_from([6, 8, 12, 24, 48]), PEOPLE, st.sampled_from([8, 12, 24]))
def test_shifts_follow_one_another_and_somebody_goes_off_at_each_end(
    first: list[str], hours: int, second: list[str], other: int
) -> None:
    known = roster(rotation(*first, hours=hours), rotation(*second, hours=other, id="second"))
    found = shifts(known, "duty", "desk", local("2026-03-10"), local("2026-03-12"))
    tick = timedelta(microseconds=1)
    for one, after in pairwise(found):
        assert one.ends_at == after.starts_at == one.next_from
        assert (one.next_until, one.next_people) == (after.ends_at, after.people)
    for one in found:
        before = {person.id for person in on_duty(known, "duty", one.ends_at - tick, "desk")}
        since = {person.id for person in on_duty(known, "duty", one.ends_at, "desk")}
        assert {*one.people} == before
        assert before - since
