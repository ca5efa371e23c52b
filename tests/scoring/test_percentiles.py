"""Ranks of public totals within their platform."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.percentiles import LEAST, Percentiles, bin_of, mean_percentile, percentiles


def of(totals: list[float]) -> Percentiles:
    return percentiles([{bin_of(total): 1} for total in totals])


@pytest.mark.parametrize(("total", "number"), [(0, 0), (0.5, 0), (1, 1), (2, 5), (4, 9), (1000, 40), (1024, 41)])
def test_bins(total: float, number: int) -> None:
    assert bin_of(total) == number


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_bins_keep_the_order(one: int, other: int) -> None:
    assert (bin_of(one) <= bin_of(other)) or one > other


@pytest.mark.parametrize(
    ("case", "total", "rank"),
    [("least", 0, 0.25), ("among equals", 10, 0.625), ("between", 100, 0.75), ("most", 1000, 0.875), ("above all", 10**6, 1.0)],
)  # fmt: skip
def test_mid_ranks(case: str, total: float, rank: float) -> None:
    assert of([0.0] * 20 + [10.0] * 10 + [1000.0] * 10).rank(total) == pytest.approx(rank), case


def test_too_few_say_nothing() -> None:
    assert of([5.0] * (LEAST - 1)).rank(5) is None
    assert of([5.0] * LEAST).rank(5) == 0.5
    assert percentiles([]).rank(5) is None


def test_days_add_up() -> None:
    assert percentiles([{1: 20, 5: 3}, {1: 10}, {}]) == percentiles([{5: 3, 1: 30}])


def test_an_event_is_the_mean_of_its_members() -> None:
    platforms = {"forum": of([float(total) for total in range(100)]), "news": of([1.0] * 5)}
    low, high = platforms["forum"].rank(3), platforms["forum"].rank(90)
    assert low is not None
    assert high is not None
    members = [("forum", 3.0), ("news", 50.0), ("forum", 90.0), ("unknown", 9.0)]
    assert mean_percentile(members, platforms) == pytest.approx((low + high) / 2, abs=1e-6)
    assert mean_percentile([("news", 50.0)], platforms) is None
    assert mean_percentile([], platforms) is None


@given(st.lists(st.integers(0, 10**6), min_size=LEAST), st.integers(0, 10**6), st.integers(0, 10**6))
def test_ranks_are_shares_and_keep_the_order(totals: list[int], one: int, other: int) -> None:
    seen = of([float(total) for total in totals])
    low, high = seen.rank(min(one, other)), seen.rank(max(one, other))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 1
