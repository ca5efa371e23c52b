"""Forecasts: learnt from other events, tested on later ones, withheld where the test failed; intervals and seasons."""

import math
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast import Forecast, NoForecast
from scoring.cascade import ALIVE, HOUR, STEP, Kernel, excitation, joined, past_of, present_of
from scoring.forecast import LEAST_COVERAGE, Learnt, forecast, learn
from scoring.interval import shortest
from scoring.season import clock_of, season_of
from tests.scoring.cascades import cascade, poisson

SIX, DAY = timedelta(hours=6), timedelta(hours=24)
START = 1_767_225_600.0
"""2026-01-01 00:00 UTC."""
END = START + 60 * 24 * HOUR


def a_pool(seed: int = 1, count: int = 80) -> list[list[float]]:
    drawn = Random(seed)
    return [cascade(drawn, START + 12 * HOUR * number, first=drawn.choice([2, 4, 10])) for number in range(count)]


def noise(seed: int = 1, count: int = 60) -> list[list[float]]:
    """Events that bring nothing for a day and a half and then, now and then, a crowd: nothing foretells it."""
    drawn = Random(seed)
    made = []
    for number in range(count):
        start = START + 24 * HOUR * number / 2
        quiet = [start + 20 * HOUR * step for step in range(6)]
        crowd = [quiet[3] + 13 * HOUR + second for second in range(40 if drawn.random() < 0.3 else 0)]
        made.append(sorted(quiet + crowd))
    return made


LEARNT = learn(a_pool(), now=END, horizon=SIX)


def given_at(times: Sequence[float], now: float, learnt: Learnt = LEARNT) -> Forecast | NoForecast:
    return forecast(times, learnt, now=now)


@pytest.mark.parametrize("horizon", [SIX, DAY])
def test_a_cascade_is_forecast_better_than_by_either_naive_rule(horizon: timedelta) -> None:
    past = learn(a_pool(), now=END, horizon=horizon).past
    assert past is not None
    assert past.error < past.naive_error
    assert past.coverage >= LEAST_COVERAGE


def test_the_figure_stands_in_its_interval_beside_its_past_error() -> None:
    burst = [END + 60 * number for number in range(30)]
    found = given_at(burst, burst[-1] + HOUR)
    assert isinstance(found, Forecast)
    assert found.low <= found.expected <= found.high
    assert found.past == LEARNT.past
    assert not found.past.own


def test_on_events_like_those_learnt_from_the_interval_holds_what_it_says() -> None:
    held = []
    for times in a_pool(seed=2):
        now = times[0] + 12 * HOUR
        found = given_at(times, now)
        if isinstance(found, Forecast):
            held.append(found.low <= sum(now < time <= now + 6 * HOUR for time in times) <= found.high)
    assert len(held) >= 60
    assert 0.7 <= sum(held) / len(held) <= 0.97


def test_more_documents_and_younger_ones_promise_more() -> None:
    def expected(times: Sequence[float]) -> float:
        found = given_at(times, END)
        assert isinstance(found, Forecast)
        return found.expected

    few, many = [END - 60.0 * n for n in range(5, 0, -1)], [END - 60.0 * n for n in range(20, 0, -1)]
    old = [time - 12 * HOUR for time in many]
    assert expected(few) < expected(many)
    assert expected(old) < expected(many)


@pytest.mark.parametrize(
    ("times", "now", "reason"),
    [
        ([END], END + HOUR, "few"),
        ([END, END + 2 * HOUR], END + HOUR, "few"),
        ([END, END + HOUR], END + HOUR + ALIVE + 1, "quiet"),
    ],
    ids=["one document", "the second is yet to come", "silent for a day"],
)
def test_what_nobody_can_tell_is_not_told(times: list[float], now: float, reason: str) -> None:
    assert given_at(times, now) == NoForecast(horizon=SIX, reason=reason)


@pytest.mark.parametrize("pool", [[], a_pool(count=10), [[START]] * 100], ids=["none", "a few", "single documents"])
def test_a_small_pool_teaches_nothing(pool: list[list[float]]) -> None:
    learnt = learn(pool, now=END, horizon=SIX)
    assert forecast([END, END + 60], learnt, now=END + HOUR) == NoForecast(horizon=SIX, reason="untested")


def test_what_came_after_now_teaches_nothing() -> None:
    pool = a_pool()
    now = START + 30 * 24 * HOUR
    cut = [kept for times in pool if (kept := [time for time in times if time <= now])]
    one, other = learn(pool, now=now, horizon=SIX), learn(cut, now=now, horizon=SIX)
    assert (one.model, one.past) == (other.model, other.past)


def test_where_the_past_says_it_is_worthless_no_figure_is_given() -> None:
    learnt = learn(noise(), now=END, horizon=SIX)
    found = given_at([END, END + HOUR], END + 2 * HOUR, learnt)
    assert isinstance(found, NoForecast)
    assert found.reason in {"no_better", "coverage"}
    assert found.past == learnt.past


def test_a_long_event_is_judged_by_its_own_past() -> None:
    times = cascade(Random(7), END, bred=0.95, first=20)
    now = times[0] + 48 * HOUR
    found = given_at(times, now)
    assert found.past is not None
    assert found.past.own
    regular = [END + 30 * HOUR / 4 * number for number in range(40)]
    assert given_at(regular, regular[-1]) == NoForecast(
        horizon=SIX, reason="no_better", past=given_at(regular, regular[-1]).past
    )


def test_equal_pools_in_any_order_give_equal_forecasts() -> None:
    pool = a_pool()
    Random(3).shuffle(pool)
    other = learn(pool, now=END, horizon=SIX)
    assert (other.model, other.past) == (LEARNT.model, LEARNT.past)


def test_origins_see_only_what_had_happened() -> None:
    times = [STEP * 10 + 60, STEP * 10 + 120, STEP * 11 + 60, STEP * 13]
    found = past_of(times, STEP * 14, STEP, clock_of(None))
    assert found.came.tolist() == [1, 1, 0]
    assert found.before.tolist() == [2, 1, 1]
    assert found.origin.tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2]
    assert found.age[:3].tolist() == [STEP - 60, STEP - 120, 2 * STEP - 60]
    assert (found.end - found.age).tolist() == [STEP] * 9


def test_several_events_are_learnt_from_as_one() -> None:
    one, other = (past_of(times, END, STEP, clock_of(None)) for times in a_pool(count=2))
    kernel = Kernel(scale=HOUR, exponent=1.0)
    both = excitation(joined([one, other]), kernel)
    assert both.tolist() == [*excitation(one, kernel).tolist(), *excitation(other, kernel).tolist()]


def test_what_is_due_of_a_document_follows_the_power_law() -> None:
    kernel = Kernel(scale=HOUR, exponent=1.0)
    seen = present_of(np.array([0.0]), HOUR, 3 * HOUR, clock_of(None))
    assert excitation(seen, kernel).tolist() == pytest.approx([1 / (1 + 1) - 1 / (1 + 4)])


# --- the interval ---


@pytest.mark.parametrize(
    ("mean", "dispersion", "expected"),
    [(0.0, 1.0, (0, 0)), (0.2, 0.05, (0, 0)), (1.0, 0.05, (0, 2)), (10.0, 0.05, (5, 14))],
)
def test_the_shortest_interval(mean: float, dispersion: float, expected: tuple[int, int]) -> None:
    assert shortest(mean, dispersion, 0.8) == expected


@given(st.floats(0, 3000), st.floats(0, 10))
def test_an_interval_is_whole_and_grows_with_its_mass(mean: float, dispersion: float) -> None:
    low, high = shortest(mean, dispersion, 0.8)
    wider = shortest(mean, dispersion, 0.95)
    assert 0 <= low <= high
    assert wider[1] - wider[0] >= high - low
    assert low <= mean + 1


def test_an_interval_holds_its_share_of_drawn_counts() -> None:
    drawn = Random(5)
    low, high = shortest(8.0, 0.5, 0.8)
    counts = [poisson(drawn, drawn.gammavariate(2.0, 4.0)) for _ in range(4000)]
    assert 0.78 <= sum(low <= count <= high for count in counts) / len(counts) <= 0.86


# --- the season ---


def test_a_season_is_the_share_of_each_hour() -> None:
    even = season_of([])
    assert set(even) == {1.0}
    found = season_of([[START + 8 * HOUR, START + 8.5 * HOUR, START + 20 * HOUR]])
    assert found[8] > found[20] > found[3] > 0
    assert math.fsum(found) / 24 == pytest.approx(1, abs=1e-4)


def test_the_clock_of_a_season_keeps_days_and_orders() -> None:
    clock = clock_of(season_of([[START + 8 * HOUR] * 5]))
    moments = np.array([START, START + 8 * HOUR, START + 8.5 * HOUR, START + 9 * HOUR, START + 24 * HOUR])
    told = clock(moments)
    assert (np.diff(told) > 0).all()
    assert told[4] - told[0] == pytest.approx(24 * HOUR, rel=1e-5)
    assert told[3] - told[1] > 0.8 * 24 * HOUR


def test_at_night_less_is_expected() -> None:
    season = [0.2 if hour < 6 else 1.0 + 4.8 / 18 for hour in range(24)]
    learnt = learn(a_pool(), now=END, horizon=SIX, season=season)
    night, day = END, END + 9 * HOUR
    found = [given_at([now - 60.0 * n for n in range(20, 0, -1)], now, learnt) for now in (night, day)]
    assert all(isinstance(one, Forecast) for one in found)
    first, second = (one.expected for one in found if isinstance(one, Forecast))
    assert first < second
