"""Warning statistics on made counts: false positives where nothing happens, and how soon bursts are seen.

    python -m bench.surge [--streams 400] [--bursts 200] [--clumped]

Null: each stream has a history of 30 days and is tested at the end of 24 further hours, with a baseline fitted at their
beginning (the service fits every hour, so this is the harder case). Ratio = share of tests with p <= nominal / nominal.

Bursts: one threshold for a method and level, tuned on quiet streams to one false episode a stream in 14 days, then held
against bursts in other streams. Beside it, tuned alike, EARS C2 (Hutwagner et al. 2003), season-aligned, on single hours
and as the largest over windows of 1, 3 and 6 hours. Size 0 is what false episodes alone would see. Slow rises are held
against the same, and against the control charts at their shipped limits. Seeds are fixed.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.alarms import CHARTS, METHODS, QUIET_DAYS, Method, Seen, rate, seen, surge, tuned
from bench.counts import Array, Kind, burst, drawn, means, rise

LEVELS = (0.2, 1.0, 5.0, 20.0, 50.0)
DISPERSIONS = (0.05, 0.3, 1.0)
TRENDS = (-0.01, 0.0, 0.01)
NOMINAL = (1e-2, 1e-3, 1e-4)
PAST = 24 * 30
"""Hours of history: 28 days and the lag."""
SIZES = (0.0, 1.0, 2.0, 4.0, 8.0)
RISES = (0.0, 0.25, 0.5, 1.0)
WITHIN, RISE_WITHIN = 24, 5 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """Tests of one kind of stream where nothing happened."""

    kind: Kind
    tests: int
    hits: tuple[int, ...]
    """With p at most each nominal."""


def null(kind: Kind, streams: int, seed: int) -> Null:
    """How often the surge test is at most each nominal p."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST // 24 + 1)
    scores = np.concatenate([surge(drawn(kind, mean, rng), PAST) for _ in range(streams)])
    hits = tuple(int((scores >= -np.log10(one) - 1e-12).sum()) for one in NOMINAL)
    return Null(kind=kind, tests=len(scores), hits=hits)


def nulls(streams: int, *, clumped: bool = False) -> Iterator[Null]:
    """Of every kind of stream, `streams` of each level and dispersion, the trends in turn."""
    kinds = [
        Kind(level=level, dispersion=dispersion, trend=trend, clumped=clumped)
        for level in LEVELS
        for dispersion in DISPERSIONS
        for trend in TRENDS
    ]
    return (null(kind, max(1, streams // len(TRENDS)), seed) for seed, kind in enumerate(kinds))


def ratios(found: Sequence[Null]) -> list[float]:
    """Share of hits over nominal, all of them together."""
    tests = sum(one.tests for one in found)
    return [sum(one.hits[at] for one in found) / tests / nominal for at, nominal in enumerate(NOMINAL)]


def quiet(kind: Kind, method: Method, streams: int, seed: int = 1) -> list[Array]:
    """Scores of streams where nothing happens."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST // 24 + QUIET_DAYS)
    return [method(drawn(kind, mean, rng), PAST) for _ in range(streams)]


def bursts(kind: Kind, method: Method, size: float, count: int, seed: int = 2) -> list[Array]:
    """Scores of `count` streams from the beginning of their one burst, at every hour of the day in turn."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST // 24 + 2)
    found = []
    for number in range(count):
        counts, onset = drawn(kind, mean, rng), number % 24
        counts[PAST + onset :][:WITHIN] += burst(kind, size, rng, WITHIN)
        found.append(method(counts, PAST)[onset:][:WITHIN])
    return found


def rises(kind: Kind, method: Method, size: float, count: int, seed: int = 3) -> list[Array]:
    """Scores of `count` streams from the beginning of a steady rise, after two quiet days."""
    rng, mean = np.random.default_rng(seed), means(kind, (PAST + RISE_WITHIN) // 24 + 2)
    found = []
    for _ in range(count):
        counts = drawn(kind, mean, rng)
        counts[PAST + 48 :] += rise(kind, size, mean[PAST + 48 :], rng)
        found.append(method(counts, PAST)[48:])
    return found


def show_nulls(streams: int, *, clumped: bool) -> None:
    """Ratios by level and dispersion, by level, and over all."""
    found = list(nulls(streams, clumped=clumped))
    print(f"false positives over nominal{' (clumped counts)' if clumped else ''}")
    print(f"{'level/h':>8} {'dispersion':>10} {'tests':>8}" + "".join(f" {one:7g}" for one in NOMINAL))
    for level in LEVELS:
        here = [one for one in found if one.kind.level == level]
        for dispersion in DISPERSIONS:
            _ratios(f"{level:8g} {dispersion:10g}", [one for one in here if one.kind.dispersion == dispersion])
        _ratios(f"{level:8g} {'all':>10}", here)
    _ratios(f"{'all':>8} {'all':>10}", found)


def _ratios(name: str, found: Sequence[Null]) -> None:
    print(f"{name} {sum(one.tests for one in found):8}" + "".join(f" {ratio:7.2f}" for ratio in ratios(found)))


def show_alarms(
    methods: Mapping[str, Method],
    levels: Sequence[float],
    happening: Callable[[Kind, Method, float, int], list[Array]],
    sizes: Sequence[float],
    count: int,
) -> None:
    """A line for each level and method: threshold, false episodes in 14 days, and by size the share seen and the delay."""
    print(f"{'level/h':>8} {'method':11} {'thresh.':>7} {'false':>5}" + "".join(f"  {size:>13g}" for size in sizes))
    for level in levels:
        kind = Kind(level=level, dispersion=0.3)
        for name, method in methods.items():
            calm = quiet(kind, method, max(10, count // 4))
            threshold = 0.5 if name in CHARTS else tuned(calm)
            cells = [seen(happening(kind, method, size, count), threshold) for size in sizes]
            print(f"{level:8g} {name:11} {threshold:7.2f} {rate(calm, threshold):5.2f}" + "".join(map(_cell, cells)))


def _cell(found: Seen) -> str:
    return f"  {found.share:5.0%} ({found.delay:4.1f}h)"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=400, help="of each level and dispersion; 0: no null table")
    parser.add_argument("--bursts", type=int, default=200, help="of each size; 0: no bursts")
    parser.add_argument("--clumped", action="store_true", help="null counts of neighbouring hours hang together")
    options = parser.parse_args()
    if options.streams:
        show_nulls(options.streams, clumped=options.clumped)
    if options.bursts:
        print(f"\nbursts: seen within {WITHIN} h (median delay) by size in levels an hour; dispersion 0.3")
        show_alarms(METHODS, LEVELS, bursts, SIZES, options.bursts)
        print(f"\nsteady rises: seen within {RISE_WITHIN} h (median delay) by size in shares of the usual")
        show_alarms(METHODS | CHARTS, (1.0, 5.0, 20.0), rises, RISES, options.bursts // 4)


if __name__ == "__main__":
    main()
