"""Slow alarms: small steady rises that no single window shows, by EWMA and CUSUM on the residuals of whole hours.

    ewma  = (1 - weight) ewma + weight z          over its limit: limit * sqrt(weight / (2 - weight))     Roberts 1959
    cusum = max(0, cusum + z - slack)             over its bound                                          Page 1954

z is the hour's count as a normal deviate against the same baseline as a surge, so seasons are no rise. An alarm wants two
of three hours in a row over; it starts both sums anew. An hour nobody watched changes nothing.
"""

import math
from dataclasses import dataclass, replace

from scoring.baseline import Baseline
from scoring.binomial import score

LEAST_WATCHED = 0.5
"""An hour watched for a smaller share has no residual."""
OF, WANTED = 3, 2
"""Persistence: so many of so many hours in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRules:
    """When a chart is over; at these, a stream gives about one false alarm of either in 14 days (bench/surge.py)."""

    weight: float = 0.1
    limit: float = 2.7
    slack: float = 0.5
    bound: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Both charts of a stream after an hour."""

    ewma: float = 0.0
    cusum: float = 0.0
    over_ewma: tuple[bool, ...] = ()
    """Of the last hours, the latest last."""
    over_cusum: tuple[bool, ...] = ()
    alarms: tuple[str, ...] = ()
    """`ewma`, `cusum`: those that alarmed in this hour."""


def residual(count: float, baseline: Baseline, hour: int, exposure: float = 1.0) -> float | None:
    """The count of a whole hour as a standard normal deviate; None without a history or where nobody watched."""
    if not baseline.days or exposure < LEAST_WATCHED:
        return None
    expected, day, own = baseline.usual(hour)
    return score(count, expected * exposure, baseline.dispersions[0][1] + day + own)


def step(control: Control, z: float | None, rules: ControlRules = ControlRules()) -> Control:
    """The charts after one more hour with residual `z`."""
    if z is None:
        return replace(control, alarms=())
    ewma = (1 - rules.weight) * control.ewma + rules.weight * z
    cusum = max(0.0, control.cusum + z - rules.slack)
    over_ewma = _last(control.over_ewma, ewma > rules.limit * math.sqrt(rules.weight / (2 - rules.weight)))
    over_cusum = _last(control.over_cusum, cusum > rules.bound)
    alarms = tuple(
        name for name, over in (("ewma", over_ewma), ("cusum", over_cusum)) if over[-1] and sum(over) >= WANTED
    )
    if alarms:
        return Control(alarms=alarms)
    return Control(ewma=ewma, cusum=cusum, over_ewma=over_ewma, over_cusum=over_cusum)


def _last(before: tuple[bool, ...], over: bool) -> tuple[bool, ...]:
    return (*before, over)[-OF:]
