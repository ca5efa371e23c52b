"""Warning statistics on made counts: false positives where nothing happens, and how soon bursts are seen.

    python -m bench.surge [--streams 400] [--bursts 200] [--clumped]

Null: each stream has a history of 30 days and is tested at the end of 24 further hours, with a baseline fitted at their
beginning (the service fits every hour; so this is the harder case). Ratio = share of tests with p <= nominal / nominal.

Detection: one threshold for a method and level, tuned on quiet streams to one false episode a stream in 14 days
(consecutive alarms are one episode), then held against bursts in other streams. Beside it, tuned alike, EARS C2 (Hutwagner
et al. 2003), season-aligned: (count - mean) / deviation over the same hour of seven days, two days left out; once on
single hours and once as the largest over windows of 1, 3 and 6 hours. `chance` is what false episodes alone would see.
Slow rises are held against the same and the control charts at their shipped limits. Seeds are fixed.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.counts import START, Array, Kind, burst, by_hour, drawn, means, rise
from scoring.baseline import WINDOWS, fit
from scoring.control import Control, residual, step
from scoring.surge import tail

LEVELS = (0.2, 1.0, 5.0, 20.0, 50.0)
DISPERSIONS = (0.05, 0.3, 1.0)
TRENDS = (-0.01, 0.0, 0.01)
NOMINAL = (1e-2, 1e-3, 1e-4)
PAST = 30
"""Days of history: 28 and the lag."""
QUIET_DAYS, PERIOD = 28, 14
SIZES = (0.0, 1.0, 2.0, 4.0, 8.0)
RISES = (0.0, 0.25, 0.5, 1.0)
WITHIN = 24
RISE_DAYS = 5
FLOOR = 0.5
"""Least deviation of C2, in documents: without it a single one after a silent week is infinite."""

Method = Callable[[Array, int], Array]
"""Counts of a stream and the place of its first hour to test -> a score for the end of every hour from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """Tests of one kind of stream where nothing happened."""

    kind: Kind
    tests: int
    hits: tuple[int, ...]
    """With p at most each nominal."""


def surge_scores(counts: Array, first: int) -> Array:
    """-log10 p of the surge test, a baseline a day."""
    seen = dict(by_hour(counts[:first]))
    found = []
    for at in range(first, len(counts)):
        if (at - first) % 24 == 0:
            base = fit(seen, START + at, since=START)
        seen[START + at] = float(counts[at])
        known = {hour: seen.get(hour, 0.0) for hour in range(START + at - 6, START + at + 1)}
        told = tail(known, base, (START + at + 1) * 3600.0)
        found.append(-np.log10(max(told.p, 1e-300)) if told else 0.0)
    return np.array(found)


def ears(counts: Array, first: int, windows: Sequence[int] = (1,)) -> Array:
    """C2 of the same hour of seven days, two days left out; the largest over windows."""
    best = np.full(len(counts) - first, -np.inf)
    for width in windows:
        summed = np.convolve(counts, np.ones(width))[: len(counts)]
        past = np.array([summed[first - 24 * day : len(counts) - 24 * day] for day in range(3, 10)])
        deviation = np.maximum(past.std(axis=0, ddof=1), FLOOR)
        best = np.maximum(best, (summed[first:] - past.mean(axis=0)) / deviation)
    return best


def ears_windows(counts: Array, first: int) -> Array:
    return ears(counts, first, WINDOWS)


METHODS: dict[str, Method] = {"surge": surge_scores, "C2": ears, "C2 1/3/6 h": ears_windows}


def null(kind: Kind, streams: int, seed: int) -> Null:
    """How often the surge test is at most each nominal p on streams of one kind, trends in turn."""
    rng = np.random.default_rng(seed)
    mean = means(kind, PAST + 1)
    scores = np.concatenate([surge_scores(drawn(kind, mean, rng), 24 * PAST) for _ in range(streams)])
    return Null(
        kind=kind,
        tests=len(scores),
        hits=tuple(int((scores >= -np.log10(one) - 1e-12).sum()) for one in NOMINAL),
    )


def nulls(streams: int, *, clumped: bool = False) -> Iterator[Null]:
    """Of every kind of stream."""
    number = 0
    for level in LEVELS:
        for dispersion in DISPERSIONS:
            for trend in TRENDS:
                number += 1
                kind = Kind(level=level, dispersion=dispersion, trend=trend, clumped=clumped)
                yield null(kind, max(1, streams // len(TRENDS)), number)


def ratios(found: Sequence[Null]) -> list[float]:
    """Share of hits over nominal, all kinds together."""
    tests = sum(one.tests for one in found)
    return [sum(one.hits[at] for one in found) / tests / nominal for at, nominal in enumerate(NOMINAL)]


def episodes(scores: Array, threshold: float) -> int:
    """Runs of hours at or over the threshold."""
    over = scores >= threshold
    return int(over[0]) + int((over[1:] & ~over[:-1]).sum())


def tuned(quiet: Sequence[Array]) -> float:
    """The lowest threshold at which quiet streams have at most one episode in 14 days, and at none above it more."""
    allowed = len(quiet) * QUIET_DAYS / PERIOD
    every = np.concatenate(quiet)
    best = float(every.max()) + 1e-9
    for threshold in np.unique(np.quantile(every, np.linspace(1, 0.95, 500)))[::-1].tolist():
        if sum(episodes(one, threshold) for one in quiet) > allowed:
            break
        best = threshold
    return best


def charted(name: str) -> Method:
    """Alarms of a control chart at its shipped limits, as 0 and 1."""

    def alarms(counts: Array, first: int) -> Array:
        seen, control, found = dict(by_hour(counts[:first])), Control(), []
        for at in range(first, len(counts)):
            if (at - first) % 24 == 0:
                base = fit(seen, START + at, since=START)
            seen[START + at] = float(counts[at])
            control = step(control, residual(counts[at], base, START + at))
            found.append(float(name in control.alarms))
        return np.array(found)

    return alarms


CHARTS: dict[str, Method] = {"EWMA": charted("ewma"), "CUSUM": charted("cusum")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many were seen, and after how many hours (median and mean of those seen)."""

    size: float
    seen: float
    median: float
    mean: float


def quiet_streams(kind: Kind, method: Method, streams: int, seed: int) -> list[Array]:
    """Scores of streams where nothing happens."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST + QUIET_DAYS)
    return [method(drawn(kind, mean, rng), 24 * PAST) for _ in range(streams)]


def bursts(kind: Kind, method: Method, threshold: float, size: float, count: int, seed: int) -> Found:
    """`count` streams, each with one burst that begins at some hour of a day."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST + 2)
    delays = []
    for number in range(count):
        counts, onset = drawn(kind, mean, rng), 24 * PAST + number % 24
        counts[onset : onset + WITHIN] += burst(kind, size, rng, WITHIN)
        delays.append(_delay(method(counts, 24 * PAST)[onset - 24 * PAST :][:WITHIN], threshold))
    return _found(size, delays)


def rises(kind: Kind, method: Method, threshold: float, size: float, count: int, seed: int) -> Found:
    """`count` streams, each with a steady rise of five days after two quiet ones."""
    rng, mean = np.random.default_rng(seed), means(kind, PAST + 2 + RISE_DAYS)
    onset, delays = 24 * (PAST + 2), []
    for _ in range(count):
        counts = drawn(kind, mean, rng)
        counts[onset:] += rise(kind, size, mean[onset:], rng)
        delays.append(_delay(method(counts, 24 * PAST)[onset - 24 * PAST :], threshold))
    return _found(size, delays)


def _delay(scores: Array, threshold: float) -> int | None:
    """Hours from the beginning to the first alarm."""
    over = np.flatnonzero(scores >= threshold)
    return int(over[0]) + 1 if len(over) else None


def _found(size: float, delays: Sequence[int | None]) -> Found:
    seen = [delay for delay in delays if delay is not None]
    median, mean = (float(np.median(seen)), float(np.mean(seen))) if seen else (np.nan, np.nan)
    return Found(size=size, seen=len(seen) / len(delays), median=median, mean=mean)


def show_nulls(streams: int, *, clumped: bool) -> None:
    """Ratios by level and dispersion, and over all."""
    found = list(nulls(streams, clumped=clumped))
    print(f"false positives over nominal{' (clumped counts)' if clumped else ''}")
    print(f"{'level/h':>8} {'dispersion':>10} {'tests':>8}" + "".join(f" {f'{one:g}':>7}" for one in NOMINAL))
    for level in LEVELS:
        for dispersion in DISPERSIONS:
            _line(
                f"{level:8g} {dispersion:10g}",
                [one for one in found if (one.kind.level, one.kind.dispersion) == (level, dispersion)],
            )
    for level in LEVELS:
        _line(f"{level:8g} {'all':>10}", [one for one in found if one.kind.level == level])
    _line(f"{'all':>8} {'all':>10}", found)


def _line(name: str, found: Sequence[Null]) -> None:
    print(f"{name} {sum(one.tests for one in found):8}" + "".join(f" {ratio:7.2f}" for ratio in ratios(found)))


def show_bursts(count: int, dispersion: float = 0.3) -> None:
    """Seen within 24 hours and median delay, by level, method and size; then the same of slow rises."""
    print(f"\nbursts: seen within {WITHIN} h (median delay, h); dispersion {dispersion:g}; size in levels an hour")
    for level in LEVELS:
        kind = Kind(level=level, dispersion=dispersion)
        for name, method in METHODS.items():
            quiet = quiet_streams(kind, method, max(10, count // 4), seed=1)
            threshold = tuned(quiet)
            rate = sum(episodes(one, threshold) for one in quiet) / len(quiet) / QUIET_DAYS * PERIOD
            cells = [bursts(kind, method, threshold, size, count, seed=2) for size in SIZES]
            _row(f"{level:6g} {name:11} {threshold:6.2f} {rate:5.2f}", cells)
    print(f"\nsteady rises: seen within {RISE_DAYS} days (median delay, h); size in shares of the usual")
    for level in (1.0, 5.0, 20.0):
        kind = Kind(level=level, dispersion=dispersion)
        for name, method in (METHODS | CHARTS).items():
            quiet = quiet_streams(kind, method, max(10, count // 4), seed=1)
            threshold = 0.5 if name in CHARTS else tuned(quiet)
            rate = sum(episodes(one, threshold) for one in quiet) / len(quiet) / QUIET_DAYS * PERIOD
            cells = [rises(kind, method, threshold, size, count // 4, seed=3) for size in RISES]
            _row(f"{level:6g} {name:11} {threshold:6.2f} {rate:5.2f}", cells)


def _row(name: str, cells: Sequence[Found]) -> None:
    print(name + "".join(f"  {one.size:g}: {one.seen:4.0%} ({one.median:4.1f})" for one in cells))


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
        show_bursts(options.bursts)


if __name__ == "__main__":
    main()
