"""When a source is quiet: its habit, the odds, and how often chance alone is taken for a silence."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.silence import (
    SLOTS,
    Habit,
    Hours,
    course,
    enough,
    expected_between,
    habit_of,
    hour_reached,
    shape_of,
)

DAYS = 28
FLAT = np.ones(SLOTS)


def hours(days: int = DAYS) -> Hours:
    """Slots of days that begin on a Monday."""
    hour = np.arange(24 * days)
    return hour % 24 + 24 * (hour // 24 % 7 >= 5)


def habit(counts: Hours, shape: Hours = FLAT) -> Habit:
    found = habit_of(counts, hours(len(counts) // 24), shape)
    assert found is not None
    return found


def test_a_source_without_items_has_no_habit() -> None:
    assert habit_of(np.zeros(24 * DAYS), hours(), FLAT) is None


def test_a_source_that_sleeps_at_night_is_expected_by_day() -> None:
    by_day = np.where((hours() % 24 >= 8) & (hours() < 24), 2.0, 0.0)
    line = course(habit(by_day, shape_of(by_day, hours())), hours())
    night, morning = expected_between(line, 24, 32), expected_between(line, 32, 40)
    assert night < 0.5
    assert morning == pytest.approx(16, abs=0.5)


def test_what_its_own_hours_do_not_tell_all_sources_do() -> None:
    all_by_day = np.where(hours() % 24 >= 12, 10.0, 0.0)
    seldom = np.zeros(24 * DAYS)
    seldom[13::240] = 1
    line = course(habit(seldom, shape_of(all_by_day, hours())), hours())
    assert expected_between(line, 0, 12) < 0.1 * expected_between(line, 12, 24)


def test_items_that_come_in_clumps_are_fewer_chances_to_speak() -> None:
    alone, clumped = np.zeros(24 * DAYS), np.zeros(24 * DAYS)
    alone[::7] = 1
    clumped[::70] = 10
    assert habit(alone).clumps == habit(alone).items
    assert habit(clumped).clumps < 0.25 * habit(clumped).items


def test_the_threshold_is_where_chance_meets_the_budget() -> None:
    """By the formula that the module states, put the other way round."""
    found = habit(np.ones(24 * DAYS))
    for sources in (1, 50, 2000):
        wanted = enough(found, sources, 30.0)
        chance = math.exp(-(found.clumps + 0.5) * math.log1p(wanted / found.expected))
        assert sources * found.clumps / DAYS * chance == pytest.approx(1 / 30, rel=1e-4)


def test_even_a_single_rare_source_must_be_silent_for_long() -> None:
    once = np.zeros(24 * DAYS)
    once[100] = 1
    assert enough(habit(once), 1, 30.0) > 10


@given(st.integers(1, 400), st.integers(1, 3000), st.integers(1, 3000))
def test_more_sources_never_make_a_silence_told_sooner(items: int, few: int, many: int) -> None:
    counts = np.zeros(24 * DAYS)
    counts[:items] = 1
    few, many = min(few, many), max(few, many)
    assert enough(habit(counts), few, 30.0) <= enough(habit(counts), many, 30.0)


@given(st.floats(0, 300), st.floats(0, 300))
def test_the_hour_at_which_enough_was_expected(begins: float, items: float) -> None:
    line = course(habit(np.ones(24 * DAYS)), hours())
    reached = hour_reached(line, begins, items)
    assert reached is not None
    assert expected_between(line, begins, reached) == pytest.approx(items, abs=1e-3)


def test_what_lies_behind_the_course_is_not_known() -> None:
    assert hour_reached(course(habit(np.ones(24 * DAYS)), hours()), 0, 1e6) is None


def independent(rng: np.random.Generator, rates: Hours) -> Hours:
    return rng.poisson(rates).astype(float)


def clumped(rng: np.random.Generator, rates: Hours) -> Hours:
    """Clumps of five on average."""
    return np.array([rng.geometric(0.2, count).sum() for count in rng.poisson(rates / 5)], dtype=float)


def restless(rng: np.random.Generator, rates: Hours) -> Hours:
    """Days that differ by half."""
    return rng.poisson(rates * np.repeat(rng.gamma(4, 0.25, len(rates) // 24), 24)).astype(float)


STREAMS = [("independent", independent), ("clumped", clumped), ("restless", restless)]


@pytest.mark.parametrize("stream", [case[1] for case in STREAMS], ids=[case[0] for case in STREAMS])
def test_chance_is_taken_for_a_silence_no_oftener_than_promised(
    stream: Callable[[np.random.Generator, Hours], Hours],
) -> None:
    """40 sources of 1 to 100 items a day over 90 days, learnt anew every day: of the budget of 3 in 90 days, with 2 more."""
    rng, slots = np.random.default_rng(5), hours(DAYS + 90)
    by_day = 0.2 + np.sin(np.pi * np.arange(24) / 24) ** 2
    rates = np.concatenate((by_day, 0.5 * by_day))[slots]
    told = sum(_told(stream(rng, volume / 24 * rates / rates.mean()), slots, 40) for volume in np.geomspace(1, 100, 40))
    assert told <= 5


def _told(counts: Hours, slots: Hours, sources: int) -> int:
    """How many silences of a stream would be told."""
    heard = np.flatnonzero(counts)
    begins, ends = heard[:-1] + 1, heard[1:]
    gaps = [(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True) if begin >= 24 * DAYS]
    return sum(_is_told(counts, slots, begin, end, sources) for begin, end in gaps if end - begin >= 3)


def _is_told(counts: Hours, slots: Hours, begin: int, end: int, sources: int) -> bool:
    learnt = slice(begin - 24 * DAYS, begin)
    known = habit_of(counts[learnt], slots[learnt], FLAT)
    line = course(known, slots[begin:end]) if known else None
    return known is not None and line is not None and float(line[-1]) >= enough(known, sources, 30.0)
