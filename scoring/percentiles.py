"""Interaction: where an event's public totals (reposts, comments, likes summed up) stand among those of their platform.

A platform's totals are kept as counts in bins that widen with the total, four to a doubling: a day is some sixty small
numbers, days add up, and no total of a single document is kept. Ranks are mid-ranks: of equals half stand below.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

STEPS = 4
"""Bins to a doubling: totals that differ by a fifth count as equal."""
LEAST = 30
"""Totals of a platform under which a rank says nothing."""


def bin_of(total: float) -> int:
    """0 for no interaction; 1 for a total of 1, then four more to every doubling. Totals are not below 0."""
    return 0 if total < 1 else 1 + math.floor(STEPS * math.log2(total) + 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """The totals of one platform over its days."""

    bins: tuple[int, ...]
    """That hold any, ascending."""
    below: tuple[int, ...]
    """How many totals lie in lower bins; one more at the end: all."""

    def rank(self, total: float) -> float | None:
        """Share of totals below, equals counted half, 0 to 1; None where too few were seen."""
        everything = self.below[-1]
        if everything < LEAST:
            return None
        number = bin_of(total)
        place = bisect_left(self.bins, number)
        is_held = place < len(self.bins) and self.bins[place] == number
        return (self.below[place] + self.below[place + is_held]) / 2 / everything


def percentiles(days: Iterable[Mapping[int, int]]) -> Percentiles:
    """Of the counts by bin of any number of days."""
    summed: Counter[int] = Counter()
    for day in days:
        summed.update(day)
    held = sorted((number, count) for number, count in summed.items() if count > 0)
    return Percentiles(
        bins=tuple(number for number, _ in held),
        below=(0, *accumulate(count for _, count in held)),
    )


def mean_percentile(totals: Iterable[tuple[str, float]], platforms: Mapping[str, Percentiles]) -> float | None:
    """Mean rank of an event's members, each (platform, total) within its platform; None where no member has a rank.

    Members whose platform shows no totals are to be left out: silence is not a low total.
    """
    ranks = [
        rank
        for platform, total in totals
        if platform in platforms and (rank := platforms[platform].rank(total)) is not None
    ]
    return round(math.fsum(ranks) / len(ranks), 6) if ranks else None
