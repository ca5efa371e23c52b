"""What alerting asks of a desk: figures worked out by hand, bounds, operators, deliveries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from domain.alerts import DeliveryStatus, Reason, SubjectKind
from domain.risk import Level
from domain.roster import Person, Roster, Shift
from domain.rules import Rules
from scoring.proportion import Verdict
from service.quality.episodes import Span
from service.quality.load import AlertLoad, Figure, Measure, alert_load
from service.quality.operators import operator_hours
from tests.factories import at
from tests.service.ledger import Ledger, an_alert_of

HOUR, DAY = 60, 24 * 60
SPAN = Span(since=at(0), now=at(10 * DAY))
MET, MISSED, UNDECIDED = Verdict.MET, Verdict.MISSED, Verdict.UNDECIDED


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The shipped rules, nobody on the roster."""
    return load_rules(None)


def figures(found: AlertLoad) -> dict[str, Figure]:
    return {one.measure: one for one in found.figures}


def test_a_desk_that_was_told_nothing(ledger: Ledger, rules: Rules) -> None:
    found = alert_load(ledger.store, rules, Span(now=at(0)))
    assert (found.alerts, found.operator_hours, found.flood_minutes, found.ways) == (0, 0, 0, ())
    assert {name: (one.value, one.verdict) for name, one in figures(found).items()} == {
        Measure.HOURLY: (None, UNDECIDED), Measure.DAILY: (None, UNDECIDED), Measure.TEN_MINUTES: (0, MET),
        Measure.PAGES: (0, MET), Measure.STALE: (0, MET), Measure.CHATTERING: (0, MET),
    }  # fmt: skip


def test_one_alert_however_many_it_went_to(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 60)
    ledger.told(event, 60, recipient="zhou", channel="mail")
    found = alert_load(ledger.store, rules, Span(since=at(0), until=at(600), now=at(600)))
    assert (found.alerts, found.operator_hours) == (1, 10)
    named = figures(found)
    assert (named[Measure.HOURLY].value, named[Measure.DAILY].value, named[Measure.DAILY].at) == (0.1, 0.04, at(60))
    assert [(way.channel, way.counts) for way in found.ways] == [
        ("console", {"delivered": 1}),
        ("mail", {"delivered": 1}),
    ]


def test_hours_before_there_was_a_workspace_do_not_count(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(), 60)
    found = alert_load(ledger.store, rules, Span(since=at(-90 * DAY), until=at(600), now=at(600)))
    assert (found.since, found.operator_hours) == (at(0), 10)
    earlier = alert_load(ledger.store, rules, Span(since=at(-90 * DAY), until=at(-DAY), now=at(600)))
    assert (earlier.since, earlier.operator_hours, earlier.alerts) == (at(-DAY), 0, 0)


def test_what_was_imported_from_before_counts_from_its_first_alert(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(published=-2 * DAY, began=-DAY), -DAY)
    found = alert_load(ledger.store, rules, Span(since=at(-90 * DAY), until=at(0), now=at(600)))
    assert (found.since, found.operator_hours) == (at(-DAY), 24)


@pytest.mark.parametrize(("count", "verdict"), [(10, MET), (11, MISSED)])
def test_more_than_ten_in_ten_minutes_is_a_flood(ledger: Ledger, rules: Rules, count: int, verdict: Verdict) -> None:
    for number in range(count):
        ledger.told(ledger.event(), 100 + number * 0.9)
    found = alert_load(ledger.store, rules, SPAN)
    assert (figures(found)[Measure.TEN_MINUTES].value, figures(found)[Measure.TEN_MINUTES].verdict) == (count, verdict)
    assert (found.flood_minutes > 0) is (verdict is MISSED)


def test_what_a_digest_tells_of_is_the_digest(ledger: Ledger, rules: Rules) -> None:
    for _ in range(5):
        ledger.told(ledger.event(), 100, arrived=None, digest="digest:1")
    ledger.put(
        an_alert_of("flood", 100, "digest:1", subject_kind=SubjectKind.SYSTEM, reason=Reason.DIGEST, episode=0), 101
    )
    found = alert_load(ledger.store, rules, SPAN)
    assert found.alerts == 1
    assert sum(one.share.hits for one in found.levels) == 5


def test_what_waits_for_the_morning_comes_in_the_morning(ledger: Ledger, rules: Rules) -> None:
    for number in range(11):
        ledger.told(ledger.event(), 10 + 20 * number, arrived=None, due_at=at(480))
    found = figures(alert_load(ledger.store, rules, SPAN))[Measure.TEN_MINUTES]
    assert (found.value, found.at, found.verdict) == (11, at(480), MISSED)


def test_what_never_left_is_no_load(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, due_at=at(480))
    ledger.ends(event, 100)
    found = alert_load(ledger.store, rules, SPAN)
    assert (found.alerts, sum(one.share.total for one in found.levels), found.ways[0].counts) == (
        0,
        0,
        {"withdrawn": 1},
    )
    assert figures(found)[Measure.STALE].value == 0


def test_test_messages_are_no_alarms(ledger: Ledger, rules: Rules) -> None:
    ledger.put(an_alert_of("test", 100, "test:1", subject_kind=SubjectKind.SYSTEM, reason=Reason.TEST), 101)
    found = alert_load(ledger.store, rules, SPAN)
    assert (found.alerts, found.ways[0].counts) == (0, {"delivered": 1})


@pytest.mark.parametrize(("count", "verdict"), [(2, MET), (3, MISSED)])
def test_grave_pages_in_the_worst_shift(ledger: Ledger, rules: Rules, count: int, verdict: Verdict) -> None:
    for number in range(count):
        event = ledger.event()
        ledger.told(event, 10 + number, "first:II")
        ledger.told(event, 20 + number, "platform:forum", level=Level.II)
    ledger.told(ledger.event(), 12 * HOUR, "first:II")
    worst = figures(alert_load(ledger.store, rules, SPAN))[Measure.PAGES]
    # NOON is 12:00 in Shanghai: the shift began at 08:00.
    assert (worst.value, worst.verdict, worst.at) == (count, verdict, at(-4 * HOUR))


def test_stale_is_what_nobody_acted_on_for_more_than_a_day(ledger: Ledger, rules: Rules) -> None:
    stale, acted, ended, young, again = (ledger.event() for _ in range(5))
    for event in (stale, acted, ended, again):
        ledger.told(event, 10)
    ledger.did(acted, note=20)
    ledger.told(ended, 30, "cleared")
    ledger.told(again, DAY - 20, "rise:II", level=Level.II)
    ledger.told(young, DAY)
    found = figures(alert_load(ledger.store, rules, Span(since=at(0), until=at(2 * DAY - 60), now=at(9 * DAY))))
    assert found[Measure.STALE].events == (stale.id,)
    assert found[Measure.STALE].verdict is MET


def test_chattering_is_more_than_four_things_told_of_an_event_in_an_hour(ledger: Ledger, rules: Rules) -> None:
    quiet, loud, slow = (ledger.event() for _ in range(3))
    for number in range(5):
        ledger.told(loud, 10 + number * 10, f"platform:{number}")
        ledger.told(slow, 10 + number * 15, f"platform:{number}")
        ledger.told(quiet, 10 + number, f"escalate:{number}", reason=Reason.ESCALATED)
    found = figures(alert_load(ledger.store, rules, SPAN))[Measure.CHATTERING]
    assert (found.value, found.verdict, found.events) == (1, MISSED, (loud.id,))


def test_shares_of_levels_against_the_mix(ledger: Ledger, rules: Rules) -> None:
    for number in range(20):
        ledger.told(ledger.event(), 100 * number, "first:III" if number < 4 else "first:IV")
    found = alert_load(ledger.store, rules, SPAN).levels
    assert [(one.level.name, one.share.hits, one.verdict) for one in found] == [
        ("IV", 16, MET), ("III", 4, MISSED), ("II", 0, MET), ("I", 0, MET),
    ]  # fmt: skip


def test_deliveries_by_channel(ledger: Ledger, rules: Rules) -> None:
    for number in range(4):
        ledger.told(ledger.event(), 10, arrived=number + 1)
    dead, lost, waiting = (ledger.told(ledger.event(), 10, arrived=None) for _ in range(3))
    ledger.delivered(dead, 12, DeliveryStatus.DEAD)
    ledger.delivered(lost, 12, DeliveryStatus.UNKNOWN)
    (way,) = alert_load(ledger.store, rules, SPAN).ways
    assert way.counts == {"dead": 1, "delivered": 4, "pending": 1, "unknown": 1}
    assert (way.delivered.hits, way.delivered.total) == (4, 6)
    assert (way.median, way.p95) == (120, 240)
    assert waiting


def test_a_delivery_before_its_decision_took_no_time(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(), 10, arrived=-5)
    assert alert_load(ledger.store, rules, SPAN).ways[0].median == 0


def roster(*shifts: tuple[str, float, float], scope: str | None = None) -> Roster:
    """Shifts of duty as (person, first minute, last minute)."""
    people = tuple(Person(id=name, name=name) for name in sorted({name for name, _, _ in shifts}))
    return Roster(
        people=people,
        shifts=tuple(
            Shift(role="duty", person=name, starts_at=at(begin), ends_at=at(end), scope=scope)
            for name, begin, end in shifts
        ),
    )


@pytest.mark.parametrize(
    ("found", "hours"),
    [
        (Roster(), 10),
        (roster(("zhou", 0, 600)), 10),
        (roster(("zhou", 0, 600), ("wu", 0, 600)), 20),
        (roster(("zhou", 0, 600), ("wu", 300, 900)), 15),
        (roster(("zhou", -600, 300), ("wu", 300, 900)), 10),
        (roster(("zhou", 0, 60), scope="exam"), 10),
        (replace(roster(("zhou", 0, 600), ("wu", 0, 600)), shifts=(
            *roster(("zhou", 0, 600), ("wu", 0, 60)).shifts, *roster(("zhou", 0, 600), scope="exam").shifts)), 11),
    ],
    ids=("nobody", "one", "two", "overlap", "in_turn", "of_a_watch", "one_person_twice"),
)  # fmt: skip
def test_operator_hours(found: Roster, hours: float) -> None:
    assert operator_hours(found, at(0), at(600)) == hours


def test_two_on_duty_halve_the_load(ledger: Ledger, rules: Rules) -> None:
    for number in range(10):
        ledger.told(ledger.event(), number)
    two = replace(rules, roster=roster(("zhou", 0, 60), ("wu", 0, 60)))
    span = Span(since=at(0), until=at(60), now=at(60))
    loads = [figures(alert_load(ledger.store, one, span))[Measure.HOURLY] for one in (rules, two)]
    assert [(one.value, one.verdict) for one in loads] == [(10, MISSED), (5, MET)]


SHIFTS = st.lists(
    st.tuples(st.sampled_from(("zhou", "wu", "li")), st.integers(-50, 650), st.integers(1, 500)), max_size=6
)


@given(SHIFTS, st.integers(1, 600))
def test_hours_lie_between_one_and_all_and_add_up(given_: list[tuple[str, int, int]], middle: int) -> None:
    found = roster(*((name, begin, begin + length) for name, begin, length in given_))
    whole = operator_hours(found, at(0), at(600))
    assert 10 - 1e-9 <= whole <= 10 * max(1, len(found.people)) + 1e-9
    parts = operator_hours(found, at(0), at(middle)) + operator_hours(found, at(middle), at(600))
    assert timedelta(hours=parts) - timedelta(hours=whole) < timedelta(milliseconds=1)
