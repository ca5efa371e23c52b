"""Benjamini and Hochberg's choice among many streams."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.discovery import discoveries

EXAMPLE = dict(zip("abcdefghijklmno", [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
], strict=True))  # fmt: skip
"""The p-values of their paper's own example (15 comparisons)."""


@pytest.mark.parametrize(
    ("case", "p_values", "q", "found"),
    [
        ("the paper's example", EXAMPLE, 0.05, "abcd"),
        ("none at all", {}, 0.1, ""),
        ("one alone", {"a": 0.1}, 0.1, "a"),
        ("one alone, not enough", {"a": 0.11}, 0.1, ""),
        ("the larger carries the smaller", {"a": 0.06, "b": 0.1}, 0.1, "ab"),
        ("most unusual first, equals by name", {"b": 0.01, "c": 0.001, "a": 0.01}, 0.1, "cab"),
    ],
)
def test_choices(case: str, p_values: dict[str, float], q: float, found: str) -> None:
    assert discoveries(p_values, q) == tuple(found), case


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1)), st.randoms())
def test_order_of_streams_is_nothing(p_values: dict[str, float], rng: random.Random) -> None:
    shuffled = list(p_values.items())
    rng.shuffle(shuffled)
    assert discoveries(dict(shuffled)) == discoveries(p_values)


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1))
def test_the_chosen_are_the_smallest(p_values: dict[str, float]) -> None:
    chosen = discoveries(p_values)
    rest = [p for name, p in p_values.items() if name not in chosen]
    assert all(p_values[name] <= other for name in chosen for other in rest)


def test_of_what_is_named_at_most_a_tenth_is_chance() -> None:
    rng, shares = random.Random(3), []
    for _ in range(300):
        real = {f"real {number}": rng.random() * 1e-3 for number in range(10)}
        chance = {f"chance {number}": rng.random() for number in range(190)}
        named = discoveries(real | chance)
        shares.append(sum(name in chance for name in named) / max(1, len(named)))
    assert sum(shares) / len(shares) < 0.12
