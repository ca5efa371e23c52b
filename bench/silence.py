"""How often chance alone is taken for the silence of a source, and how soon a source that died is told.

    python -m bench.silence [--days 365] [--sources 100] [--seed 1]

Made-up sources of 0.5 to 200 items a day, with nights and weekends, learnt anew from four weeks at each silence: independent
items, items in clumps of five, days that differ by half, a rate that wanders by a tenth a day, and holidays of a week on
which a third is left and that no roster names. Told when dead: items that a source would have brought until it is told, and
the time that takes from nine in the morning of a Tuesday; medians by volume. The real stream is cut at random into as many
sources, which share its hours, its weekends and its bursts.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from bench.counts import news_streams
from bench.shared import shared_folder
from scoring.silence import Hours, course, enough, habit_of, hour_reached, shape_of

LEARNT = 24 * 28
ONCE_IN = 30.0
LEAST = 3
FIRST, REAL_DAYS = datetime(2023, 7, 3), 47  # noqa: DTZ001  the stream's own clock
"""Of the real stream: a Monday from which it is dense."""
Stream = Callable[[np.random.Generator, Hours], Hours]


def main() -> None:
    """Print a row for each kind of stream, then one for each volume."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    slots = slots_of(28 + options.days)
    for name, stream in STREAMS.items():
        rng = np.random.default_rng(options.seed)
        show(name, [stream(rng, rates(volume, slots)) for volume in np.geomspace(0.5, 200, options.sources)])
    if shared_folder().is_dir():
        show("real", news_streams(shared_folder(), options.sources, FIRST, REAL_DAYS))
    rng = np.random.default_rng(options.seed)
    for volume in (1, 3, 10, 30, 100):
        hours = [told_after(stream(rng, rates(volume, slots[:LEARNT])), options.sources)
                 for stream in (independent, clumped) for _ in range(9)]  # fmt: skip
        print(
            f"{volume:4} a day     told after {np.median(hours[:9]):7.1f} h   in clumps {np.median(hours[9:]):7.1f} h"
        )


def show(name: str, counts: Sequence[Hours]) -> None:
    """How many silences of living sources would be told after the first four weeks."""
    slots, days = slots_of(len(counts[0]) // 24), len(counts[0]) // 24 - 28
    told = sum(false_alarms(one, slots, len(counts)) for one in counts)
    print(f"{name:12} false alarms {told:4}   budget {days / ONCE_IN:5.1f}   in {days} days of {len(counts)} sources")


def slots_of(days: int) -> Hours:
    """Slots of days that begin on a Monday."""
    hour = np.arange(24 * days)
    return hour % 24 + 24 * (hour // 24 % 7 >= 5)


def rates(volume: float, slots: Hours) -> Hours:
    """Items an hour: a day's wave, and half of it on weekends."""
    wave = 0.1 + np.sin(np.pi * np.arange(24) / 24) ** 2
    shape = np.concatenate((wave, 0.5 * wave))[slots]
    found: Hours = volume / 24 * shape / shape.mean()
    return found


def false_alarms(counts: Hours, slots: Hours, sources: int) -> int:
    """Silences of a living source that would be told."""
    heard = np.flatnonzero(counts)
    pairs = zip(heard[:-1] + 1, heard[1:], strict=True)
    return sum(_is_told(counts, slots, int(begin), int(end), sources) for begin, end in pairs
               if begin >= LEARNT and end - begin >= LEAST)  # fmt: skip


def told_after(counts: Hours, sources: int) -> float:
    """Hours until a source is told that died at nine of a Tuesday."""
    slots = slots_of(28)
    habit = habit_of(counts, slots, shape_of(counts, slots))
    if habit is None:
        return float("inf")
    reached = hour_reached(course(habit, slots_of(2000)), 33, enough(habit, sources, ONCE_IN))
    return float("inf") if reached is None else max(float(LEAST), reached - 33)


def _is_told(counts: Hours, slots: Hours, begin: int, end: int, sources: int) -> bool:
    learnt = slice(begin - LEARNT, begin)
    habit = habit_of(counts[learnt], slots[learnt], np.ones(48))
    return habit is not None and bool(course(habit, slots[begin:end])[-1] >= enough(habit, sources, ONCE_IN))


def independent(rng: np.random.Generator, rates: Hours) -> Hours:
    """Each item by itself."""
    return rng.poisson(rates).astype(float)


def clumped(rng: np.random.Generator, rates: Hours) -> Hours:
    """Clumps of five on average."""
    return np.array([rng.geometric(0.2, count).sum() for count in rng.poisson(rates / 5)], dtype=float)


def restless(rng: np.random.Generator, rates: Hours) -> Hours:
    """Days that differ by half."""
    return rng.poisson(rates * np.repeat(rng.gamma(4, 0.25, len(rates) // 24), 24)).astype(float)


def wandering(rng: np.random.Generator, rates: Hours) -> Hours:
    """A rate that moves by a tenth from day to day."""
    walk: Hours = np.exp(np.cumsum(rng.normal(0, 0.1, len(rates) // 24)))
    found: Hours = rng.poisson(rates * np.repeat(walk / walk.mean(), 24)).astype(float)
    return found


def festive(rng: np.random.Generator, rates: Hours) -> Hours:
    """Every tenth week a third of the usual."""
    week = np.arange(len(rates)) // 168
    return rng.poisson(np.where(week % 10 == 9, rates / 3, rates)).astype(float)


STREAMS: dict[str, Stream] = {
    "independent": independent, "clumped": clumped, "restless": restless, "wandering": wandering, "festive": festive,
}  # fmt: skip


if __name__ == "__main__":
    main()
