"""An index as a table: every factor with its value, normalised value, weight and points; they sum to the index."""

import math
from dataclasses import dataclass

from domain.risk import Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row. A column that does not apply is None: the base case has points alone, a factor not known has none."""

    name: str
    value: float | None = None
    """In the factor's own unit (`scoring.factors`)."""
    normalised: float | None = None
    weight: float | None = None
    """Of a factor of the spread; the others act on the whole."""
    points: float | None = None


def breakdown(assessment: Assessment) -> tuple[Line, ...]:
    """Base case, factors in the order of the weights, severity, negativity, gate, urgency."""
    points = {one.name: one.points for one in assessment.contributions}
    factors = (
        Line(name=one.name, value=one.value, normalised=one.normalised, weight=one.weight, points=points.get(one.name))
        for one in assessment.factors
    )
    whole = ("severity", "negativity", "gate", "urgency")
    values = (assessment.severity, assessment.negativity, assessment.gate, assessment.urgency)
    others = (
        Line(name=name, value=value, normalised=value, points=points.get(name))
        for name, value in zip(whole, values, strict=True)
    )
    return (Line(name="base", points=points.get("base")), *factors, *others)


def total(lines: tuple[Line, ...]) -> float:
    """Sum of the points, rounded to .01: the index, where contributions were computed."""
    return round(math.fsum(line.points or 0.0 for line in lines), 2)
