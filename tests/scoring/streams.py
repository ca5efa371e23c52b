"""Made counts by the hour, seeded, for the tests of what is usual."""

import math
import random

START = 480_000
"""An hour since 1970: a Monday midnight, UTC, would be 480 004."""


def steady(level: float, days: int, *, until: int = START) -> dict[int, float]:
    """Exactly `level` documents in every hour of the days before `until`."""
    return dict.fromkeys(range(until - 24 * days, until), level)


def daily(level: float, days: int, *, until: int = START, seed: int = 1, zone_hours: int = 8) -> dict[int, float]:
    """Poisson counts, four times as many by day (8 to 20 o'clock local time) as by night, half on weekends."""
    rng = random.Random(seed)
    return {
        hour: _poisson(level * (1.6 if 8 <= (hour + zone_hours) % 24 < 20 else 0.4) * _weekend(hour, zone_hours), rng)
        for hour in range(until - 24 * days, until)
    }


def _weekend(hour: int, zone_hours: int) -> float:
    return 0.5 if (hour + zone_hours + 72) % 168 >= 120 else 1.2


def _poisson(mean: float, rng: random.Random) -> float:
    """Knuth's way, for small means."""
    count, product, least = 0, rng.random(), math.exp(-mean)
    while product > least:
        count, product = count + 1, product * rng.random()
    return float(count)
