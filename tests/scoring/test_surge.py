"""Tail probabilities of windows: against the distribution itself, partial hours, outages, cold starts; hours above."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from scoring.baseline import Baseline, fit
from scoring.binomial import score, upper_tail
from scoring.surge import hours_above, tail
from tests.scoring.streams import START, daily, steady

HOUR = 3600.0
NOW = START * HOUR
CALM = fit(steady(2, 40), START)


def spread(count: int, hours: float, *, until: float = NOW) -> list[tuple[float, float]]:
    """`count` documents evenly over the hours before `until`."""
    return [(until - hours * HOUR * (count - place - 0.5) / count, 1.0) for place in range(count)]


@pytest.mark.parametrize(("count", "mean", "dispersion"), [(0, 2, 0.5), (1, 0.2, 1.0), (7, 2, 0.3), (300, 120, 0.01)])
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, dispersion: float) -> None:
    found = upper_tail(np.array([float(count)]), np.array([mean]), np.array([dispersion]))
    size = 1 / dispersion
    assert found[0] == pytest.approx(nbinom.sf(count - 1, size, size / (size + mean)), rel=1e-9)


def test_a_score_is_about_standard_normal() -> None:
    assert score(100, 100, 0.001) == pytest.approx(0, abs=0.05)
    assert score(0, 0.01, 0.5) == pytest.approx(0, abs=0.1)
    assert score(10_000, 1, 0.1) == 8.0


@pytest.mark.parametrize(
    ("case", "count", "hours", "window", "least", "most"),
    [
        ("nothing", 0, 1, 1, 0.999, 1.0),
        ("the usual", 12, 6, 6, 0.5, 1.0),
        ("a sudden rise", 14, 1, 1, 0.0, 1e-4),
        ("a rise over three hours", 24, 3, 3, 0.0, 1e-3),
        ("a slower rise", 36, 6, 6, 0.0, 1e-3),
    ],
)
def test_the_window_that_is_most_unusual(
    case: str, count: int, hours: float, window: int, least: float, most: float
) -> None:
    found = tail(spread(count, hours), CALM, NOW)
    assert found is not None
    assert least <= found.p <= most, case
    if count:
        assert found.window_hours == window, case
        assert found.observed == count, case
        assert found.expected == pytest.approx(2 * window, rel=0.02), case


def test_more_documents_are_never_less_unusual() -> None:
    found = [tail(spread(count, 1), CALM, NOW) for count in range(1, 40)]
    values = [one.p for one in found if one]
    assert values == sorted(values, reverse=True)


def test_near_duplicates_count_for_a_part() -> None:
    whole, part = tail(spread(10, 1), CALM, NOW), tail([(at, 0.3) for at, _ in spread(10, 1)], CALM, NOW)
    assert whole
    assert part
    assert part.p > whole.p
    assert part.observed == pytest.approx(3)


def test_windows_end_now_and_not_with_the_hour() -> None:
    base = fit(daily(4, 40), START)
    for minutes in (5, 25, 59):
        now = NOW + minutes * 60
        found = tail(spread(40, 1, until=now), base, now)
        assert found is not None
        part = minutes / 60
        usual = part * base.expected(START) + (1 - part) * base.expected(START - 1)
        assert (found.window_hours, found.observed) == (1, 40)
        assert found.expected == pytest.approx(usual)


def test_what_is_to_come_does_not_count() -> None:
    later = [(NOW + 60 * place, 1.0) for place in range(1, 50)]
    assert tail(spread(2, 6) + later, CALM, NOW) == tail(spread(2, 6), CALM, NOW)


def test_counts_by_the_hour_have_whole_hours_before_the_running_one() -> None:
    counts = {START - 1: 9.0, START: 6.0}
    found = tail(counts, CALM, NOW + 1800)
    assert found is not None
    assert (found.window_hours, found.observed) == (1, 15.0)
    assert found.expected == pytest.approx(3, rel=0.02)


def test_hours_nobody_watched_expect_nothing() -> None:
    dead = {START - 1: 0.0, START - 2: 0.0}
    found = tail(spread(12, 6), CALM, NOW, exposure=dead)
    assert found is not None
    assert found.window_hours == 6  # one and three hours were not watched for half of their length
    assert found.expected == pytest.approx(8, rel=0.02)
    assert tail(spread(12, 6), fit(steady(2, 40), START, dead), NOW) == found


def test_nothing_is_known_where_nobody_watched() -> None:
    assert tail(spread(12, 6), CALM, NOW, exposure={START - back: 0.0 for back in range(7)}) is None


def test_without_history_nothing_is_said() -> None:
    assert tail(spread(12, 6), fit({}, START), NOW) is None
    assert hours_above({START - 1: 9.0}, fit({}, START), NOW) is None


def test_a_cold_baseline_says_so_and_doubts_more() -> None:
    cold = fit(steady(2, 5), START)
    warm, unsure = tail(spread(30, 6), CALM, NOW), tail(spread(30, 6), cold, NOW)
    assert warm
    assert unsure
    assert (warm.is_cold, unsure.is_cold) == (False, True)
    assert unsure.p > 10 * warm.p


@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 500)), max_size=40),
    st.floats(0, 24),
    st.dictionaries(st.integers(-30, 25), st.floats(0, 1)),
)
@settings(max_examples=150, deadline=None)
def test_a_probability_whatever_comes(
    docs: list[tuple[float, float]], hours: float, exposure: Mapping[int, float]
) -> None:
    observed = sorted((NOW + (hours - back) * HOUR, weight) for back, weight in docs)
    known = {START + offset: share for offset, share in exposure.items()}
    found = tail(observed, CALM, NOW + hours * HOUR, exposure=known)
    assert found is None or 0 <= found.p <= 1


@pytest.mark.parametrize(
    ("case", "counts", "minutes", "hours"),
    [
        ("never", {}, 0, 0.0),
        ("as many as usual are not above", {-1: 1.9}, 0, 0.0),
        ("hours apart", {-1: 3.0, -30: 9.0, -31: 1.0}, 0, 2.0),
        ("of the running hour what is over", {-1: 3.0, 0: 2.0}, 30, 1.5),
        ("the running hour as far as it has come", {0: 0.9}, 30, 0.0),
        ("later hours do not count", {1: 50.0, 2: 50.0}, 30, 0.0),
    ],
)
def test_hours_above(case: str, counts: Mapping[int, float], minutes: int, hours: float) -> None:
    by_hour = {START + offset: count for offset, count in counts.items()}
    assert hours_above(by_hour, CALM, NOW + minutes * 60) == pytest.approx(hours), case


def test_a_topic_that_never_has_anything_is_soon_exceeded() -> None:
    silent: Baseline = fit({}, START, since=START - 40 * 24)
    found = tail(spread(3, 1), silent, NOW)
    assert found is not None
    assert found.p < 1e-3
