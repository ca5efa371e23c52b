"""An event's risk index and level at a moment: facts and rules in, an assessment and the next memory out.

    gather (once per change of facts) -> weigh (every evaluation) -> Verdict -> explained (only where a row is kept, many
    at once)

`assess` is the three in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.events import EventFacts
from domain.risk import Assessment, Factor, Level, LevelMemory, level_of_duties
from domain.routes import duty_of
from domain.rules import ScopeRules
from scoring.evidence import Evidence, gather
from scoring.factors import clipped, duration, growth, heat, interaction, surge, weighed
from scoring.formula import Amounts, Inputs, amounts, base_index, coverage
from scoring.levels import Standing, level_of, next_level
from scoring.shares import contributions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselines:
    """What only a history can tell; None where there is none yet, which lowers the coverage."""

    surge_p: float | None = None
    """Smallest tail probability of the volume, over its windows."""
    interaction: float | None = None
    """Mean percentile of the counters within their platforms, 0 to 1."""
    hours_above: float | None = None
    """Hours above the usual volume; None: the time between members stands in."""
    is_cold: bool = False
    """What is usual leans on other streams: less than 14 days of history."""
    is_surging: bool = False
    """Its surge stands out among all events of the moment (false discovery rate)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An assessment and what the next evaluation must remember."""

    assessment: Assessment
    memory: LevelMemory


def assess(
    facts: EventFacts,
    rules: ScopeRules,
    memory: LevelMemory,
    *,
    now: datetime,
    platforms: int,
    config_id: str,
    code_version: str,
    surge_p: float | None = None,
    interaction: float | None = None,
) -> Verdict:
    """Everything in one call, contributions included. `platforms`: kinds of platform the desk has sources of."""
    evidence = gather(facts, rules, platforms=platforms)
    baselines = Baselines(surge_p=surge_p, interaction=interaction)
    verdict = weigh(
        evidence, rules, memory, now=now, config_id=config_id, code_version=code_version, baselines=baselines
    )
    return replace(verdict, assessment=explained(verdict.assessment, rules))


def weigh(
    evidence: Evidence,
    rules: ScopeRules,
    memory: LevelMemory,
    *,
    now: datetime,
    config_id: str,
    code_version: str,
    baselines: Baselines = Baselines(),
) -> Verdict:
    """Index and level without contributions, which cost as much again: `explained` adds them to a row that is kept."""
    inputs = _inputs(evidence, rules, memory, baselines, now)
    found = amounts(inputs, rules.index)
    standing = _standing(evidence, inputs, found)
    decision = next_level(standing, rules, memory, now=now)
    assessment = Assessment(
        event_id=evidence.event_id,
        scope_id=rules.scope.id,
        at=now,
        index=standing.index,
        level=decision.memory.level,
        raw_level=decision.raw,
        proposed=decision.memory.proposed,
        manual=decision.memory.manual,
        coverage=standing.coverage,
        contributions=(),
        reasons=decision.reasons + _notes(baselines),
        documents=evidence.documents,
        outlets=evidence.outlets,
        config_id=config_id,
        code_version=code_version,
        **_measured(inputs, found),
    )
    return Verdict(assessment=assessment, memory=decision.memory)


def _standing(evidence: Evidence, inputs: Inputs, found: Amounts) -> Standing:
    """What the level is decided from."""
    return Standing(
        index=round(found.index, 2),
        severity=evidence.severity,
        harms=evidence.harms,
        gate=evidence.gate,
        coverage=coverage(inputs.factors),
        outlets=evidence.outlets,
        central=evidence.central,
    )


def _measured(inputs: Inputs, found: Amounts) -> dict[str, Any]:
    """The inputs of the index and what is made of them on the way, as an assessment names them."""
    return {
        "base_index": round(found.base, 2),
        "spread": round(found.spread, 6),
        "harm": round(found.harm, 6),
        "severity": inputs.severity,
        "negativity": inputs.negativity,
        "gate": inputs.gate,
        "urgency": inputs.urgency,
        "factors": inputs.factors,
    }


def explained(assessment: Assessment, rules: ScopeRules) -> Assessment:
    """The assessment with its contributions, computed from nothing but its own numbers."""
    return explained_all([assessment], rules)[0]


def explained_all(assessments: Sequence[Assessment], rules: ScopeRules) -> list[Assessment]:
    """Many of one scope, each explained as if it were alone."""
    found = contributions_of([inputs_of(one) for one in assessments], [one.index for one in assessments], rules.index)
    return [replace(one, contributions=parts) for one, parts in zip(assessments, found, strict=True)]


def inputs_of(assessment: Assessment) -> Inputs:
    """What a stored assessment was computed from."""
    return Inputs(
        factors=assessment.factors,
        severity=assessment.severity,
        negativity=assessment.negativity,
        gate=assessment.gate,
        urgency=assessment.urgency,
    )


def _notes(baselines: Baselines) -> tuple[str, ...]:
    """What is said beside the rules that acted."""
    notes = (("note.surging", baselines.is_surging), ("note.cold", baselines.is_cold))
    return tuple(code for code, holds in notes if holds)


def _inputs(evidence: Evidence, rules: ScopeRules, memory: LevelMemory, baselines: Baselines, now: datetime) -> Inputs:
    inputs = Inputs(
        factors=_factors(evidence, rules, baselines, now.timestamp()),
        severity=evidence.severity,
        negativity=evidence.negativity,
        gate=evidence.gate,
    )
    pressing = urgency(inputs, rules, memory, now)
    return replace(inputs, urgency=pressing) if pressing else inputs


def _factors(evidence: Evidence, rules: ScopeRules, baselines: Baselines, now: float) -> tuple[Factor, ...]:
    above = baselines.hours_above
    measures = {
        "heat": heat(evidence.volumes, now, rules.index),
        "surge": surge(baselines.surge_p),
        "breadth": evidence.breadth,
        "authority": evidence.authority,
        "interaction": interaction(baselines.interaction),
        "growth": growth(evidence.times, now, rules.index),
        "duration": evidence.duration if above is None else duration((), rules.index, above),
    }
    return weighed(measures, rules.index)


def urgency(inputs: Inputs, rules: ScopeRules, memory: LevelMemory, now: datetime) -> float:
    """q: time since the first level of this episode over the internal target of the level that R_base gives without
    tone. 0 where that is none, where no clock runs, and once an answer is recorded."""
    is_answered = memory.answered_at is not None and memory.answered_at <= now
    if memory.level is Level.NONE or memory.episode_started_at is None or is_answered:
        return 0.0
    calm = round(base_index(replace(inputs, negativity=0.0), rules.index), 2)
    reached = level_of_duties(level_of(calm, rules.levels), proposed=memory.level is not Level.I)
    duty = duty_of(rules.duties, reached)
    if duty is None:
        return 0.0
    return clipped((now - memory.episode_started_at) / duty.answer_span)
