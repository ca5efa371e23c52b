"""From an index to a level, in this order (DOMAIN 2):

1. the level that the index alone gives
2. caps: a gate at or under .3 allows at most IV
3. floors: severe harm at several outlets at least III, grave harm at a central outlet at least II
4. coverage under .6: no rise above III; beats every floor
5. hysteresis: rise to what two evaluations in a row reach, or at once far over the threshold; lower one step after an
   hour well under it; I and II are lowered by a person only; level I is only proposed, at once, over level II
6. no harm topic: no level, at once; beats all of the above

An episode begins with the first level and ends once the event has had none for `silent_again` (6 h): only then is it
over, and a later rise opens the next. A rise within that time belongs to the same episode and its clocks run on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from domain.risk import Level, LevelMemory
from domain.rules import ScopeRules
from domain.weights import LevelRules
from scoring.harm import EventHarm

OWN = 1.0
"""The gate that floors ask for: the institution or its place in title or lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a level is decided from."""

    index: float
    """Rounded to .01."""
    severity: float
    """Severity times confidence."""
    harms: tuple[EventHarm, ...]
    gate: float
    coverage: float
    outlets: int
    central: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The memory after this evaluation, what the index alone gives, and the codes of the rules that acted."""

    memory: LevelMemory
    raw: Level
    reasons: tuple[str, ...]


def next_level(standing: Standing, rules: ScopeRules, memory: LevelMemory, *, now: datetime) -> Decision:
    """One evaluation of one event in one scope."""
    levels = rules.levels
    raw = level_of(standing.index, levels)
    memory = _closed_if_over(memory, levels, now)
    if standing.severity < rules.index.least_severity:
        reasons = ("end.no_harm",) if memory.level else ("cap.no_harm",) if raw else ()
        return Decision(memory=without_level(memory, now), raw=raw, reasons=reasons)
    candidate, acted = _candidate(raw, standing, memory.level, levels)
    after, held = _moved(memory, candidate, raw, standing, levels, now)
    return Decision(memory=replace(after, previous_candidate=candidate), raw=raw, reasons=acted + held)


def set_by_hand(memory: LevelMemory, level: Level | None, *, now: datetime) -> LevelMemory:
    """What a person's level does: it stands beside the computed one; None takes it back. Two things only a person can do
    follow from it: I confirms a proposed I, and a lower level lets II or I step down to what the last evaluation reached.
    """
    if level is Level.I and memory.proposed:
        return replace(memory, manual=level, level=level, highest=level, proposed=False, below_since=None)
    if level is None or memory.level < Level.II:
        return replace(memory, manual=level)
    reached = max(level, memory.previous_candidate)
    if reached >= memory.level:
        return replace(memory, manual=level)
    return replace(memory, manual=level, level=reached, proposed=False, below_since=None, lowered_at=now)


def level_of(index: float, rules: LevelRules) -> Level:
    """The gravest level whose threshold the index reaches."""
    return max((level for level, threshold in rules.thresholds if index >= threshold), default=Level.NONE)


def threshold_of(level: Level, rules: LevelRules) -> float:
    """Where a level begins; 0 for none."""
    return dict(rules.thresholds).get(level, 0.0)


def _candidate(raw: Level, standing: Standing, present: Level, rules: LevelRules) -> tuple[Level, tuple[str, ...]]:
    """The level after caps, floors and coverage, and which of them acted."""
    capped = min(raw, _cap(standing, rules))
    severe = max(capped, Level.III if _is_severe(standing, rules) else Level.NONE)
    central = max(severe, Level.II if _is_central(standing, rules) else Level.NONE)
    covered = min(central, Level.I if standing.coverage >= rules.least_coverage else max(present, Level.III))
    steps = pairwise((raw, capped, severe, central, covered))
    codes = ("cap.gate", "floor.severe", "floor.central", "hold.coverage")
    return covered, tuple(code for code, (before, after) in zip(codes, steps, strict=True) if before != after)


def _cap(standing: Standing, rules: LevelRules) -> Level:
    return Level.IV if standing.gate <= rules.gate_cap else Level.I


def _is_severe(standing: Standing, rules: LevelRules) -> bool:
    named = _is_named(standing, rules.severe_floor, rules)
    return named and standing.outlets >= rules.severe_floor_outlets


def _is_central(standing: Standing, rules: LevelRules) -> bool:
    return standing.central and _is_named(standing, rules.central_floor, rules)


def _is_named(standing: Standing, severity: float, rules: LevelRules) -> bool:
    """Our own matter, and a harm at least so severe by itself, surely enough."""
    sure: Sequence[EventHarm] = [one for one in standing.harms if one.confidence >= rules.floor_confidence]
    return standing.gate >= OWN and any(one.severity >= severity for one in sure)


def _moved(
    memory: LevelMemory, candidate: Level, raw: Level, standing: Standing, rules: LevelRules, now: datetime
) -> tuple[LevelMemory, tuple[str, ...]]:
    """Hysteresis: the memory after a rise, a step down or neither, and what held it."""
    present = _stands(memory)
    reach = _reach(memory, candidate, raw, standing.index, rules)
    if reach > present:
        return _raised(memory, reach, now), ()
    if candidate > present:
        return replace(memory, below_since=None), ("hold.second",)
    if not _is_under(memory.level, candidate, standing, rules):
        return replace(memory, below_since=None), ("hold.margin",) if candidate < memory.level else ()
    return _lowered(replace(memory, below_since=memory.below_since or now), standing, rules, now)


def _stands(memory: LevelMemory) -> Level:
    """The present level; I where that is proposed over II."""
    return Level.I if memory.proposed and memory.level is Level.II else memory.level


def _reach(memory: LevelMemory, candidate: Level, raw: Level, index: float, rules: LevelRules) -> Level:
    """The level risen to: what two evaluations in a row both reach, or more where a rise is at once."""
    steady = min(candidate, memory.previous_candidate)
    if candidate is Level.I:
        return Level.I
    is_far = raw is not Level.NONE and index >= threshold_of(raw, rules) + rules.at_once
    return max(steady, min(candidate, raw)) if is_far else steady


def _raised(memory: LevelMemory, reach: Level, now: datetime) -> LevelMemory:
    level = max(memory.level, min(reach, Level.II))
    return replace(
        memory,
        level=level,
        proposed=memory.proposed or reach is Level.I,
        highest=max(memory.highest, level),
        below_since=None,
        episode_started_at=memory.episode_started_at or now,
    )


def _is_under(level: Level, candidate: Level, standing: Standing, rules: LevelRules) -> bool:
    """Well under the present level, or over what its cap allows, while no floor holds it."""
    if candidate >= level:
        return False
    return standing.index < threshold_of(level, rules) - rules.margin or level > _cap(standing, rules)


def _lowered(
    memory: LevelMemory, standing: Standing, rules: LevelRules, now: datetime
) -> tuple[LevelMemory, tuple[str, ...]]:
    """One step down where `below_since` is long enough ago and the machine may."""
    if memory.below_since is None or now - memory.below_since < rules.lower_after:
        return memory, ("hold.hour",)
    if memory.level >= Level.II:
        return memory, ("hold.person",)
    level = Level(memory.level - 1)
    still = level and standing.index < threshold_of(level, rules) - rules.margin
    return replace(memory, level=level, below_since=now if still else None, lowered_at=now), ()


def without_level(memory: LevelMemory, now: datetime) -> LevelMemory:
    """No level from this moment; the episode lives on until the quiet has held."""
    if _is_quiet(memory):
        return memory
    return replace(
        memory,
        level=Level.NONE,
        proposed=False,
        previous_candidate=Level.NONE,
        below_since=None,
        lowered_at=now if memory.level else memory.lowered_at,
    )


def _is_quiet(memory: LevelMemory) -> bool:
    """It has no level already, no proposal and no candidate, and is not sinking."""
    has_level = memory.level or memory.proposed or memory.previous_candidate
    return not has_level and memory.below_since is None


def _closed_if_over(memory: LevelMemory, rules: LevelRules, now: datetime) -> LevelMemory:
    """An episode without a level for long enough gives way to the next, which has not begun."""
    if memory.level or memory.lowered_at is None or now - memory.lowered_at < rules.silent_again:
        return memory
    return LevelMemory(
        event_id=memory.event_id,
        scope_id=memory.scope_id,
        previous_candidate=memory.previous_candidate,
        episode=memory.episode + 1,
    )
