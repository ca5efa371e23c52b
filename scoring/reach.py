"""How high time alone can bring an event: what cannot reach a level need not be weighed again until something joins it.

Its members staying as they are, authority, breadth, harm and gate stay, heat only decays from its last member on, growth is at
most that of all members within three hours, and of surge, interaction and duration nothing is known but that they are
at most 1. Urgency counts only with a level. So most news, which is of another town, is weighed once.
"""

from domain.risk import Level, LevelMemory
from domain.rules import ScopeRules
from scoring.evidence import Evidence
from scoring.factors import growth_of, heat, weighed
from scoring.formula import Inputs, base_index
from scoring.levels import OWN

CERTAIN = (1.0, 1.0)
"""The most that a factor can be."""


def may_reach_a_level(evidence: Evidence, rules: ScopeRules) -> bool:
    """Whether an event without a level can have one by time alone. A floor may lift what is its own matter."""
    if evidence.severity < rules.index.least_severity:
        return False
    lowest = min((threshold for _, threshold in rules.levels.thresholds), default=0.0)
    return evidence.gate >= OWN or ceiling(evidence, rules) >= lowest


def ceiling(evidence: Evidence, rules: ScopeRules) -> float:
    """The highest index that the event can have without a level and without another member; rounded to .01."""
    last = max((part.last for part in evidence.volumes), default=0.0)
    measures = {
        "heat": heat(evidence.volumes, last, rules.index),
        "breadth": evidence.breadth,
        "authority": evidence.authority,
        "growth": growth_of(evidence.documents, 0, rules.index),
    }
    factors = weighed({**dict.fromkeys(dict(rules.index.weights), CERTAIN), **measures}, rules.index)
    inputs = Inputs(factors=factors, severity=evidence.severity, negativity=evidence.negativity, gate=evidence.gate)
    return round(min(100.0, base_index(inputs, rules.index)), 2)


def is_settled(memory: LevelMemory) -> bool:
    """Nothing of it moves with the clock: no level, no candidate for one, no episode that is not over yet, nobody's hold."""
    is_over = memory.level is Level.NONE and memory.lowered_at is None
    return is_over and memory.previous_candidate is Level.NONE and memory.manual is None
