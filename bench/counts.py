"""Made streams of counts by the hour: overdispersed, with a season of the day and of the week, a trend, and bursts.

A count is Poisson about a gamma variate, so negative binomial: variance = mean + dispersion * mean^2. Days have a trough
at night and two peaks; weekends are a fifth to a quarter lower and begin later, which no product of an hour's and a
weekday's share can say exactly. `clumped` lets the gamma variates of neighbouring hours hang together (correlation .6),
as reports of one matter do.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma, norm

Array = NDArray[np.float64]
START = 480_064
"""The first hour of every stream since 1970: a Monday at midnight, local time."""
ZONE = 8
WEEKDAYS = np.array([1.05, 1.1, 1.1, 1.1, 1.1, 0.8, 0.75])
HOLD = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of stream: mean documents an hour, dispersion, trend a day (of the logarithm)."""

    level: float
    dispersion: float
    trend: float = 0.0
    clumped: bool = False


def season(hours: NDArray[np.intp]) -> Array:
    """Mean about 1 over a week."""
    local = hours + ZONE
    weekday = (local // 24 + 3) % 7
    late = np.where(weekday >= 5, 1.0, 0.0)
    clock = local % 24 - late
    shape = np.exp(0.9 * np.cos((clock - 14) / 24 * 2 * np.pi) + 0.3 * np.cos((clock - 20) / 12 * 2 * np.pi))
    found: Array = shape / 1.26 * WEEKDAYS[weekday]
    return found


def means(kind: Kind, days: int) -> Array:
    """Expected documents of every hour; the level holds at the end."""
    hours = np.arange(START, START + 24 * days)
    grown: Array = kind.level * season(hours) * np.exp(kind.trend * (hours - hours[-1]) / 24)
    return grown


def drawn(kind: Kind, mean: Array, rng: np.random.Generator) -> Array:
    """One stream of such means."""
    rates = mean * _clumps(kind, len(mean), rng) if kind.clumped else mean * _gamma(kind, len(mean), rng)
    return rng.poisson(rates).astype(np.float64)


def _gamma(kind: Kind, size: int, rng: np.random.Generator) -> Array:
    return rng.gamma(1 / kind.dispersion, kind.dispersion, size)


def _clumps(kind: Kind, size: int, rng: np.random.Generator) -> Array:
    """Gamma variates that follow a first-order autoregression through the normal distribution."""
    noise = rng.normal(size=size)
    steps = noise.copy()
    for at in range(1, size):
        steps[at] = HOLD * steps[at - 1] + np.sqrt(1 - HOLD**2) * noise[at]
    found: Array = gamma.ppf(norm.cdf(steps), 1 / kind.dispersion, scale=kind.dispersion)
    return found


def burst(kind: Kind, size: float, rng: np.random.Generator, hours: int = 24) -> Array:
    """Extra documents: up to `size` times the level within three hours, held for three more, half of it every 6 hours after."""
    at = np.arange(hours)
    shape = np.minimum(1, (at + 1) / 3) * 0.5 ** np.maximum(0, (at - 6) / 6)
    return drawn(replace(kind, clumped=False), kind.level * size * shape, rng)


def rise(kind: Kind, size: float, mean: Array, rng: np.random.Generator) -> Array:
    """Extra documents of a steady rise: `size` times what is usual in every hour."""
    return drawn(replace(kind, clumped=False), mean * size, rng)


def by_hour(counts: Array) -> Mapping[int, float]:
    """As scoring takes them: hours without documents are left out."""
    return {START + at: count for at, count in enumerate(counts.tolist()) if count}


def news_streams(shared: Path, parts: int, first: datetime, days: int) -> list[Array]:
    """Hourly counts of the news stream from local midnight `first`, dealt out to `parts` streams by a hash of the id;
    reports without an hour are left out."""
    zone = timezone(timedelta(hours=ZONE))
    found = np.zeros((parts, 24 * days))
    with gzip.open(shared / "data/news_stream/zh_news_stream.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if ":" in row["published"]:
                at = datetime.fromisoformat(row["published"]).replace(tzinfo=zone)
                hour = (at - first.replace(tzinfo=zone)) // timedelta(hours=1)
                if 0 <= hour < 24 * days:
                    found[int(hashlib.sha1(row["doc_id"].encode()).hexdigest(), 16) % parts, hour] += 1
    return list(found)
