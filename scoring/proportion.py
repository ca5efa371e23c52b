"""A share of things counted, with the interval that chance leaves it and the verdict on its target.

A period is counted whole, so a verdict is on the share itself; the interval (Wilson 1927, 95 %) says how far an equal
desk could be off by chance in the next period. Under FEWEST counts stand alone (DOMAIN 1): no interval, no verdict.
"""

from dataclasses import dataclass
from enum import StrEnum

from scoring.harm import wilson_lower

FEWEST = 20
"""Events under which a share is no figure: counts alone (DOMAIN 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Hits among so many; the interval (Wilson 1927, 95 %) is None for fewer than FEWEST."""

    hits: int
    total: int
    interval: tuple[float, float] | None

    @property
    def value(self) -> float | None:
        """In [0, 1], rounded to 1e-4; None where nothing was counted."""
        return round(self.hits / self.total, 4) if self.total else None


class Verdict(StrEnum):
    """What a figure says of its target or bound."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"
    """Too few events, or nothing to count."""


def share(hits: int, total: int) -> Share:
    """With its interval where there are enough."""
    bounds = (round(wilson_lower(hits, total), 4), round(1 - wilson_lower(total - hits, total), 4))
    return Share(hits=hits, total=total, interval=bounds if total >= FEWEST else None)


def reaches(found: Share, target: float) -> Verdict:
    """Whether at least `target` of those counted were hits."""
    if found.total < FEWEST:
        return Verdict.UNDECIDED
    return Verdict.MET if found.hits >= round(target * found.total, 6) else Verdict.MISSED


def within(found: Share, most: float, *, strictly: bool = False) -> Verdict:
    """Whether at most `most` of those counted were hits; with `strictly` fewer."""
    if found.total < FEWEST:
        return Verdict.UNDECIDED
    bound = round(most * found.total, 6)
    return Verdict.MET if found.hits < bound or (found.hits == bound and not strictly) else Verdict.MISSED
