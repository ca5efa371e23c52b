"""Further documents of an open event, learnt from other events' past and withheld where that past says it is worthless.

    expected = b * sum over the event's documents of what is still due of each within the horizon (`scoring.cascade`)

b, the documents that one brings on average, the kernel and the dispersion are those of the pool, by maximum (quasi-)
likelihood and by moments: an event's own ratio so far overstates what is to come, since events are seen while they grow
(docs/forecast.md has the figures). The interval is the shortest 80 % of a negative binomial. Tested in order of time:
fitted on the older half of the pool's events, tried on the newer half, and on the event's own past where it is long
enough; the figure is given only where its error beats both naive rules and its interval holds what it says.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import numpy as np

from domain.forecast import MASS, Forecast, NoForecast, Outlook, PastError
from scoring.cascade import (
    ALIVE,
    HOUR,
    LEAST,
    STEP,
    Array,
    Clock,
    Kernel,
    Past,
    excitation,
    joined,
    past_of,
    present_of,
)
from scoring.interval import LEAST_MEAN, shortest
from scoring.season import clock_of

KERNELS = tuple(Kernel(scale=c * HOUR, exponent=t) for c, t in product((1, 3, 12, 48), (0.3, 1.0, 3.0)))
POOL = 500
"""Events learnt from: the newest."""
LEAST_EVENTS = 10
"""In either half of the pool; fewer teach nothing."""
LEAST_ORIGINS = 50
"""Of other events, to call a test one."""
OWN_ORIGINS = 12
OWN_HORIZONS = 4
"""An event's own past is long enough with so many origins over so many horizons of life."""
LEAST_GAIN = 0.05
"""By so much at least the error must be under that of the better naive rule."""
LEAST_COVERAGE = 0.7
"""Of an interval made for 80 %: under it a figure is withheld. Over-coverage is no fault: counts are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a pool teaches about one horizon."""

    kernel: Kernel
    bred: float
    """Documents that one brings on average."""
    dispersion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """A model and how it did in the newer half of the pool; None where the pool is too small."""

    horizon: float
    """Seconds."""
    clock: Clock
    model: Model | None = None
    past: PastError | None = None


def learn(
    pool: Iterable[Sequence[float]], *, now: float, horizon: timedelta, season: Sequence[float] | None = None
) -> Learnt:
    """Learn from the sorted times of other events up to `now`. `season`: 24 relative rates by UTC hour, mean 1."""
    span, clock = horizon.total_seconds(), clock_of(season)
    seen = (tuple(time for time in times if time <= now) for times in pool)
    events = sorted(times for times in seen if len(times) >= LEAST)[-POOL:]
    known = [found for times in events if len((found := past_of(times, now, span, clock)).came)]
    half = len(known) // 2
    if half < LEAST_EVENTS:
        return Learnt(horizon=span, clock=clock)
    past = _tested(_fitted(joined(known[:half])), joined(known[half:]))
    return Learnt(horizon=span, clock=clock, model=_fitted(joined(known)), past=past)


def forecast(times: Sequence[float], learnt: Learnt, *, now: float) -> Outlook:
    """What an event with documents at `times` (sorted) brings after `now`, or why nothing is said."""
    horizon = timedelta(seconds=learnt.horizon)
    seen = np.array([time for time in times if time <= now], dtype=np.float64)
    if len(seen) < LEAST:
        return NoForecast(horizon=horizon, reason="few")
    if now - seen[-1] > ALIVE:
        return NoForecast(horizon=horizon, reason="quiet")
    if learnt.model is None or learnt.past is None or learnt.past.origins < LEAST_ORIGINS:
        return NoForecast(horizon=horizon, reason="untested")
    own = own_past(times, learnt, learnt.model, now)
    for past in (learnt.past, own):
        if past is not None and (reason := fault(past)):
            return NoForecast(horizon=horizon, reason=reason, past=past)
    mean = expected(learnt.model, present_of(seen, now, learnt.horizon, learnt.clock))[0]
    low, high = shortest(mean, learnt.model.dispersion, MASS)
    return Forecast(horizon=horizon, expected=round(float(mean), 1), low=low, high=high, past=own or learnt.past)


def own_past(times: Sequence[float], learnt: Learnt, model: Model, now: float) -> PastError | None:
    """The test on the event's own past, where that is long enough."""
    found = past_of(times, now, learnt.horizon, learnt.clock)
    if len(found.came) < OWN_ORIGINS or len(found.came) * STEP < OWN_HORIZONS * learnt.horizon:
        return None
    return _tested(model, found, own=True)


def fault(past: PastError) -> str | None:
    """Why a test forbids a figure: `no_better` or `coverage`; None where it does not."""
    if past.error > past.naive_error * (1 - LEAST_GAIN):
        return "no_better"
    return "coverage" if past.coverage < LEAST_COVERAGE else None


def _fitted(past: Past) -> Model:
    """The kernel of greatest Poisson likelihood, with b the ratio of what came to what was due."""
    tried = [(kernel, *_bred(past, kernel)) for kernel in KERNELS]
    kernel, bred, means = max(tried, key=lambda one: _likelihood(past.came, one[2]))
    return Model(kernel=kernel, bred=bred, dispersion=_dispersion(past.came, means))


def _bred(past: Past, kernel: Kernel) -> tuple[float, Array]:
    """b of a kernel, and the means it gives."""
    due = excitation(past, kernel)
    bred = math.fsum(past.came) / max(math.fsum(due), LEAST_MEAN)
    return bred, np.maximum(bred * due, LEAST_MEAN)


def expected(model: Model, past: Past) -> Array:
    """Mean number of documents after each origin."""
    return np.maximum(model.bred * excitation(past, model.kernel), LEAST_MEAN)


def _likelihood(came: Array, means: Array) -> float:
    """Log-likelihood of Poisson counts but for a constant; rounded, so that every machine chooses alike."""
    return round(math.fsum(came * np.log(means) - means), 6)


def _dispersion(came: Array, means: Array) -> float:
    """a of variance m + a m^2, by moments (Cameron and Trivedi 1986)."""
    return max(0.0, math.fsum((came - means) ** 2 - means) / math.fsum(means**2))


def _tested(model: Model, past: Past, *, own: bool = False) -> PastError:
    """Errors of a model and of the naive rules at origins, and how many outcomes its intervals held."""
    means = expected(model, past)
    held = sum(map(_is_held, past.came, (shortest(mean, model.dispersion, MASS) for mean in means.tolist())))
    return PastError(
        origins=len(means),
        error=_root_mean_square(means - past.came),
        naive_error=min(_root_mean_square(past.before - past.came), _root_mean_square(past.came)),
        coverage=round(held / len(means), 3),
        own=own,
    )


def _is_held(count: float, interval: tuple[int, int]) -> bool:
    return bool(interval[0] <= count <= interval[1])


def _root_mean_square(errors: Array) -> float:
    return round(math.sqrt(math.fsum(errors**2) / len(errors)), 2)
