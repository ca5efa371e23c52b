"""Who contributed what: exact Shapley values of the index over its base case (Shapley 1953).

Players are the known factors, severity, negativity, gate and urgency. A coalition has its members at their values and
the others at the base case (factors 0, severity 0, negativity 0, gate 1, urgency 0). The index is a product of what the
factors give (`reach`) and what harm and gate let through (`opened`), with urgency beside it: so of 2^11 coalitions 128
and 8 numbers tell all, and sums that depend on the number of players alone bring them together. Only where some
coalition comes to more than 100 are all of them scored. Many indices at once cost a tenth of what they do one by one.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from domain.risk import Contribution
from domain.weights import IndexRules
from scoring.coalitions import Array, Whole, coalitions, joined, shapley
from scoring.formula import Inputs, index

THROUGH = ("severity", "negativity", "gate")
"""Players of `opened`, in the order of the bits of their coalitions."""
OTHERS = (*THROUGH, "urgency")
MOST = 100.0
CALM = 10**6
"""Parts of a hundredth that still count; what is less is noise."""


def contributions(inputs: Inputs, rules: IndexRules) -> tuple[Contribution, ...]:
    """`base` and every player's points, rounded to .01 by largest remainder: they sum to the rounded index."""
    return contributions_of([inputs], [round(index(inputs, rules), 2)], rules)[0]


def contributions_of(
    many: Sequence[Inputs], indices: Sequence[float], rules: IndexRules
) -> list[tuple[Contribution, ...]]:
    """Those of each of many; `indices` are theirs, rounded to .01."""
    known = [tuple(factor.name for factor in one.factors if factor.normalised is not None) for one in many]
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, names in enumerate(known):
        alike[names].append(place)
    found: dict[int, tuple[Contribution, ...]] = {}
    for names, places in alike.items():
        points = _points([many[place] for place in places], np.array([indices[place] for place in places]), rules)
        named = ("base", *names, *OTHERS)
        for place, row in zip(places, points.tolist(), strict=True):
            found[place] = tuple([Contribution(name=name, points=one) for name, one in zip(named, row, strict=True)])
    return [found[place] for place in range(len(many))]


def _points(alike: Sequence[Inputs], indices: Array, rules: IndexRules) -> Array:
    """A row for each of those that know the same factors: the base case's points, then every player's."""
    reach, opened, urgency = _reach(alike, rules), _opened(alike, rules), _urgency(alike, rules)
    shares = np.column_stack((joined(reach, opened), urgency))
    for row in np.flatnonzero(opened.max(axis=1) * reach.max(axis=1) + urgency > MOST):
        shares[row] = _capped(reach[row], opened[row], urgency[row])
    base = np.rint(np.minimum(MOST, opened[:, 0] * reach[:, 0]) * 100).astype(np.int64)
    whole = np.rint(indices * 100).astype(np.int64)
    points: Array = np.column_stack((base, rounded(shares * 100, whole - base))) / 100
    return points


def _capped(reach: Array, opened: Array, urgency: float) -> Array:
    """Shares where the index may be cut at its most."""
    product = np.outer(opened, reach)
    return shapley(np.minimum(MOST, np.stack((product, product + urgency))).ravel())


def _reach(alike: Sequence[Inputs], rules: IndexRules) -> Array:
    """What every coalition of the known factors gives."""
    weights, values = (
        np.array([[getattr(factor, name) for factor in one.factors if factor.normalised is not None] for one in alike])
        for name in ("weight", "normalised")
    )
    parts = weights * values / (weights.sum(axis=1, keepdims=True) if weights.size else 1.0)
    reach: Array = np.maximum(parts @ coalitions(parts.shape[1]).T, rules.least_spread) ** rules.spread_exponent
    return reach


def _opened(alike: Sequence[Inputs], rules: IndexRules) -> Array:
    """What every coalition of THROUGH makes of it."""
    severity, negativity, gate = coalitions(len(THROUGH)).T
    one = np.array([(inputs.severity, inputs.negativity, inputs.gate) for inputs in alike])[:, :, None]
    harm = severity * one[:, 0] * (rules.harm_floor + (1 - rules.harm_floor) * negativity * one[:, 1])
    moved = (rules.harm_base + (1 - rules.harm_base) * harm) ** rules.harm_exponent
    opened: Array = 100 * (1 + gate * (one[:, 2] - 1)) * moved
    return opened


def _urgency(alike: Sequence[Inputs], rules: IndexRules) -> Array:
    return np.array([rules.urgency_points * inputs.urgency for inputs in alike])


def rounded(parts: Array, totals: Whole) -> Whole:
    """Whole numbers near those of each row of `parts` that sum to its total: rounded down, the rest given to the largest
    remainders. Equal remainders go by order; noise is cut first, so that every machine decides alike."""
    whole, left = np.divmod(np.rint(parts * CALM).astype(np.int64), CALM)
    rest = totals - whole.sum(axis=1)
    rank = np.argsort(np.argsort(-left, axis=1, kind="stable"), axis=1)
    players = parts.shape[1]
    given: Whole = whole + (rest[:, None] - rank + players - 1) // players
    return given
