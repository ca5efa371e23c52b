"""Slow alarms: what raises them, persistence, resets, seasons and outages."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from scoring.baseline import fit
from scoring.control import Control, residual, step
from tests.scoring.streams import START, daily


def run(residuals: Iterable[float | None]) -> list[tuple[int, str]]:
    """(hour, alarm) of every alarm."""
    control, found = Control(), []
    for hour, z in enumerate(residuals):
        control = step(control, z)
        found += [(hour, name) for name in control.alarms]
    return found


@pytest.mark.parametrize(
    ("case", "residuals", "alarms"),
    [
        ("nothing", [0.0] * 200, set()),
        ("ups and downs", [1.5, -1.5] * 100, set()),
        ("a fall is no rise", [-3.0] * 50, set()),
        ("one hour far out is no slow rise", [0.0] * 9 + [4.0] + [0.0] * 50, set()),
        ("small and steady", [0.9] * 60, {"ewma"}),
        ("larger", [1.5] * 12, {"ewma", "cusum"}),
    ],
)
def test_what_alarms(case: str, residuals: list[float], alarms: set[str]) -> None:
    assert {name for _, name in run(residuals)} == alarms, case


def test_two_of_three_hours_are_wanted() -> None:
    first = next(hour for hour in range(20) if run([2.0] * (hour + 1)))
    assert not run([*[2.0] * first, -8.0])
    assert run([*[2.0] * first, None, 2.0])


def test_an_alarm_starts_anew() -> None:
    hours = [hour for hour, _ in run([2.0] * 30)]
    assert all(later - earlier >= 2 for earlier, later in pairwise(sorted(set(hours))))


def test_hours_nobody_watched_change_nothing() -> None:
    plain = run([1.0] * 40)
    broken = run(z for _ in range(40) for z in (1.0, None))
    assert [(hour * 2, name) for hour, name in plain] == broken


def test_residuals_know_the_season() -> None:
    counts = daily(6, 60, until=START + 24 * 14)
    base = fit(counts, START)
    found = [residual(counts[hour], base, hour) for hour in range(START, START + 24 * 3)]
    values = [z for z in found if z is not None]
    assert len(values) == 72
    assert abs(sum(values) / 72) < 0.4
    assert not run(values)


def test_no_residual_without_history_or_eyes() -> None:
    base = fit(daily(6, 40), START)
    assert residual(5, fit({}, START), START) is None
    assert residual(5, base, START, exposure=0.4) is None
    half, whole = residual(5, base, START, exposure=0.5), residual(5, base, START)
    assert half is not None
    assert whole is not None
    assert half > whole
