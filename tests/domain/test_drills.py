"""The clock of a drill."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.drills import Drill, DrillState, is_drill_id, starts_at

BEGUN = datetime(2026, 5, 4, 12, 0, 0, 250_000, tzinfo=UTC)
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(hours=12))
PACES = st.floats(1, 3600)


def a_drill(length: timedelta = timedelta(hours=6), pace: float = 60.0) -> Drill:
    return Drill(
        id="D20260504-200000", scenario="kitchen_fire", begun_by="wang", begun_at=BEGUN,
        starts_at=starts_at(BEGUN, length, pace), length=length, pace=pace, config_id="0" * 16, channels=("file",),
    )  # fmt: skip


@given(LENGTHS, PACES, st.floats(0, 1))
def test_desk_time_never_runs_ahead_of_real_time(length: timedelta, pace: float, share: float) -> None:
    """What is decided at a desk time is due at once."""
    drill = a_drill(length, pace)
    real = BEGUN + length / pace * share
    assert drill.desk_at(real) <= real + timedelta(microseconds=10)


@given(LENGTHS, PACES)
def test_the_whole_scenario_fits(length: timedelta, pace: float) -> None:
    drill = a_drill(length, pace)
    assert abs(drill.desk_at(BEGUN + length / pace) - drill.starts_at - length) < timedelta(milliseconds=10)


def test_the_clock_stands_still_once_it_is_over() -> None:
    ended = replace(a_drill(), ended_at=BEGUN + timedelta(minutes=2), ending=DrillState.STOPPED)
    assert ended.desk_at(BEGUN + timedelta(hours=2)) == ended.starts_at + timedelta(hours=2)


@pytest.mark.parametrize("text", ["", "D20260504", "D20260504-200000/..", "../D20260504-200000", "D20260504-200000\n"])
def test_nothing_else_is_an_id(text: str) -> None:
    assert is_drill_id("D20260504-200000")
    assert not is_drill_id(text)
