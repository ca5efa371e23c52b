"""Warning statistics on made counts: false positives where nothing happens, and how soon bursts are seen.

    python -m bench.surge [--streams 400] [--bursts 200] [--clumped] [--history 28] [--news]

Null: each stream has a history of 30 days and is tested at the end of 24 further hours (weekdays in turn), with a baseline fitted at their
beginning (as the service fits them). Ratio = share of tests with p <= nominal / nominal.

News: the same of the real stream, whole and dealt out at random to 10 and 50 streams: its last nine days, on 17 to 25 days of
history. Nothing says that nothing happened in them.

Bursts: one threshold for a method and level, tuned on quiet streams to one false episode a stream in 14 days, then held
against bursts in other streams. Beside it, tuned alike, EARS C2 (Hutwagner et al. 2003), season-aligned, on single hours
and as the largest over windows of 1, 3 and 6 hours. Size 0 is what false episodes alone would see. Slow rises are held
against the same, and against the control charts at their shipped limits. Seeds are fixed.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time
from timeit import repeat

import numpy as np

from bench.alarms import CHARTS, METHODS, QUIET_DAYS, Method, Seen, rate, seen, surge, tuned
from bench.counts import START, Array, Kind, burst, by_hour, drawn, means, news_streams, rise
from bench.shared import shared_folder
from scoring.baseline import fit
from scoring.history import DAYS, LAG
from scoring.surge import tail

LEVELS = (0.2, 1.0, 5.0, 20.0, 50.0)
DISPERSIONS = (0.05, 0.3, 1.0)
TRENDS = (-0.01, 0.0, 0.01)
NOMINAL = (1e-2, 1e-3, 1e-4)
PAST = 24 * (DAYS + LAG)
"""Hours of history: 28 days and the lag."""
SIZES = (0.0, 1.0, 2.0, 4.0, 8.0)
RISES = (0.0, 0.25, 0.5, 1.0)
WITHIN, RISE_WITHIN = 24, 5 * 24
NEWS_DAYS, TESTED_DAYS = 26, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """Tests of one kind of stream where nothing happened."""

    kind: Kind
    tests: int
    hits: tuple[int, ...]
    """With p at most each nominal."""


def null(kind: Kind, streams: int, seed: int, past: int = PAST) -> Null:
    """How often the surge test is at most each nominal p."""
    rng, scores = np.random.default_rng(seed), []
    for number in range(streams):
        first = past + 24 * (number % 7)
        scores.append(surge(drawn(kind, means(kind, first // 24 + 1), rng), first))
    every = np.concatenate(scores)
    hits = tuple(int((every >= -np.log10(one)).sum()) for one in NOMINAL)
    return Null(kind=kind, tests=len(every), hits=hits)


def nulls(streams: int, *, clumped: bool = False, past: int = PAST) -> Iterator[Null]:
    """Of every kind of stream, `streams` of each level and dispersion, the trends in turn."""
    kinds = [
        Kind(level=level, dispersion=dispersion, trend=trend, clumped=clumped)
        for level in LEVELS
        for dispersion in DISPERSIONS
        for trend in TRENDS
    ]
    return (null(kind, max(1, streams // len(TRENDS)), seed, past) for seed, kind in enumerate(kinds))


def ratios(found: Sequence[Null]) -> list[float]:
    """Share of hits over nominal, all of them together."""
    tests = sum(one.tests for one in found)
    return [sum(one.hits[at] for one in found) / tests / nominal for at, nominal in enumerate(NOMINAL)]


def quiet(kind: Kind, method: Method, streams: int, seed: int = 1) -> list[Array]:
    """Scores of streams where nothing happens."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST // 24 + QUIET_DAYS)
    return [method(drawn(kind, mean, rng), PAST) for _ in range(streams)]


def bursts(kind: Kind, method: Method, size: float, count: int, seed: int = 2) -> list[Array]:
    """Scores of `count` streams from the beginning of their one burst, hours and days in turn."""
    rng, found = np.random.default_rng(seed), []
    for number in range(count):
        first, onset = PAST + 24 * (number % 7), number % 24
        counts = drawn(kind, means(kind, first // 24 + 2), rng)
        counts[first + onset :][:WITHIN] += burst(kind, size, rng, WITHIN)
        found.append(method(counts, first)[onset:][:WITHIN])
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


def show_nulls(streams: int, *, clumped: bool, past: int) -> None:
    """Ratios by level and dispersion, by level, and over all."""
    found = list(nulls(streams, clumped=clumped, past=past))
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


def show_news(shared: Path) -> None:
    """Ratios on the real stream."""
    # Few reports are older than the 24th of July; the 19th of August is cut off. The first was a Monday
    print("\nthe news stream: streams, tests, false positives over nominal at most")
    for parts in (1, 10, 50):
        streams = news_streams(shared, parts, datetime(2023, 7, 24), NEWS_DAYS)  # noqa: DTZ001  local time of the stream
        scores = np.concatenate([surge(counts, 24 * (NEWS_DAYS - TESTED_DAYS)) for counts in streams])
        shares = [float((scores >= -np.log10(one)).mean()) / one for one in NOMINAL]
        print(f"{parts:8} {len(scores):8}" + "".join(f" {share:7.2f}" for share in shares))


def show_speed() -> None:
    """CPU time, the best of five: a baseline (once an hour and stream) and a test (every five minutes and event)."""
    kind = Kind(level=5.0, dispersion=0.3)
    known = by_hour(drawn(kind, means(kind, 40), np.random.default_rng(1)))
    hour = START + 24 * 40
    base, now = fit(known, hour), hour * 3600.0 + 900
    documents = [(now - 600.0 * place, 1.0) for place in range(60, 0, -1)]
    fits, tests = (
        min(repeat(call, timer=process_time, number=200)) / 200 * 1e6
        for call in (lambda: fit(known, hour), lambda: tail(documents, base, now))
    )
    print(f"\nmicroseconds: a baseline {fits:.0f}, a test {tests:.0f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=400, help="of each level and dispersion; 0: no null table")
    parser.add_argument("--bursts", type=int, default=200, help="of each size; 0: no bursts")
    parser.add_argument("--clumped", action="store_true", help="null counts of neighbouring hours hang together")
    parser.add_argument("--history", type=int, default=DAYS, help="days of history of the null streams, up to six more")
    parser.add_argument("--news", action="store_true", help="also the real news stream")
    options = parser.parse_args()
    if options.streams:
        show_nulls(options.streams, clumped=options.clumped, past=24 * (LAG + options.history))
    if options.news:
        show_news(shared_folder())
    if options.bursts:
        print(f"\nbursts: seen within {WITHIN} h (median delay) by size in levels an hour; dispersion 0.3")
        show_alarms(METHODS, LEVELS, bursts, SIZES, options.bursts)
        print(f"\nsteady rises: seen within {RISE_WITHIN} h (median delay) by size in shares of the usual")
        show_alarms(METHODS | CHARTS, (1.0, 5.0, 20.0), rises, RISES, options.bursts // 4)
    show_speed()


if __name__ == "__main__":
    main()
