"""What would lower an event's index, by the functions that made it: nothing is estimated.

answered         an answer is recorded now: urgency 0
neutral          no document has a negative tone: negativity 0
quiet_6, _24     no new document for so many hours: heat decays, growth and surge end; the clock of an unanswered event runs on
answered_quiet   an answer now, and no new document for 24 hours

The level is the one that stands once the lower index has held for as long as a step down wants; caps, floors and margin
act as they do in an evaluation, and II and I go down by a person only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.events import EventFacts
from domain.risk import Assessment, Factor, Level, LevelMemory
from domain.rules import ScopeRules
from scoring.evidence import Evidence, gather
from scoring.factors import Measure, growth, heat, surge, weighed
from scoring.formula import Inputs, index
from scoring.index import inputs_of, urgency
from scoring.levels import Standing, next_level, threshold_of

SHORT, LONG = timedelta(hours=6), timedelta(hours=24)
NEVER = 1.0
"""Tail probability of a window without a document."""
HOLDS = ("hold.person", "hold.margin", "floor.severe", "floor.central")
"""Reasons for which a level stays although the index fell, first the one that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """One change, and where the event would then stand."""

    case: str
    index: float
    points: float
    """Against the present index; above 0 where the running clock adds more than the quiet takes."""
    level: Level
    """After the change has held for `LevelRules.lower_after`."""
    kept_by: str | None
    """Code of what keeps the level; None where it moves, or the index still gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """An assessed event as it stands: its latest assessment, what its members say, and what hysteresis remembers."""

    assessment: Assessment
    evidence: Evidence
    memory: LevelMemory
    rules: ScopeRules


def present(assessment: Assessment, facts: EventFacts, memory: LevelMemory, rules: ScopeRules) -> Present:
    """From the facts that the assessment saw. How many platforms there are has no part in what may be lowered."""
    return Present(assessment=assessment, evidence=gather(facts, rules, platforms=1), memory=memory, rules=rules)


def lowerings(now: Present) -> tuple[Lowering, ...]:
    """Every case that changes the index, in the order above; none where there is no level to lower."""
    if now.memory.level is Level.NONE:
        return ()
    found = (_lowering(now, case, inputs, at) for case, inputs, at in _cases(now))
    return tuple(one for one in found if one.points)


def steps_down_under(level: Level, rules: ScopeRules) -> float:
    """The index under which a level steps down once that has held long enough."""
    return threshold_of(level, rules.levels) - rules.levels.margin


def _cases(now: Present) -> Iterator[tuple[str, Inputs, datetime]]:
    """Each case with the inputs it gives and the moment they would hold."""
    inputs, at = inputs_of(now.assessment), now.assessment.at
    yield "answered", replace(inputs, urgency=0.0), at
    yield "neutral", replace(inputs, negativity=0.0), at
    for case, span in (("quiet_6", SHORT), ("quiet_24", LONG)):
        yield case, _timed(_quiet(now, inputs, at + span), now, at + span), at + span
    if now.memory.answered_at is None:
        yield "answered_quiet", replace(_quiet(now, inputs, at + LONG), urgency=0.0), at + LONG


def _quiet(now: Present, inputs: Inputs, at: datetime) -> Inputs:
    """The factors at a later moment if nothing is published until then."""
    rules, moment = now.rules.index, at.timestamp()
    moved: dict[str, Measure | None] = {
        "heat": heat(now.evidence.volumes, moment, rules),
        "growth": growth(now.evidence.times, moment, rules),
        "surge": surge(NEVER),
    }
    later = {factor.name: factor for factor in weighed(moved, rules)}
    return replace(inputs, factors=tuple(_moved(factor, later) for factor in inputs.factors))


def _moved(factor: Factor, later: dict[str, Factor]) -> Factor:
    """A factor as it is then; what is not known now is not known then."""
    then = later.get(factor.name)
    return factor if then is None or factor.normalised is None or then.normalised is None else then


def _timed(inputs: Inputs, now: Present, at: datetime) -> Inputs:
    """With the clock run on to a moment."""
    return replace(inputs, urgency=urgency(inputs, now.rules, now.memory, at))


def _lowering(now: Present, case: str, inputs: Inputs, at: datetime) -> Lowering:
    value = round(index(inputs, now.rules.index), 2)
    level, reasons = _level(now, value, at)
    return Lowering(
        case=case,
        index=value,
        points=round(value - now.assessment.index, 2),
        level=level,
        kept_by=next((code for code in HOLDS if code in reasons), None) if level == now.memory.level else None,
    )


def _level(now: Present, value: float, at: datetime) -> tuple[Level, tuple[str, ...]]:
    """The level once an index has held long enough, and the rules that acted."""
    standing = Standing(
        index=value,
        severity=now.assessment.severity,
        harms=now.evidence.harms,
        gate=now.assessment.gate,
        coverage=now.assessment.coverage,
        outlets=now.assessment.outlets,
        central=now.evidence.central,
    )
    first = next_level(standing, now.rules, now.memory, now=at)
    held = next_level(standing, now.rules, first.memory, now=at + now.rules.levels.lower_after)
    return held.memory.level, held.reasons
