"""What of an event does not change with the clock, summed up once each time a member joins it."""

from dataclasses import dataclass

from domain.events import EventFacts
from domain.items import Tier
from domain.rules import ScopeRules
from scoring.factors import Measure, Volume, authority, breadth, duration, volumes
from scoring.gate import Profile, gate, profile
from scoring.harm import EventHarm, harms, negativity, severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An event as one scope sees it; valid until its facts or the rules change."""

    event_id: str
    documents: int
    outlets: int
    central: bool
    """An outlet of the central tier carries it."""
    volumes: tuple[Volume, ...]
    times: tuple[float, ...]
    """When the members happened, sorted."""
    breadth: Measure
    authority: Measure
    duration: Measure
    """Without a baseline."""
    harms: tuple[EventHarm, ...]
    severity: float
    negativity: float
    gate: float


def world_of(rules: ScopeRules) -> Profile:
    """The world of a scope, the same for all events."""
    return profile(rules.institution, rules.scope.places)


def gather(event: EventFacts, rules: ScopeRules, *, platforms: int, world: Profile | None = None) -> Evidence:
    """Evidence of an event with at least one member. `platforms`: kinds of platform the desk has sources of; `world`:
    that of the scope, where it is at hand."""
    facts, index = event.facts, rules.index
    times = tuple(sorted(fact.happened_at.timestamp() for fact in facts))
    found = harms(facts, index)
    return Evidence(
        event_id=event.event_id,
        documents=len(facts),
        outlets=len({fact.outlet for fact in facts}),
        central=any(fact.tier is Tier.CENTRAL for fact in facts),
        volumes=volumes(facts, index),
        times=times,
        breadth=breadth(facts, platforms, index),
        authority=authority(facts, index),
        duration=duration(times, index),
        harms=found,
        severity=severity(found),
        negativity=negativity(facts, index),
        gate=gate(facts, world or world_of(rules), index),
    )
