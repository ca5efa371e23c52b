"""Real, virtual and scaled clocks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.clock import RealClock, ScaledClock, VirtualClock, require_utc

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_virtual_clock_moves_only_forward() -> None:
    clock = VirtualClock(START)
    clock.advance_to(START + timedelta(hours=1))
    clock.advance_to(START)
    assert clock.now() == START + timedelta(hours=1)


def test_a_scaled_clock_counts_real_seconds_by_its_factor() -> None:
    clock = ScaledClock(START, 3600)
    first, wait = clock.now(), clock.seconds_until(START + timedelta(hours=2))
    assert START <= first < START + timedelta(minutes=30)
    assert 1.5 < wait <= 2.0


def test_a_scaled_clock_slows_down_at_the_end_of_the_story() -> None:
    clock = ScaledClock(START, 1e9, slow_from=START + timedelta(hours=1))
    while clock.now() < START + timedelta(hours=1):
        pass
    assert clock.now() < START + timedelta(hours=1, seconds=5)


def test_naive_and_foreign_times_are_refused() -> None:
    for moment in (datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=8)))):  # noqa: DTZ001
        with pytest.raises((ValueError, TypeError)):
            require_utc(moment)
    assert require_utc(RealClock().now())
