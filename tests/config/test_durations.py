"""Spans of time as people write them."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10s", 10),
        ("5m", 300),
        ("3h", 10_800),
        ("2d", 172_800),
        ("1w", 604_800),
        ("0.1s", 0.1),
        ("250ms", 0.25),
        ("1h30m", 5_400),
        ("1h 30m", 5_400),
        ("90", 90),
        (90, 90),
        ("0", 0),
        ("PT10S", 10),
        ("P1DT2H", 93_600),
        ("P2W", 1_209_600),
        (timedelta(minutes=1), 60),
    ],
)
def test_forms_of_a_span(text: object, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "ten", "-5s", "5 parsecs", "5m now", "1e9", "nan", "200y", "99999w", True, None, [], -1]
)
def test_what_is_no_span_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="span"):
        parse_duration(text)


@given(st.text(max_size=30))
def test_any_text_is_a_span_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)


@given(st.integers(0, 10**7), st.sampled_from("smhd"))
def test_a_number_with_a_unit_is_that_many_units(number: int, unit: str) -> None:
    size = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    if number * size <= 36525 * 86400:
        assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * size)
