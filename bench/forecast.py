"""Forecasts of an event's volume beside naive ones, on real and on made events.

    python -m bench.forecast [--shared ../shared] [--made]

news    events that the shipped grouping finds in the news stream with the labelled events mixed in (bench/streams.py)
burst   made cascades: exponential delays of mean 8 hours, .5 to .97 children a document
tail    the same with power-law delays, scale 2 hours, exponent 1

Walked forward: each day everything known so far is learnt from, and at every sixth hour each event that had a document
within 24 hours and two or more in all is forecast as `wanglou event forecast` does it. First half of the days: warm-up.
rules     every such moment: root mean square and mean absolute error of the model and of three rules
shipped   the moments at which a figure is given: errors, share inside the interval, its mean width
own, pool the same where one of the two tests alone decides
"""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import numpy as np

from bench.events import place_all
from bench.shared import shared_folder
from bench.streams import read_stream
from config.load import load_rules
from domain.forecast import MASS, Forecast
from pipeline.label import Labeller
from scoring.cascade import ALIVE, HOUR, LEAST, present_of
from scoring.forecast import Learnt, expected, fault, forecast, learn, own_past
from scoring.interval import shortest
from scoring.season import season_of

Events = Sequence[Sequence[float]]
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One forecast whose outcome is known."""

    came: int
    last: int
    """Documents within the last horizon."""
    trend: float
    mean: float
    low: int
    high: int
    given: bool
    pool_fits: bool
    own_fits: bool
    large: bool
    """The event had ten documents or more."""


def main() -> None:
    """Print a table a kind of events and horizon."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--made", action="store_true", help="made events only")
    options = parser.parse_args()
    kinds = {} if options.made else {"news": news(options.shared)}
    kinds |= {"burst": made(lambda drawn: drawn.expovariate(1 / (8 * HOUR))), "tail": made(_tailed)}
    for name, events in kinds.items():
        print(f"{name}: {len(events)} events of two documents or more, {sum(map(len, events))} documents")
        for hours in (6, 24):
            report(hours, list(walk(events, timedelta(hours=hours))))


def news(shared: Path) -> Events:
    """Times of the events that grouping finds."""
    rows, rules = read_stream(shared), load_rules(None)
    placed = place_all(rules.grouping, rows, Labeller(rules).label_batch([row.document for row in rows]))
    events: dict[str, list[float]] = {}
    for row in rows:
        events.setdefault(placed[row.document.id], []).append(row.document.happened_at.timestamp())
    return [sorted(times) for times in events.values() if len(times) >= LEAST]


def made(delay: Callable[[Random], float]) -> Events:
    """Four hundred cascades over forty days."""
    drawn = Random(11)
    return [found for number in range(400) if len(found := _cascade(drawn, number * 0.1 * DAY, delay)) >= LEAST]


def _cascade(drawn: Random, start: float, delay: Callable[[Random], float]) -> list[float]:
    bred, first = drawn.uniform(0.5, 0.97), drawn.choice((1, 2, 5, 20))
    waiting, times = [start] * first, [start + 60.0 * number for number in range(first)]
    while waiting and len(times) < 2000:
        parent = waiting.pop()
        for _ in range(int(np.searchsorted(np.cumsum(_poisson(bred)), drawn.random()))):
            moment = parent + delay(drawn)
            if moment < start + 10 * DAY:
                times.append(moment)
                waiting.append(moment)
    return sorted(times)


def _poisson(mean: float) -> list[float]:
    return [math.exp(-mean) * mean**count / math.factorial(count) for count in range(20)]


def _tailed(drawn: Random) -> float:
    return 2 * HOUR * (1 / (1 - drawn.random()) - 1)


def walk(events: Events, horizon: timedelta) -> Iterator[Trial]:
    """Every forecast of the second half of the days."""
    span = horizon.total_seconds()
    start, end = min(times[0] for times in events), max(times[-1] for times in events)
    first = math.ceil((start + (end - start) / 2) / DAY) * DAY
    for day in np.arange(first, end - span, DAY).tolist():
        known = [kept for times in events if (kept := [time for time in times if time <= day])]
        learnt = learn(known, now=day, horizon=horizon, season=season_of(known))
        for now in np.arange(day, min(day + DAY, end - span), 6 * HOUR).tolist():
            yield from (trial for times in events if (trial := tried(times, learnt, now, span)))


def tried(times: Sequence[float], learnt: Learnt, now: float, span: float) -> Trial | None:
    """One event at one moment; None where it is not forecast at all."""
    seen = np.array([time for time in times if time <= now])
    if len(seen) < LEAST or now - seen[-1] > ALIVE or learnt.model is None or learnt.past is None:
        return None
    mean = float(expected(learnt.model, present_of(seen, now, span, learnt.clock))[0])
    low, high = shortest(mean, learnt.model.dispersion, MASS)
    last, before = (int(((seen > now - back * span) & (seen <= now - (back - 1) * span)).sum()) for back in (1, 2))
    own = own_past(times, learnt, learnt.model, now)
    return Trial(
        came=sum(now < time <= now + span for time in times),
        last=last,
        trend=max(0.0, 0.5 * last + 0.15 * (last - before)),
        mean=mean,
        low=low,
        high=high,
        given=isinstance(forecast(times, learnt, now=now), Forecast),
        pool_fits=fault(learnt.past) is None,
        own_fits=own is None or fault(own) is None,
        large=len(seen) >= 10,
    )


def report(hours: int, trials: Sequence[Trial]) -> None:
    """Errors of every rule, then of what is given out."""
    came = [trial.came for trial in trials]
    print(
        f"  next {hours} h: {len(trials)} moments, {np.mean(came):.2f} documents came, none {np.mean(np.equal(came, 0)):.0%}"
    )
    rules: dict[str, Callable[[Trial], float]] = {
        "model": lambda trial: trial.mean,
        f"as in the last {hours} h": lambda trial: trial.last,
        "none": lambda _: 0.0,
        "damped trend": lambda trial: trial.trend,
    }
    for name, rule in rules.items():
        print(f"    {name:20} {errors(trials, rule)}")
    shipped = [trial for trial in trials if trial.given]
    parts = {
        "shipped": shipped,
        "  of 10 or more": [trial for trial in shipped if trial.large],
        "withheld": [trial for trial in trials if not trial.given],
        "pool alone": [trial for trial in trials if trial.pool_fits],
        "own alone": [trial for trial in trials if trial.own_fits],
    }
    for name, part in parts.items():
        print(f"    {name:20} {given(part)}")


def errors(trials: Sequence[Trial], rule: Callable[[Trial], float]) -> str:
    """Root mean square and mean absolute error."""
    off = np.array([rule(trial) - trial.came for trial in trials])
    return f"RMSE {math.sqrt(np.mean(off**2)):7.2f}  MAE {np.mean(abs(off)):7.2f}"


def given(trials: Sequence[Trial]) -> str:
    """How figures did beside the better naive rule, and their intervals."""
    if not trials:
        return "no moment"
    naive = min(errors(trials, lambda trial: trial.last), errors(trials, lambda _: 0.0))
    held = np.mean([trial.low <= trial.came <= trial.high for trial in trials])
    width = np.mean([trial.high - trial.low + 1 for trial in trials])
    return f"{errors(trials, lambda trial: trial.mean)}  naive {naive}  {len(trials):6} moments  inside {held:.1%}, {width:.1f} counts wide"


if __name__ == "__main__":
    main()
