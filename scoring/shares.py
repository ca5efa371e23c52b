"""Who contributed what: exact Shapley values of the index over its base case (Shapley 1953).

Players are the known factors, severity, negativity, gate and urgency. A coalition has its members at their values and
the others at the base case (factors 0, severity 0, negativity 0, gate 1, urgency 0). All coalitions (at most 2^11) are
scored: the index is a product of what the factors give and what the others do, and urgency beside it, so that 128 and 16
powers are enough. They are weighted by a matrix that depends on the number of players alone.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from domain.risk import Contribution
from domain.weights import IndexRules
from scoring.formula import Inputs, index

Array = NDArray[np.float64]
OTHERS = ("severity", "negativity", "gate", "urgency")


def contributions(inputs: Inputs, rules: IndexRules) -> tuple[Contribution, ...]:
    """`base` and every player's points, rounded to .01 by largest remainder: they sum to the rounded index."""
    names = [factor.name for factor in inputs.factors if factor.normalised is not None] + list(OTHERS)
    shares = coalitions(len(names))[1]
    values = _values(inputs, rules)
    base, full = round(float(values[0]) * 100), round(round(index(inputs, rules), 2) * 100)
    points = rounded([float(share) * 100 for share in shares @ values], full - base)
    return tuple(
        Contribution(name=name, points=cents / 100)
        for name, cents in zip(["base", *names], [base, *points], strict=True)
    )


@cache
def coalitions(players: int) -> tuple[Array, Array]:
    """(members, shares): a row of 0 and 1 for each of 2^players coalitions, and the matrix that turns their values into
    Shapley values: +(s-1)!(p-s)!/p! where the player is one of s members, -s!(p-s-1)!/p! where it is not."""
    members = (np.arange(2**players)[:, None] >> np.arange(players) & 1).astype(np.float64)
    weights = np.array([1 / (players * math.comb(players - 1, size)) for size in range(players)] + [0.0])
    sizes = members.sum(axis=1).astype(np.intp)
    shares = np.where(members.T == 1, weights[sizes - 1], -weights[sizes])
    return members, shares


def _values(inputs: Inputs, rules: IndexRules) -> Array:
    """The index of every coalition, in the order of `coalitions`: what its factors give times what the others do."""
    known = [factor for factor in inputs.factors if factor.normalised is not None]
    total = math.fsum(factor.weight for factor in known) or 1.0
    spread = coalitions(len(known))[0] @ [factor.weight * (factor.normalised or 0.0) / total for factor in known]
    severity, negativity, gate, urgency = coalitions(len(OTHERS))[0].T
    harm = severity * inputs.severity * (rules.harm_floor + (1 - rules.harm_floor) * negativity * inputs.negativity)
    opened = (
        100 * (1 + gate * (inputs.gate - 1)) * (rules.harm_base + (1 - rules.harm_base) * harm) ** rules.harm_exponent
    )
    reach = np.maximum(spread, rules.least_spread) ** rules.spread_exponent
    scored = np.outer(opened, reach) + (rules.urgency_points * inputs.urgency * urgency)[:, None]
    values: Array = np.minimum(100.0, scored).ravel()
    return values


def rounded(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near `parts` that sum to `total`: rounded down, the rest given to the largest remainders.

    Equal remainders go by order. Noise under 1e-6 is cut first, so that every machine decides alike.
    """
    calm = [round(part, 6) for part in parts]
    whole = [math.floor(part) for part in calm]
    order = sorted(range(len(calm)), key=lambda place: (round(whole[place] - calm[place], 6), place))
    rest = total - sum(whole)
    for step in range(abs(rest)):
        place = order[step % len(order)] if rest > 0 else order[-1 - step % len(order)]
        whole[place] += 1 if rest > 0 else -1
    return whole
