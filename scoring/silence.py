"""Whether a source has gone quiet: no item for longer than its own habit explains.

    slots      each hour belongs to one of 48: the hours of a working day, then those of a day off
    rate       of a slot s with n_s items in T_s hours: (n_s + M r shape_s) / (T_s + M), where r is the source's items an
               hour and shape the slot's share over all sources: what a source's own hours do not tell, the others' do
    clumping   phi = sum (n_b - E_b)^2 / sum E_b * B/(B - 1) over B blocks of 1, 6 and 24 h, the largest, at least 1
    clumps     m = 2 n / (phi + 1): counts of variance phi E as a Poisson number of clumps of geometric size (Polya-Aeppli;
               Johnson, Kemp, Kotz, Univariate Discrete Distributions, 9.7). A silence is the time from clump to clump
    chance     of no clump while e items were expected, after n over E: (1 + e/E)^-(m + 1/2), the Gamma-Poisson predictive
               distribution at 0 with Jeffreys' prior (Gelman et al., Bayesian Data Analysis, 2.6)

A source has a silence after each clump, so a chance alone would tell the more false silences the more it brings. Told is
what is rarer than 1 in 100 and would come by chance at most once in `span` days over all N sources together:

    N m/D (1 + e/E)^-(m + 1/2)  <=  1/span        so        e*  =  E (max(100, N m span / D)^(1/(m + 1/2)) - 1)
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SLOTS = 48
BORROWED = 20.0
"""Hours that the shape of all sources counts for in each slot: as many as a slot of working days has in four weeks."""
BLOCKS = (1, 6, 24)
"""Hours a block in which clumping is looked for."""
RARE = 100.0
"""Odds against a silence that is told, whatever the budget."""

Hours = NDArray[Any]
"""One value an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a source usually brings, learnt from hours that were observed."""

    rates: tuple[float, ...]
    """Items an hour, by slot."""
    items: int
    hours: int
    expected: float
    """Items that the rates give for those hours."""
    clumping: float

    @property
    def clumps(self) -> float:
        """How often something came, however much at a time."""
        return 2.0 * self.items / (self.clumping + 1.0)

    @property
    def per_day(self) -> float:
        """Items a day."""
        return 24.0 * self.items / self.hours


def shape_of(counts: Hours, slots: Hours) -> Hours:
    """Of each slot, how many times the mean hour it brings, from the counts of all sources; 1 where nothing is known."""
    items, hours = _by_slot(counts, slots)
    mean = items.sum() / max(hours.sum(), 1.0)
    known = (hours > 0) & (mean > 0)
    shape: Hours = np.where(known, items / np.maximum(hours, 1.0) / (mean or 1.0), 1.0)
    return shape


def habit_of(counts: Hours, slots: Hours, shape: Hours) -> Habit | None:
    """Learnt from a source's items in each hour; None where there are none to learn from."""
    items = int(counts.sum())
    if not items:
        return None
    own, hours = _by_slot(counts, slots)
    rates = (own + BORROWED * shape * items / len(counts)) / (hours + BORROWED)
    expected = rates[slots]
    return Habit(
        rates=tuple(float(rate) for rate in rates), items=items, hours=len(counts), expected=float(expected.sum()),
        clumping=max(1.0, *(_clumping(counts, expected, block) for block in BLOCKS)),
    )  # fmt: skip


def enough(habit: Habit, sources: int, span: float) -> float:
    """Items that must have been expected before a silence is told. `span`: days in which one of the N `sources` may be told
    to be quiet by chance."""
    days = habit.hours / 24.0
    odds = max(RARE, sources * habit.clumps * span / days)
    return round(habit.expected * (math.pow(odds, 1.0 / (habit.clumps + 0.5)) - 1.0), 6)


def course(habit: Habit, slots: Hours) -> Hours:
    """Items expected from the beginning of the first of these hours up to the beginning of each, and the end of the last."""
    total: Hours = np.concatenate(([0.0], np.cumsum(np.asarray(habit.rates)[slots])))
    return total


def expected_between(course: Hours, begins: float, ends: float) -> float:
    """Items expected from one time to another, in hours after the beginning of a course."""
    first, last = np.interp((begins, ends), np.arange(len(course)), course)
    return round(float(last - first), 6)


def hour_reached(course: Hours, begins: float, items: float) -> float | None:
    """When so many items are expected since a time, in hours after the beginning of a course; None where it ends before."""
    wanted = float(np.interp(begins, np.arange(len(course)), course)) + items
    return float(np.interp(wanted, course, np.arange(len(course)))) if wanted <= course[-1] else None


def _by_slot(counts: Hours, slots: Hours) -> tuple[Hours, Hours]:
    items = np.bincount(slots, weights=counts, minlength=SLOTS)
    return items, np.bincount(slots, minlength=SLOTS).astype(float)


def _clumping(counts: Hours, expected: Hours, block: int) -> float:
    """How many times as much blocks of hours vary as independent items would."""
    whole = len(counts) // block
    if whole < 2:
        return 1.0
    apart = _sums(counts, block, whole) - _sums(expected, block, whole)
    return float(np.square(apart).sum() / expected[: whole * block].sum() * whole / (whole - 1))


def _sums(hours: Hours, block: int, whole: int) -> Hours:
    sums: Hours = hours[: whole * block].reshape(whole, block).sum(axis=1)
    return sums
