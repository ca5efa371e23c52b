"""The seven factors of the spread P, as DOMAIN 2 defines them: each a value in its own unit and that value normalised.

heat         decayed volume            ln(1 + V) / ln(1 + V_ref)
surge        smallest tail p           (-log10 p - 2) / 6                        given by the caller, or unknown
breadth      outlets and platforms     half by outlets, half by evenness over platforms
authority    institutional outlets     1 - prod(1 - w / 2)
interaction  mean percentile           itself                                    given by the caller, or unknown
growth       log2 of two rates         x / 3
duration     hours above baseline      1 - exp(-t / 48)

Everything that does not move with the clock is summed up once (`Volume`, sorted times), so that evaluating an event
again costs the same whether it has ten members or ten thousand. Moments are seconds since 1970.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.events import Fact
from domain.items import Platform
from domain.risk import Factor
from domain.weights import IndexRules

HOUR = 3600.0
LONGEST_GAP = 12 * HOUR
"""A longer silence between two members does not count as duration."""

Measure = tuple[float, float]
"""(value, normalised value, not yet clipped)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Members of one half-life: their weight as decayed at the moment of the last of them."""

    half_life: float
    """Seconds."""
    last: float
    weight: float


def volumes(facts: Iterable[Fact], rules: IndexRules) -> tuple[Volume, ...]:
    """The members by half-life; near-duplicates at their smaller weight."""
    half_lives = {platform: span.total_seconds() for platform, span in rules.half_lives}
    usual = rules.half_life.total_seconds()
    groups: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for fact in facts:
        weight = rules.duplicate_weight if fact.duplicate else 1.0
        groups[half_lives.get(fact.platform, usual)].append((fact.happened_at.timestamp(), weight))
    return tuple(_volume(half_life, group) for half_life, group in sorted(groups.items()))


def _volume(half_life: float, group: Sequence[tuple[float, float]]) -> Volume:
    last = max(at for at, _ in group)
    return Volume(
        half_life=half_life, last=last, weight=math.fsum(w * 2.0 ** ((at - last) / half_life) for at, w in group)
    )


def heat(parts: Iterable[Volume], now: float, rules: IndexRules) -> Measure:
    """Decayed volume V, against the reference volume."""
    volume = math.fsum(part.weight * 2.0 ** (-max(0.0, now - part.last) / part.half_life) for part in parts)
    return volume, math.log1p(volume) / math.log1p(rules.reference_volume)


def surge(tail: float | None) -> Measure | None:
    """Smallest tail probability over the windows, where a baseline gives one; 0 counts as the smallest float."""
    return None if tail is None else (tail, (-math.log10(max(tail, 5e-324)) - 2) / 6)


def breadth(facts: Sequence[Fact], platforms: int, rules: IndexRules) -> Measure:
    """Distinct outlets, and evenness over the kinds of platform of which the desk has sources (`platforms`)."""
    outlets = len({fact.outlet for fact in facts})
    reach = math.log1p(outlets) / math.log1p(rules.reference_outlets)
    if platforms <= 1:
        return outlets, reach
    return outlets, 0.5 * min(1.0, reach) + 0.5 * min(1.0, _evenness(facts) / (platforms - 1))


def _evenness(facts: Sequence[Fact]) -> float:
    """1/HHI - 1 over platforms: 0 where all members are on one."""
    platforms = [fact.platform for fact in facts]
    if len(set(platforms)) <= 1:
        return 0.0
    counts = Counter(platforms).values()
    return len(platforms) ** 2 / sum(count * count for count in counts) - 1


def authority(facts: Iterable[Fact], rules: IndexRules) -> Measure:
    """Every outlet once, by its tier; a platform's hot list by its own weight."""
    tiers = dict(rules.authority)
    weights: dict[str, float] = {}
    for fact in facts:
        listed = fact.platform is Platform.HOT_LIST
        weight = rules.hot_list_authority if listed else tiers.get(fact.tier, 0.0)
        weights[fact.outlet] = max(weight, weights.get(fact.outlet, 0.0))
    value = 1 - math.prod(1 - 0.5 * weight for weight in sorted(weights.values()))
    return value, value


def interaction(percentile: float | None) -> Measure | None:
    """Mean percentile of the public counters within their platforms, 0 to 1, where known."""
    return None if percentile is None else (percentile, percentile)


def growth(times: Sequence[float], now: float, rules: IndexRules) -> Measure:
    """Documents of the last 3 hours against the mean rate of the 6 before; near-duplicates count in full."""
    return growth_of(_between(times, now - 3 * HOUR, now), _between(times, now - 9 * HOUR, now - 3 * HOUR), rules)


def growth_of(recent: int, before: int, rules: IndexRules) -> Measure:
    """So many documents in 3 hours, and in the 6 before."""
    value = math.log2((recent + 1) / (before / 2 + 1))
    return value, value / rules.growth_scale


def _between(times: Sequence[float], after: float, until: float) -> int:
    return bisect_right(times, until) - bisect_right(times, after)


def duration(times: Sequence[float], rules: IndexRules, hours_above: float | None = None) -> Measure:
    """Hours above baseline. Without a baseline: time between members, silences of more than 12 hours left out."""
    if hours_above is None:
        gaps = (later - earlier for earlier, later in pairwise(times))
        hours_above = math.fsum(gap for gap in gaps if gap <= LONGEST_GAP) / HOUR
    return hours_above, 1 - math.exp(-hours_above * HOUR / rules.duration_scale.total_seconds())


def weighed(measures: Mapping[str, Measure | None], rules: IndexRules) -> tuple[Factor, ...]:
    """Measures as factors in the order of the weights, clipped to [0, 1]; rounded to 1e-6, so that a stored row says all."""
    return tuple(_factor(name, weight, measures.get(name)) for name, weight in rules.weights)


def _factor(name: str, weight: float, measure: Measure | None) -> Factor:
    if measure is None:
        return Factor(name=name, weight=weight, value=None, normalised=None)
    value, normalised = measure
    return Factor(name=name, weight=weight, value=round(value, 6), normalised=clipped(normalised))


def clipped(value: float) -> float:
    """`value` within [0, 1], rounded to 1e-6."""
    return round(min(1.0, max(0.0, value)), 6)
