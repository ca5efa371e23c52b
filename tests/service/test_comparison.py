"""Two configurations side by side: who is who, what moved, how many alerts, and what people had said."""

from datetime import timedelta
from typing import Any

import pytest

from domain.duty import Disposition
from domain.risk import Assessment, Contribution
from scoring.proportion import Share, share
from service.comparison import (
    EventOutcome,
    Outcome,
    at_one_moment,
    compare,
    flood_minutes,
    judged,
    matched,
)
from service.shifts import boundaries
from tests.factories import NOON, an_assessment, an_event, at

REAL, NOISE, DUPLICATE = Disposition.REAL, Disposition.NOISE, Disposition.DUPLICATE


def course(event: str, documents: str, level: str = "NONE", **other: Any) -> EventOutcome:
    """An event of documents with names of one letter."""
    return EventOutcome(event_id=event, title=f"title {event}", documents=frozenset(documents), level=level, **other)


def said(minute: float, points: tuple[Contribution, ...], **other: Any) -> Assessment:
    """What was said of an event at a minute."""
    return an_assessment(an_event(), at=at(minute), contributions=points, **other)


def outcome(*courses: EventOutcome, alerts: tuple[float, ...] = (), scope: str = "desk") -> Outcome:
    return Outcome(courses={scope: courses} if courses else {}, alerts=[at(minute) for minute in alerts])


MATCHED: tuple[tuple[str, list[EventOutcome], list[EventOutcome], list[tuple[str | None, str | None]]], ...] = (
    ("the same", [course("E1", "ab")], [course("E1", "ab")], [("E1", "E1")]),
    ("another id", [course("E1", "ab")], [course("E9", "ab")], [("E1", "E9")]),
    ("split: the larger part", [course("E1", "abc")], [course("E1", "a"), course("E2", "bc")], [("E1", "E2"), (None, "E1")]),
    ("merged", [course("E1", "a"), course("E2", "bc")], [course("E1", "abc")], [("E2", "E1"), ("E1", None)]),
    ("a tie goes to the earlier id", [course("E1", "ab")], [course("E3", "b"), course("E2", "a")], [("E1", "E2"), (None, "E3")]),
    ("strangers", [course("E1", "a")], [course("E2", "b")], [("E1", None), (None, "E2")]),
    ("nothing", [], [], []),
)  # fmt: skip


@pytest.mark.parametrize(("present", "other", "pairs"), [row[1:] for row in MATCHED], ids=[row[0] for row in MATCHED])
def test_events_are_matched_by_their_documents(
    present: list[EventOutcome], other: list[EventOutcome], pairs: list[tuple[str | None, str | None]]
) -> None:
    found = matched(present, other)
    assert [(ours and ours.event_id, theirs and theirs.event_id) for ours, theirs in found] == pairs


def test_equal_outcomes_give_a_diagonal() -> None:
    one = outcome(course("E1", "a", "III"), course("E2", "b"), course("E3", "c", "proposed_I"), alerts=(1, 2))
    found = compare(one, one, {}, [])
    assert found.transitions == {"desk": {"NONE": {"NONE": 1}, "III": {"III": 1}, "proposed_I": {"proposed_I": 1}}}
    assert found.changes == ()
    assert found.loads[0] == found.loads[1]


def test_what_changes_is_named_gravest_first_with_what_moved() -> None:
    before = (
        Contribution(name="base", points=3.0),
        Contribution(name="heat", points=20.0),
        Contribution(name="gate", points=-5.0),
    )
    after = (
        Contribution(name="base", points=3.0),
        Contribution(name="heat", points=12.0),
        Contribution(name="growth", points=2.0),
    )
    present = outcome(course("E1", "a", "IV", trail=(said(1, before),)), course("E2", "b", "III"), course("E3", "c"))
    other = outcome(course("E1", "a", trail=(said(1, after),)), course("E2", "b", "II"), course("E4", "c"))
    found = compare(present, other, {}, [])
    assert [(one.title, one.present, one.other) for one in found.changes] == [
        ("title E2", "III", "II"),
        ("title E1", "IV", "NONE"),
    ]
    assert [(one.name, one.points) for one in found.changes[1].why] == [("heat", -8.0), ("gate", 5.0), ("growth", 2.0)]
    assert found.transitions["desk"] == {"NONE": {"NONE": 1}, "IV": {"NONE": 1}, "III": {"II": 1}}


HEAT, GATE, SURGE = ((Contribution(name=name, points=9.0),) for name in ("heat", "gate", "surge"))
MOMENTS: tuple[tuple[str, list[Assessment], list[Assessment], tuple[object, object]], ...] = (
    ("that of the graver at its highest",
     [said(1, GATE, index=30.0), said(2, HEAT, index=60.0)], [said(1, HEAT, index=50.0), said(2, GATE, index=40.0)],
     (HEAT, GATE)),
    ("one at which both were assessed",
     [said(1, GATE, index=30.0), said(2, HEAT, index=60.0)], [said(1, HEAT, index=50.0)], (GATE, HEAT)),
    ("its own where they never were together", [said(1, HEAT)], [said(2, GATE, index=9.0), said(3, SURGE, index=20.0)],
     (HEAT, SURGE)),
    ("none where there is no other", [said(1, HEAT)], [], (HEAT, ())),
)  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "wanted"), [row[1:] for row in MOMENTS], ids=[row[0] for row in MOMENTS])
def test_why_is_told_of_one_moment(
    ours: list[Assessment], theirs: list[Assessment], wanted: tuple[object, object]
) -> None:
    mine = course("E1", "a", "III", trail=tuple(ours))
    assert at_one_moment(mine, course("E1", "a", trail=tuple(theirs)) if theirs else None) == wanted


def test_a_scope_or_event_that_one_alone_has_is_absent_in_the_other() -> None:
    found = compare(outcome(course("E1", "a", "IV")), outcome(course("E1", "a", "IV"), scope="watch"), {}, [])
    assert found.transitions == {"desk": {"IV": {"absent": 1}}, "watch": {"absent": {"IV": 1}}}


def test_alerts_fall_into_shifts() -> None:
    shifts = boundaries(at(0), at(60 * 24), "Asia/Shanghai")
    found = compare(outcome(alerts=(-1, 0, 479, 480, 1200)), outcome(), {}, shifts)
    assert [(begin, count) for begin, count in found.loads[0].shifts] == [(at(-240), 3), (at(480), 1), (at(1200), 1)]
    assert [count for _, count in found.loads[1].shifts] == [0, 0, 0]


@pytest.mark.parametrize(
    ("since", "until", "zone", "hours"),
    [
        (0, 1, "Asia/Shanghai", [-4, 8]),
        (-240, 480, "Asia/Shanghai", [-4, 8]),
        (0, 481, "Asia/Shanghai", [-4, 8, 20]),
        (0, 1, "UTC", [-8, 4]),
    ],
)
def test_shifts_touch_the_span(since: int, until: int, zone: str, hours: list[int]) -> None:
    assert boundaries(at(since), at(until), zone) == [NOON + timedelta(hours=hour) for hour in hours]


FLOODS: tuple[tuple[str, list[float], int], ...] = (
    ("none", [], 0),
    ("ten at once", [0.0] * 10, 0),
    ("eleven at once", [0.0] * 11, 10),
    ("eleven over nine minutes", [0.0, *[5.0] * 9, 9.0], 1),
    ("eleven over ten minutes", [0.0, *[5.0] * 9, 10.0], 0),
    ("two floods that touch", [0.0] * 11 + [5.0] * 11, 15),
    ("two floods apart", [0.0] * 11 + [60.0] * 11, 20),
    ("between two minutes", [0.5] * 11, 10),
)


@pytest.mark.parametrize(("minutes", "flooded"), [row[1:] for row in FLOODS], ids=[row[0] for row in FLOODS])
def test_minutes_of_flood(minutes: list[float], flooded: int) -> None:
    assert flood_minutes([at(minute) for minute in minutes]) == flooded


def test_what_people_said_judges_both() -> None:
    said = {"a": REAL, "b": REAL, "c": NOISE, "d": DUPLICATE}
    one = outcome(course("E1", "a", alerted=True), course("E2", "b"), course("E3", "c", alerted=True),
                  course("E4", "d", alerted=True), course("E5", "x", alerted=True))  # fmt: skip
    found = judged(one, said)
    assert (found.precision, found.recall) == (share(1, 2), share(1, 2))
    nobody = judged(one, {})
    assert (nobody.precision.total, nobody.recall.total) == (0, 0)


def test_an_event_is_what_most_of_its_documents_are() -> None:
    found = judged(outcome(course("E1", "abc", alerted=True)), {"a": NOISE, "b": REAL, "c": REAL})
    assert (found.precision.hits, found.precision.total) == (1, 1)


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [(0, 0, None), (19, 19, None), (20, 20, (0.8389, 1.0)), (0, 20, (0.0, 0.1611)), (10, 20, (0.2993, 0.7007))],
)
def test_few_events_are_counts_alone(hits: int, total: int, interval: tuple[float, float] | None) -> None:
    assert share(hits, total) == Share(hits=hits, total=total, interval=interval)
