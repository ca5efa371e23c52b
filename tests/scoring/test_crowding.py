"""How close together moments lie, and quantiles of delays."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.crowding import busiest, quantile
from tests.factories import at

TEN = timedelta(minutes=10)
MINUTES = st.lists(st.integers(0, 60)).map(sorted)


@pytest.mark.parametrize(
    ("minutes", "most", "ending"),
    [
        ((), 0, None),
        ((5,), 1, 5),
        ((0, 10), 1, 0),
        ((0, 9.9), 2, 9.9),
        ((0, 0, 0), 3, 0),
        ((0, 1, 2, 20, 21, 22), 3, 2),
    ],
    ids=("none", "one", "just_apart", "just_together", "at_once", "earliest_of_equal"),
)
def test_the_busiest_span(minutes: tuple[float, ...], most: int, ending: float | None) -> None:
    assert busiest([at(minute) for minute in minutes], TEN) == (most, None if ending is None else at(ending))


@given(MINUTES)
def test_it_is_what_counting_each_span_finds(minutes: list[int]) -> None:
    counted = max((sum(last - 10 < one <= last for one in minutes) for last in minutes), default=0)
    assert busiest([at(minute) for minute in minutes], TEN)[0] == counted


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [((), 0.5, None), ((7,), 0.95, 7), ((1, 2), 0.5, 1), ((1, 2, 3), 0.5, 2), (tuple(range(1, 21)), 0.95, 19)],
    ids=("none", "one", "lower_middle", "middle", "nineteenth_of_twenty"),
)
def test_quantiles_by_nearest_rank(values: tuple[float, ...], share: float, found: float | None) -> None:
    assert quantile(values, share) == found
