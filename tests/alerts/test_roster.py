"""Who is on duty when: tables of named cases, and the laws that every roster keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.roster import Source, Turn, gaps, on_duty, turns
from domain.roster import Hours, Override, Roster, Rotation, Shift
from domain.workdays import Days
from tests.alerts.crew import NAMES, NATIONAL, OFF, WORKING, local, office, override, roster, rotation, shift

DAY_AND_NIGHT = roster(rotation("zhou", "wu", "zheng"))
WEEKS = roster(rotation("zhou", "wu", hours=7 * 24))
OFFICE = roster(rotation("zhou", "wu", hours=24, days=WORKING, window=office(8.5, 18)), holidays=[NATIONAL])
DAYS_OFF = roster(rotation("zhou", "wu", "zheng", begins="2026-09-26T08:00", days=OFF), holidays=[NATIONAL])
NIGHTS = roster(rotation("zhou", "wu", hours=24, window=office(20, 32)))
THIRDS = roster(rotation("zhou", "wu", "zheng", hours=4, window=office(8, 18)))
MONDAYS = roster(rotation("zhou", "wu", hours=7 * 24, weekdays=(0,)))
TWO = roster(
    rotation("zhou", "wu"),
    rotation("zheng", "feng", id="second", hours=24),
    rotation("chen", id="chief", role="leader"),
)
SWAPPED = roster(
    *TWO.rotations,
    override("chen", "2026-03-03T08:00", "2026-03-03T20:00", replaces="zhou"),
    override("chen", "2026-03-05T08:00", "2026-03-05T09:00"),
)
SHIFTS = roster(
    rotation("zhou"),
    shift("wu", "2026-03-03T08:00", "2026-03-03T20:00"),
    shift("zheng", "2026-03-03T12:00", "2026-03-04T00:00"),
)
SCOPED = roster(
    rotation("zhou"),
    rotation("wu", id="storm", scope="storm"),
    override("feng", "2026-03-03T00:00", "2026-03-04T00:00", scope="storm"),
)
CASES = [
    ("before it begins", DAY_AND_NIGHT, "2026-03-02T07:59", ""),
    ("the first turn", DAY_AND_NIGHT, "2026-03-02T08:00", "zhou"),
    ("the last minute of it", DAY_AND_NIGHT, "2026-03-02T19:59", "zhou"),
    ("the second", DAY_AND_NIGHT, "2026-03-02T20:00", "wu"),
    ("past midnight", DAY_AND_NIGHT, "2026-03-03T00:00", "wu"),
    ("round again", DAY_AND_NIGHT, "2026-03-03T20:00", "zhou"),
    ("years later", DAY_AND_NIGHT, "2031-03-02T09:00", "wu"),
    ("a week", WEEKS, "2026-03-09T07:59", "zhou"),
    ("the week after", WEEKS, "2026-03-09T08:00", "wu"),
    ("before the office opens", OFFICE, "2026-03-03T08:29", ""),
    ("in the office", OFFICE, "2026-03-03T08:30", "wu"),
    ("after it", OFFICE, "2026-03-03T18:00", ""),
    ("a Saturday", OFFICE, "2026-03-07T10:00", ""),
    ("the weekend costs nobody a turn", OFFICE, "2026-03-09T10:00", "wu"),
    ("a holiday on a weekday", OFFICE, "2026-10-01T10:00", ""),
    ("a Saturday worked for a holiday", OFFICE, "2026-10-10T10:00", "zhou"),
    ("a Sunday worked for a holiday", DAYS_OFF, "2026-09-27T09:00", ""),
    ("a night of a day off goes on past midnight", DAYS_OFF, "2026-09-27T07:59", "wu"),
    ("the next day off is the next person's", DAYS_OFF, "2026-10-01T08:00", "zheng"),
    ("its night", DAYS_OFF, "2026-10-01T20:00", "zhou"),
    ("no day off after the holiday", DAYS_OFF, "2026-10-10T09:00", ""),
    ("a night over midnight", NIGHTS, "2026-03-03T07:59", "zhou"),
    ("between nights", NIGHTS, "2026-03-03T08:00", ""),
    ("the next night", NIGHTS, "2026-03-03T20:00", "wu"),
    ("parts of a day", THIRDS, "2026-03-02T12:00", "wu"),
    ("a short last part", THIRDS, "2026-03-02T17:59", "zheng"),
    ("the day after goes on in turn", THIRDS, "2026-03-03T08:00", "zhou"),
    ("a Monday of the second week", MONDAYS, "2026-03-09T09:00", "wu"),
    ("no Monday", MONDAYS, "2026-03-10T09:00", ""),
    ("two rotations are two persons", TWO, "2026-03-03T09:00", "zhou feng"),
    ("one of two is replaced, in place", SWAPPED, "2026-03-03T09:00", "chen feng"),
    ("all are replaced", SWAPPED, "2026-03-05T08:30", "chen"),
    ("who is not on duty is not replaced", SWAPPED, "2026-03-03T20:00", "wu feng"),
    ("a shift in place of the rotation", SHIFTS, "2026-03-03T08:00", "wu"),
    ("two shifts at once", SHIFTS, "2026-03-03T12:00", "wu zheng"),
    ("the rotation after them", SHIFTS, "2026-03-04T00:00", "zhou"),
    ("a desk without entries of its own", SCOPED, "2026-03-03T09:00", "zhou"),
    ("nobody entered", roster(), "2026-03-03T09:00", ""),
]  # fmt: skip


def ids(people: tuple[object, ...]) -> str:
    return " ".join(one.id for one in people)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "crew", "at", "people"), CASES, ids=[row[0] for row in CASES])
def test_who_is_on_duty(name: str, crew: Roster, at: str, people: str) -> None:
    assert ids(on_duty(crew, "duty", local(at))) == people, name


def test_a_role_has_its_own_people() -> None:
    assert ids(on_duty(TWO, "leader", local("2026-03-03T09:00"))) == "chen"
    assert on_duty(TWO, "deputy", local("2026-03-03T09:00")) == ()


def test_a_watch_has_its_own_people_beside_those_of_all() -> None:
    assert ids(on_duty(SCOPED, "duty", local("2026-03-02T09:00"), "storm")) == "zhou wu"
    assert ids(on_duty(SCOPED, "duty", local("2026-03-03T09:00"), "storm")) == "feng"
    assert ids(on_duty(SCOPED, "duty", local("2026-03-03T09:00"), "exam")) == "zhou"


def told(found: tuple[Turn, ...], form: str = "%d %H:%M") -> list[str]:
    return [f"{turn.starts_at + timedelta(hours=8):{form}} {ids(turn.people) or '-'} {turn.source}" for turn in found]


def test_the_list_of_turns_names_its_gaps() -> None:
    found = turns(SHIFTS, "duty", local("2026-03-02T00:00"), local("2026-03-04T12:00"))
    assert told(found) == [
        "02 00:00 - nobody", "02 08:00 zhou rotation", "03 08:00 wu shift", "03 12:00 wu zheng shift", "03 20:00 zheng shift",
        "04 00:00 zhou rotation",
    ]  # fmt: skip
    assert told(gaps(OFFICE, "duty", local("2026-03-06T12:00"), local("2026-03-10T00:00"))) == [
        "06 18:00 - nobody", "09 18:00 - nobody",
    ]  # fmt: skip


def test_no_time_has_no_turns() -> None:
    moment = local("2026-03-03T00:00")
    assert turns(TWO, "duty", moment, moment) == turns(TWO, "duty", moment, moment - timedelta(days=1)) == ()


CLOCKS = [
    ("an hour is left out", "2026-03-29T02:00", [23, 24]),
    ("an hour comes twice", "2026-10-25T02:00", [25, 24]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "begins", "hours"), CLOCKS, ids=[row[0] for row in CLOCKS])
def test_a_turn_keeps_the_time_of_day(name: str, begins: str, hours: list[int]) -> None:
    """In Berlin, turns begin at 00:00 whatever the clock does."""
    first = local(begins[:10] + "T00:00", "Europe/Berlin")
    plan = rotation("zhou", "wu", hours=24)
    found = turns(
        roster(replace(plan, begins_at=first), zone="Europe/Berlin"), "duty", first, first + timedelta(hours=sum(hours))
    )
    assert [(turn.ends_at - turn.starts_at) // timedelta(hours=1) for turn in found] == hours, name


def test_a_turn_that_begins_in_the_hour_left_out_begins_after_it() -> None:
    plan = replace(rotation("zhou", "wu", hours=24), begins_at=local("2026-03-28T02:30", "Europe/Berlin"))
    crew = roster(plan, zone="Europe/Berlin")
    (_, second, *_) = turns(crew, "duty", plan.begins_at, plan.begins_at + timedelta(days=3))
    assert second.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 by the clock


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
MOMENTS = st.integers(0, 60 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)
PERSONS = st.sampled_from(sorted(NAMES))
ROLES = st.sampled_from(["duty", "leader"])
SCOPES = st.sampled_from([None, "storm"])


@st.composite
def rotations(draw: st.DrawFn) -> Rotation:
    begins = draw(st.integers(0, 24 * 60))
    window = Hours(begins=timedelta(minutes=begins), ends=timedelta(minutes=begins + draw(st.integers(1, 24 * 60))))
    return Rotation(
        id="r", role=draw(ROLES), people=tuple(draw(st.lists(PERSONS, min_size=1, max_size=4))), begins_at=draw(MOMENTS),
        length=timedelta(hours=draw(st.sampled_from([1, 5, 8, 12, 24, 48, 168]))), days=draw(st.sampled_from(Days)),
        weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=3)))), hours=draw(st.none() | st.just(window)),
        ends_at=draw(st.none() | MOMENTS), scope=draw(SCOPES),
    )  # fmt: skip


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    starts_at = draw(MOMENTS)
    ends_at = starts_at + timedelta(minutes=draw(st.integers(1, 5000)))
    return Shift(role=draw(ROLES), person=draw(PERSONS), starts_at=starts_at, ends_at=ends_at, scope=draw(SCOPES))


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    one = draw(shifts())
    return Override(
        role=one.role, person=one.person, starts_at=one.starts_at, ends_at=one.ends_at, scope=one.scope, reason="x",
        replaces=draw(st.none() | PERSONS),
    )  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    entries: list[Rotation | Shift | Override] = [
        *draw(st.lists(rotations(), max_size=3)), *draw(st.lists(shifts(), max_size=3)),
        *draw(st.lists(overrides(), max_size=2)),
    ]  # fmt: skip
    return roster(*entries, holidays=draw(st.sampled_from([(), (NATIONAL,)])), zone=draw(ZONES))


@settings(max_examples=150, deadline=None)
@given(rosters(), MOMENTS, st.integers(1, 20 * 24 * 60), SCOPES)
def test_turns_partition_the_span(crew: Roster, since: datetime, minutes: int, scope: str | None) -> None:
    until = since + timedelta(minutes=minutes)
    found = turns(crew, "duty", since, until, scope)
    assert (found[0].starts_at, found[-1].ends_at) == (since, until)
    assert all(turn.starts_at < turn.ends_at for turn in found)
    assert all(before.ends_at == after.starts_at for before, after in pairwise(found))
    assert all((a.people, a.source) != (b.people, b.source) for a, b in pairwise(found))
    assert all(turn.is_gap == (turn.source is Source.NOBODY) for turn in found)


@settings(max_examples=150, deadline=None)
@given(rosters(), MOMENTS, st.integers(1, 20 * 24 * 60), SCOPES, st.data())
def test_on_duty_agrees_with_turns_at_every_instant(
    crew: Roster, since: datetime, minutes: int, scope: str | None, data: st.DataObject
) -> None:
    until = since + timedelta(minutes=minutes)
    found = turns(crew, "duty", since, until, scope)
    turn = data.draw(st.sampled_from(found))
    inside = turn.starts_at + (turn.ends_at - turn.starts_at) * data.draw(st.floats(0, 0.999))
    for moment in (turn.starts_at, turn.ends_at - timedelta(microseconds=1), inside):
        assert on_duty(crew, "duty", moment, scope) == turn.people


@settings(max_examples=150, deadline=None)
@given(rosters(), overrides(), MOMENTS, SCOPES)
def test_an_override_changes_nothing_outside_its_span(
    crew: Roster, one: Override, at: datetime, scope: str | None
) -> None:
    changed = replace(crew, overrides=(*crew.overrides, one))
    for moment in (at, one.starts_at - timedelta(microseconds=1), one.ends_at):
        if not one.starts_at <= moment < one.ends_at:
            assert on_duty(changed, one.role, moment, scope) == on_duty(crew, one.role, moment, scope)
    for other in {"duty", "leader"} - {one.role}:
        assert on_duty(changed, other, one.starts_at, scope) == on_duty(crew, other, one.starts_at, scope)


@settings(max_examples=100, deadline=None)
@given(rotations(), ZONES, st.booleans())
@example(
    Rotation(id="r", role="duty", people=("chen",), begins_at=datetime(2026, 2, 20, tzinfo=UTC), length=timedelta(hours=1),
             hours=Hours(begins=timedelta(hours=3), ends=timedelta(hours=26, minutes=1))),
    "Europe/Berlin", False,
)  # fmt: skip
def test_days_of_a_rotation_go_to_everybody_in_turn(plan: Rotation, zone: str, free: bool) -> None:
    """Of turns up to a day long no person has two before everybody had one."""
    plan = replace(
        plan, people=("zhou", "wu", "zheng"), length=timedelta(hours=24), role="duty", scope=None, ends_at=None
    )
    crew = roster(plan, holidays=[NATIONAL] if free else [], zone=zone)
    found = turns(crew, "duty", plan.begins_at, plan.begins_at + timedelta(days=40))
    served = [ids(turn.people) for turn in found if not turn.is_gap]
    order = ["zhou", "wu", "zheng"]
    start = order.index(served[0]) if served else 0
    assert served == [order[(start + number) % 3] for number in range(len(served))]
