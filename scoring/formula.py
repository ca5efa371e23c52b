"""The risk index as arithmetic (DOMAIN 2): R_base = 100 G max(P, .02)^.6 (.05 + .95 M)^.4, R = min(100, R_base + 8 q).

Every input is already rounded to 1e-6, so an assessment that was stored gives its own index again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.risk import Factor
from domain.weights import IndexRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that the index of an event depends on."""

    factors: tuple[Factor, ...]
    severity: float
    negativity: float
    gate: float
    urgency: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """P, M, R_base and R, before rounding."""

    spread: float
    harm: float
    base: float
    index: float


def spread(factors: Sequence[Factor]) -> float:
    """P: weighted mean over the known factors; 0 where none is known."""
    known = [(factor.weight, factor.normalised) for factor in factors if factor.normalised is not None]
    total = math.fsum([weight for weight, _ in known])
    return math.fsum([weight * value for weight, value in known]) / total if total else 0.0


def coverage(factors: Sequence[Factor]) -> float:
    """Share of the factor weights that is known, rounded to 1e-6."""
    total = math.fsum([factor.weight for factor in factors])
    known = math.fsum([factor.weight for factor in factors if factor.normalised is not None])
    return round(known / total, 6) if total else 0.0


def harm(severity: float, negativity: float, rules: IndexRules) -> float:
    """M: tone moves it within [.65, 1] of the severity."""
    return severity * (rules.harm_floor + (1 - rules.harm_floor) * negativity)


def amounts(inputs: Inputs, rules: IndexRules) -> Amounts:
    """Everything that follows from the inputs."""
    moved, least = harm(inputs.severity, inputs.negativity, rules), rules.least_spread
    reach = spread(inputs.factors)
    through = math.pow(rules.harm_base + (1 - rules.harm_base) * moved, rules.harm_exponent)
    base = 100 * inputs.gate * math.pow(max(reach, least), rules.spread_exponent) * through
    return Amounts(spread=reach, harm=moved, base=base, index=min(100.0, base + rules.urgency_points * inputs.urgency))


def base_index(inputs: Inputs, rules: IndexRules) -> float:
    """R_base, 0 to 100, before rounding."""
    return amounts(inputs, rules).base


def index(inputs: Inputs, rules: IndexRules) -> float:
    """R, 0 to 100, before rounding."""
    return amounts(inputs, rules).index
