"""Shapley values of a product are told by its factors: equal to the plain definition over all coalitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.coalitions import coalitions, joined, shapley

values = st.floats(-100, 100, allow_nan=False, allow_subnormal=False)


@st.composite
def games(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    players = draw(st.integers(0, 5)), draw(st.integers(0, 3))
    one, other = (draw(arrays(np.float64, (3, 2**count), elements=values)) for count in players)
    return one, other


@given(games())
def test_of_a_product_as_of_the_game_over_all_coalitions(pair: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = pair
    plain = [shapley(np.outer(other[row], one[row]).ravel()) for row in range(3)]
    assert joined(one, other) == pytest.approx(np.array(plain), abs=1e-9)


def test_coalitions_are_numbered_by_their_bits() -> None:
    assert coalitions(2).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        pytest.param([0, 1], [1], id="alone"),
        pytest.param([0, 0, 0, 1], [1 / 2, 1 / 2], id="only together"),
        pytest.param([0, 3, 0, 3], [3, 0], id="one who gives all"),
        pytest.param([0, 0, 0, 1, 0, 1, 0, 1], [2 / 3, 1 / 6, 1 / 6], id="one needed, and either of two"),
    ],
)
def test_known_games(game: list[float], expected: list[float]) -> None:
    assert shapley(np.array(game, dtype=np.float64)).tolist() == pytest.approx(expected)
