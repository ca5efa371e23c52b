"""Whose matter it is: the gate G of an event for a desk, from what the members name of the desk's own world.

Labels are made once for all desks, so a mention is looked up by name and division code in this desk's profile; what it
was for the desk that asked for it does not count. The event's gate is the highest that enough members reach
(`support.reached`): a distant town's news that names ours once stays distant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.events import Fact
from domain.labels import Mention, Where
from domain.rules import Institution
from domain.weights import IndexRules
from scoring.support import reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An institution's world as sets: `own` names and place codes, and the `near` ones of its region and sector."""

    own: frozenset[str]
    codes: frozenset[str]
    near: frozenset[str]


def profile(institution: Institution) -> Profile:
    """The names to look mentions up in."""
    places = [name for place in institution.places for name in (place.name, *place.aliases)]
    return Profile(
        own=frozenset((institution.name, *institution.aliases, *places)),
        codes=frozenset(place.code for place in institution.places if place.code),
        near=frozenset((*institution.region, *institution.sector)),
    )


def gate(facts: Sequence[Fact], institution: Institution, rules: IndexRules) -> float:
    """G of the event, one of the four values of the rules."""
    world = profile(institution)
    return reached([member_gate(fact.mentions, world, rules) for fact in facts], len(facts), rules.gate_none)


def member_gate(mentions: Iterable[Mention], world: Profile, rules: IndexRules) -> float:
    """G of one document: its best mention."""
    return max((_mention_gate(mention, world, rules) for mention in mentions), default=rules.gate_none)


def _mention_gate(mention: Mention, world: Profile, rules: IndexRules) -> float:
    if mention.name in world.own or mention.code in world.codes:
        return rules.gate_body if mention.where is Where.BODY else rules.gate_title
    return rules.gate_region if mention.name in world.near else rules.gate_none
