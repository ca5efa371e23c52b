"""What each KPI says of an episode: named cases worked out by hand, and laws."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.risk import Level
from scoring.kpi import JUDGES, CaseFacts, Kpi, Mark, PageFacts, marks
from tests.factories import at

HIT, MISS, OPEN = Mark.HIT, Mark.MISS, Mark.OPEN
HOUR, DAY = 60, 24 * 60
LIMIT = timedelta(hours=48)


def case(**other: Any) -> CaseFacts:
    """An event of III: published at 0, collected at 5, told of at 10, acted on, checked, answered, closed on the third day."""
    given: dict[str, Any] = {
        "grade": Level.III, "published_at": at(0), "collected_at": at(5), "began_at": at(10), "graded_at": at(10),
        "warned_at": at(11), "pages": (page(41, 20),), "checked_at": at(HOUR), "answered_at": at(5 * HOUR),
        "closed_at": at(2 * DAY), "answer_limit": LIMIT,
    }  # fmt: skip
    return CaseFacts(**(given | other))


def page(due: float, acted: float | None = None, over: float | None = None) -> PageFacts:
    return PageFacts(
        due_at=at(due), acted_at=None if acted is None else at(acted), over_at=None if over is None else at(over)
    )


LATE = 30 * DAY
"""When nothing is open any more."""

WARNED = [
    ("in_time", {}, LATE, HIT, HIT),
    ("at_the_last_moment", {"warned_at": at(30)}, LATE, HIT, HIT),
    ("late_since_published_alone", {"warned_at": at(31)}, LATE, MISS, HIT),
    ("late", {"warned_at": at(36)}, LATE, MISS, MISS),
    ("never_told", {"warned_at": None}, LATE, MISS, MISS),
    ("not_told_yet", {"warned_at": None}, 29, OPEN, OPEN),
    ("published_too_long_ago_to_be_told_yet", {"warned_at": None}, 33, MISS, OPEN),
    ("mild", {"grade": Level.IV}, LATE, None, None),
    ("grave", {"grade": Level.I}, LATE, HIT, HIT),
    ("set_aside", {"is_set_aside": True}, LATE, None, None),
    ("a_return", {"is_return": True}, LATE, None, None),
    ("nothing_stored_any_more", {"published_at": None, "collected_at": None}, LATE, None, None),
]


@pytest.mark.parametrize(
    ("given_", "now", "warned", "collected"), [row[1:] for row in WARNED], ids=[row[0] for row in WARNED]
)
def test_warned_in_time(given_: dict[str, Any], now: float, warned: Mark | None, collected: Mark | None) -> None:
    found = marks(case(**given_), at(now))
    assert (found[Kpi.WARNED], found[Kpi.COLLECTED]) == (warned, collected)


HANDLED = [
    ("in_time", (page(41, 20),), LATE, HIT),
    ("at_the_last_moment", (page(41, 41),), LATE, HIT),
    ("late", (page(41, 42),), LATE, MISS),
    ("never", (page(41),), LATE, MISS),
    ("not_yet", (page(41),), 40, OPEN),
    ("nobody_was_told", (), LATE, None),
    ("a_graver_one_came_first", (page(41, over=30), page(50, 45)), LATE, HIT),
    ("a_graver_one_came_too_late_to_excuse", (page(41, over=42), page(60, 45)), LATE, MISS),
    ("the_graver_one_was_missed", (page(41, 20, over=30), page(40, 45)), LATE, MISS),
    ("the_level_ended_before", (page(41, over=40),), LATE, None),
    ("acted_although_it_had_ended", (page(41, 40, over=35),), LATE, HIT),
    ("acted_late_after_it_had_ended", (page(41, 50, over=40),), LATE, None),
    ("one_missed_outweighs_one_open", (page(41), page(100)), 60, MISS),
    ("one_open_outweighs_one_in_time", (page(41, 20), page(100)), 60, OPEN),
]


@pytest.mark.parametrize(("pages", "now", "mark"), [row[1:] for row in HANDLED], ids=[row[0] for row in HANDLED])
def test_handled_in_time(pages: tuple[PageFacts, ...], now: float, mark: Mark | None) -> None:
    assert marks(case(pages=pages), at(now))[Kpi.HANDLED] is mark


EFFECTIVE = [
    ("all_done_and_quiet", {}, LATE, HIT),
    ("not_yet_quiet_for_long_enough", {}, 5 * DAY, OPEN),
    ("quiet_for_just_long_enough", {}, 5 * DAY + 1, HIT),
    ("not_closed", {"closed_at": None}, LATE, OPEN),
    ("closed_unchecked", {"checked_at": None}, LATE, MISS),
    ("checked_after_it_was_closed", {"checked_at": at(2 * DAY + 1)}, LATE, MISS),
    ("closed_unanswered", {"answered_at": None}, LATE, MISS),
    ("closed_unanswered_is_missed_at_once", {"answered_at": None}, 2 * DAY, MISS),
    ("mild_needs_no_answer", {"answered_at": None, "grade": Level.IV}, LATE, HIT),
    ("told_of_again_within_72_h", {"again_at": at(5 * DAY)}, LATE, MISS),
    ("told_of_again_later", {"again_at": at(5 * DAY + 1)}, LATE, HIT),
    ("set_aside", {"is_set_aside": True}, LATE, None),
]


@pytest.mark.parametrize(("given_", "now", "mark"), [row[1:] for row in EFFECTIVE], ids=[row[0] for row in EFFECTIVE])
def test_handled_effectively(given_: dict[str, Any], now: float, mark: Mark | None) -> None:
    assert marks(case(**given_), at(now))[Kpi.EFFECTIVE] is mark


FIVE = timedelta(hours=5)
II = {"grade": Level.II, "answer_limit": FIVE, "graded_at": at(2 * HOUR)}
ANSWERED = [
    ("III_within_48_h", {}, LATE, HIT, HIT),
    ("III_after_48_h_of_publication", {"answered_at": at(2 * DAY + 1)}, LATE, MISS, HIT),
    ("III_late", {"answered_at": at(2 * DAY + 11)}, LATE, MISS, MISS),
    ("II_within_5_h", II, LATE, HIT, HIT),
    ("II_after_5_h_of_publication", {**II, "answered_at": at(5 * HOUR + 1)}, LATE, MISS, HIT),
    ("never", {"answered_at": None}, LATE, MISS, MISS),
    ("not_yet", {"answered_at": None}, 2 * DAY, OPEN, OPEN),
    ("too_late_by_the_law_alone", {"answered_at": None}, 2 * DAY + 5, MISS, OPEN),
    ("mild", {"grade": Level.IV}, LATE, None, None),
    ("a_return_counts_from_its_first_level", {"is_return": True, "answered_at": at(2 * DAY + 1)}, LATE, HIT, HIT),
    ("set_aside", {"is_set_aside": True}, LATE, None, None),
    ("no_answer_asked", {"answer_limit": None}, LATE, None, None),
    ("nothing_stored_any_more", {"published_at": None}, LATE, None, HIT),
]


@pytest.mark.parametrize(
    ("given_", "now", "law", "level"), [row[1:] for row in ANSWERED], ids=[row[0] for row in ANSWERED]
)
def test_answered_in_time(given_: dict[str, Any], now: float, law: Mark | None, level: Mark | None) -> None:
    found = marks(case(**given_), at(now))
    assert (found[Kpi.ANSWERED], found[Kpi.LEVELLED]) == (law, level)


MOMENTS = st.none() | st.integers(0, 6 * DAY).map(at)
PAGES = st.builds(PageFacts, due_at=st.integers(0, 200).map(at), acted_at=MOMENTS, over_at=MOMENTS)
CASES = st.builds(
    CaseFacts, grade=st.sampled_from(Level), is_return=st.booleans(), is_set_aside=st.booleans(), published_at=MOMENTS,
    collected_at=MOMENTS, began_at=st.just(at(10)), graded_at=st.just(at(20)), warned_at=MOMENTS,
    pages=st.lists(PAGES, max_size=3).map(tuple), checked_at=MOMENTS, answered_at=MOMENTS, closed_at=MOMENTS,
    again_at=MOMENTS, answer_limit=st.sampled_from((None, FIVE, LIMIT)),
)  # fmt: skip
NOWS = st.integers(0, 12 * DAY).map(at)
DELAYS = st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes))
LATENESS = ("warned_at", "checked_at", "answered_at")
WORTH = {HIT: 2, OPEN: 1, None: 1, MISS: 0}


@given(CASES, NOWS, DELAYS, st.sampled_from(LATENESS))
def test_being_later_never_helps(found: CaseFacts, now: Any, delay: timedelta, what: str) -> None:
    moment = getattr(found, what)
    change: dict[str, Any] = {what: moment + delay if moment else None}
    later = replace(found, **change)
    before, after = marks(found, now), marks(later, now)
    assert all(WORTH[after[kpi]] <= WORTH[before[kpi]] for kpi in JUDGES)


@given(CASES, NOWS, DELAYS)
def test_acting_later_never_helps(found: CaseFacts, now: Any, delay: timedelta) -> None:
    slow = tuple(replace(one, acted_at=one.acted_at + delay) if one.acted_at else one for one in found.pages)
    before, after = marks(found, now)[Kpi.HANDLED], marks(replace(found, pages=slow), now)[Kpi.HANDLED]
    assert before is not MISS or after is MISS
    assert before in (HIT, after) or after is MISS


@given(CASES, NOWS, DELAYS)
def test_what_is_decided_stays_decided(found: CaseFacts, now: Any, delay: timedelta) -> None:
    before, after = marks(found, now), marks(found, now + delay)
    assert all(before[kpi] in (OPEN, after[kpi]) for kpi in JUDGES)
