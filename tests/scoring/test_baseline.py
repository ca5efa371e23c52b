"""What is usual: level, season, trend; bursts, outages and short histories; that one stream lends to another."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.baseline import WARM, fit, fit_all
from scoring.loglinear import PRIOR, Prior
from scoring.pooling import pooled
from tests.scoring.streams import START, daily, steady

DAY = 24


def week_hour(hour: int, zone_hours: int) -> int:
    """From Monday midnight in local time."""
    return (hour + zone_hours + 3 * DAY) % (7 * DAY)


def outage(first: int, hours: int) -> dict[int, float]:
    return dict.fromkeys(range(first, first + hours), 0.0)


@pytest.mark.parametrize("level", [0.2, 1.0, 20.0])
def test_a_steady_stream_is_expected_as_it_was(level: float) -> None:
    found = fit(steady(level, 40), START)
    expected = [found.expected(START + hour) for hour in range(168)]
    assert expected == pytest.approx([level] * 168, rel=0.02)
    assert (found.days, found.is_cold) == (28.0, False)


def test_hours_of_the_day_and_weekends_are_told_apart() -> None:
    found = fit(daily(6, 40), START)
    by_day = {week_hour(START + hour, 8): found.expected(START + hour) for hour in range(168)}
    assert by_day[2 * DAY + 12] == pytest.approx(6 * 1.6 * 1.2, rel=0.25)
    assert by_day[2 * DAY + 3] == pytest.approx(6 * 0.4 * 1.2, rel=0.3)
    assert by_day[6 * DAY + 12] == pytest.approx(6 * 1.6 * 0.5, rel=0.3)


@pytest.mark.parametrize("zone", [0, 8, -5])
def test_the_season_follows_the_desks_own_clock(zone: int) -> None:
    found = fit(daily(6, 40, zone_hours=zone), START, zone_hours=zone)
    noon = next(hour for hour in range(START, START + 168) if (hour + zone) % 24 == 12)
    assert found.expected(noon) > 2 * found.expected(noon - 9)


@pytest.mark.parametrize("daily_growth", [-0.02, 0.01, 0.02])
def test_a_slow_trend_is_carried_on_over_the_lag(daily_growth: float) -> None:
    counts = {hour: 10 * math.exp(daily_growth * (hour - START) / 24) for hour in range(START - 40 * DAY, START)}
    assert fit(counts, START).expected(START) == pytest.approx(10, rel=0.05)


def test_the_last_two_days_are_no_part_of_it() -> None:
    calm = daily(3, 40)
    risen = {hour: count + 50 * (hour >= START - 48) for hour, count in calm.items()}
    assert fit(risen, START) == fit(calm, START)


def test_a_past_burst_hardly_moves_it() -> None:
    calm = daily(3, 40)
    burst = calm | dict.fromkeys(range(START - 240, START - 228), 80.0)
    assert fit(burst, START).expected(START) == pytest.approx(fit(calm, START).expected(START), rel=0.15)
    assert fit(burst, START).dispersions[0][1] < fit(calm, START).dispersions[0][1] + 0.3


def test_hours_nobody_watched_are_no_fall() -> None:
    calm = daily(3, 40)
    dead = outage(START - 400, 100)
    silent = {hour: 0.0 if hour in dead else count for hour, count in calm.items()}
    told, untold = fit(silent, START, dead), fit(silent, START)
    assert told.expected(START) == pytest.approx(fit(calm, START).expected(START), rel=0.1)
    assert untold.expected(START) < 0.95 * told.expected(START)
    assert told.days == pytest.approx(28 - 100 / 24)


def test_hours_watched_in_part_count_for_a_part() -> None:
    counts = steady(4, 40) | dict.fromkeys(range(START - 400, START - 200), 2.0)
    half = dict.fromkeys(range(START - 400, START - 200), 0.5)
    assert fit(counts, START, half).expected(START) == pytest.approx(4, rel=0.03)


@pytest.mark.parametrize(
    ("case", "days", "known", "cold"),
    [
        ("nothing yet", 0, 0.0, True),
        ("still within the lag", 2, 0.0, True),
        ("a week", 9, 7.0, True),
        ("under two weeks", 15, 13.0, True),
        ("two weeks", 16, WARM, False),
        ("all of it", 60, 28.0, False),
    ],
)
def test_how_much_history_there_is(case: str, days: int, known: float, cold: bool) -> None:
    found = fit(steady(3, days), START)
    assert (found.days, found.is_cold) == (known, cold), case


def test_silence_since_the_desk_began_is_history() -> None:
    first = {START - 60: 1.0}
    assert fit(first, START).days == 0.5
    found = fit(first, START, since=START - 30 * DAY)
    assert found.days == 28.0
    assert found.expected(START) < 0.02


def test_a_cold_stream_leans_on_its_prior_and_leaves_it() -> None:
    busy = Prior(level=20.0, level_variance=1.0)
    levels = [fit(steady(2, days), START, prior=busy).level for days in (3, 6, 16)]
    assert 20 > levels[0] > levels[1] > levels[2] > 2
    assert levels[2] == pytest.approx(2, rel=0.05)


def test_streams_lend_their_common_season_to_a_new_one() -> None:
    prior = pooled([fit(daily(level, 40, seed=seed), START) for seed, level in enumerate((1, 2, 3, 5, 8))])
    assert prior.level == pytest.approx(3, rel=0.2)
    new = fit(daily(3, 5), START, prior=prior)
    alone = fit(daily(3, 5), START)
    noon = next(hour for hour in range(START, START + 168) if week_hour(hour, 8) == 2 * DAY + 12)
    right = 3 * 1.6 * 1.2
    assert abs(new.expected(noon) - right) < abs(alone.expected(noon) - right)


def test_few_or_cold_streams_lend_nothing() -> None:
    assert pooled([fit(daily(3, 40), START)] * 4) == PRIOR
    assert pooled([fit(daily(3, 10), START)] * 9) == PRIOR


@given(st.dictionaries(st.integers(START - 800, START + 30), st.integers(0, 5000)), st.integers(-12, 14))
@settings(max_examples=60, deadline=None)
def test_any_counts_give_finite_positive_expectations(counts: Mapping[int, float], zone: int) -> None:
    found = fit(counts, START, zone_hours=zone)
    for hour in range(START, START + 168, 5):
        assert 0 < found.expected(hour) < math.inf
    assert all(0 < node < math.inf for nodes in found.dispersions for node in nodes)


@given(st.permutations(range(100)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_counts_is_nothing(order: list[int]) -> None:
    counts = daily(2, 40)
    hours = sorted(counts)
    shuffled = {hour: counts[hour] for place in order for hour in hours[place::100]}
    assert fit(shuffled, START) == fit(counts, START)


hourly = st.dictionaries(st.integers(START - 800, START), st.integers(0, 40), max_size=40)


@given(st.lists(hourly, max_size=4), st.sampled_from([None, START - 700]))
@settings(max_examples=25, deadline=None)
def test_streams_fitted_at_once_are_as_each_alone(streams: list[dict[int, float]], since: int | None) -> None:
    silent = {START - 60: 0.0, START - 3: 0.0}
    alone = [fit(counts, START, silent, since=since) for counts in streams]
    assert fit_all(streams, START, silent, since=since) == alone
