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
from scoring.cascade import ALIVE, HOUR, LEAST, Array, Clock, Kernel, Origins, excitation, origins
from scoring.interval import shortest
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
"""An event's own past is long enough with so many origins over so many horizons."""
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
    events = sorted((tuple(times) for times in pool if len(times) >= LEAST), key=lambda times: (times[0], times))[
        -POOL:
    ]
    known = [found for times in events if len((found := origins(times, now, span)).at)]
    older, newer = known[: len(known) // 2], known[len(known) // 2 :]
    if len(older) < LEAST_EVENTS:
        return Learnt(horizon=span, clock=clock)
    past = _tested(_fitted(older, span, clock), newer, span, clock)
    return Learnt(horizon=span, clock=clock, model=_fitted(known, span, clock), past=past)


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
    own = _own(times, learnt, learnt.model, now)
    for past in (learnt.past, own):
        if past is not None and (reason := _fault(past)):
            return NoForecast(horizon=horizon, reason=reason, past=past)
    mean = _expected(learnt.model, seen, np.array([now]), learnt.horizon, learnt.clock)[0]
    low, high = shortest(mean, learnt.model.dispersion, MASS)
    return Forecast(horizon=horizon, expected=round(float(mean), 1), low=low, high=high, past=own or learnt.past)


def _own(times: Sequence[float], learnt: Learnt, model: Model, now: float) -> PastError | None:
    """The test on the event's own past, where that is long enough."""
    found = origins(times, now, learnt.horizon)
    if len(found.at) < OWN_ORIGINS or found.at[-1] - found.at[0] < OWN_HORIZONS * learnt.horizon:
        return None
    return _tested(model, [found], learnt.horizon, learnt.clock, own=True)


def _fault(past: PastError) -> str | None:
    if past.error >= past.naive_error:
        return "no_better"
    return "coverage" if past.coverage < LEAST_COVERAGE else None


def _fitted(known: Sequence[Origins], horizon: float, clock: Clock) -> Model:
    """The kernel of greatest Poisson likelihood, with b the ratio of what came to what was due."""
    came = np.concatenate([one.came for one in known])
    tried = [(kernel, *_bred(known, came, horizon, kernel, clock)) for kernel in KERNELS]
    kernel, bred, means = max(tried, key=lambda one: _likelihood(came, one[2]))
    return Model(kernel=kernel, bred=bred, dispersion=_dispersion(came, means))


def _bred(known: Sequence[Origins], came: Array, horizon: float, kernel: Kernel, clock: Clock) -> tuple[float, Array]:
    """b of a kernel, and the means it gives."""
    due = np.concatenate([excitation(one.times, one.at, horizon, kernel, clock) for one in known])
    bred = math.fsum(came) / max(math.fsum(due), 1e-9)
    return bred, np.maximum(bred * due, 1e-9)


def _likelihood(came: Array, means: Array) -> float:
    """Log-likelihood of Poisson counts but for a constant; rounded, so that every machine chooses alike."""
    return round(math.fsum(came * np.log(means) - means), 6)


def _dispersion(came: Array, means: Array) -> float:
    """a of variance m + a m^2, by moments (Cameron and Trivedi 1986)."""
    return max(0.0, math.fsum((came - means) ** 2 - means) / max(math.fsum(means**2), 1e-9))


def _expected(model: Model, times: Array, at: Array, horizon: float, clock: Clock) -> Array:
    return model.bred * excitation(times, at, horizon, model.kernel, clock)


def _tested(model: Model, known: Sequence[Origins], horizon: float, clock: Clock, *, own: bool = False) -> PastError:
    """Errors of a model and of the naive rules at origins, and how many outcomes its intervals held."""
    came = np.concatenate([one.came for one in known])
    means = np.concatenate([_expected(model, one.times, one.at, horizon, clock) for one in known])
    before = np.concatenate([one.before for one in known])
    held = sum(
        low <= count <= high
        for count, (low, high) in zip(came, (shortest(mean, model.dispersion, MASS) for mean in means), strict=True)
    )
    return PastError(
        origins=len(came),
        error=_root_mean_square(means - came),
        naive_error=min(_root_mean_square(before - came), _root_mean_square(came)),
        coverage=round(int(held) / len(came), 3),
        own=own,
    )


def _root_mean_square(errors: Array) -> float:
    return round(math.sqrt(math.fsum(errors**2) / len(errors)), 2)
