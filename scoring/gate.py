"""Whose matter it is: the gate G of an event for a desk, from what the members name of the desk's own world.

Labels are made once for all desks, so a mention is looked up in this desk's profile, a place by its division code: one
inside a place of the desk is its own, one in what directly encloses such a place its region. What it was for the desk
that asked for it does not count. The places of a special watch are its own. The event's gate is the highest that enough of
those members reach that state a harm (`support.reached`): a distant town's news that names ours once stays distant, and so
does a distant harm that was grouped with harmless news of ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.divisions import enclosing, stem
from domain.events import Fact
from domain.labels import Mention, Where
from domain.rules import Institution
from domain.weights import IndexRules
from scoring.support import reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An institution's world: its `own` names and the `near` ones of its region and sector, and with what the codes of
    divisions `inside` its places and `around` them begin."""

    own: frozenset[str]
    near: frozenset[str]
    inside: tuple[str, ...]
    around: tuple[str, ...]


def profile(institution: Institution, watched: Iterable[str] = ()) -> Profile:
    """The names to look mentions up in. `watched`: codes of a special watch's places."""
    places = [name for place in institution.places for name in (place.name, *place.aliases)]
    codes = [*watched, *(place.code for place in institution.places if place.code)]
    return Profile(
        own=frozenset((institution.name, *institution.aliases, *places)),
        near=frozenset((*institution.region, *institution.sector)),
        inside=tuple(stem(code) for code in codes),
        around=tuple(filter(None, (enclosing(code) for code in codes))),
    )


def gate(facts: Sequence[Fact], world: Profile, rules: IndexRules) -> float:
    """G of the event, one of the four values of the rules; of all members where none states a harm."""
    stating = [fact for fact in facts if any(label.stated_harm for label in fact.topics)] or facts
    return reached([member_gate(fact.mentions, world, rules) for fact in stating], len(stating), rules.gate_none)


def member_gate(mentions: Iterable[Mention], world: Profile, rules: IndexRules) -> float:
    """G of one document: its best mention."""
    return max([_mention_gate(mention, world, rules) for mention in mentions], default=rules.gate_none)


def _mention_gate(mention: Mention, world: Profile, rules: IndexRules) -> float:
    if _is_own(mention, world):
        return rules.gate_body if mention.where is Where.BODY else rules.gate_title
    return rules.gate_region if _is_near(mention, world) else rules.gate_none


def _is_own(mention: Mention, world: Profile) -> bool:
    """A place with a code is known by it: names of places are shared."""
    return mention.name in world.own if mention.code is None else mention.code.startswith(world.inside)


def _is_near(mention: Mention, world: Profile) -> bool:
    return mention.name in world.near or (mention.code is not None and mention.code.startswith(world.around))
