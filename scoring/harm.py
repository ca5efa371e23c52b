"""How bad it is: severity by harm topic, and the share of negative voices.

An event's confidence in a harm is the mean of its best members' (`support.mean_of_best`), taken anew for each severity
that members state, with casualties or by a rule of its own: one report of injured people does not raise forty others.
Who states more voices what is less. A label of an unverified claim counts for the harm that the claim is about; where
it names none, it has no severity.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.events import Fact
from domain.harms import Harm
from domain.labels import Tone, TopicLabel
from domain.weights import IndexRules
from scoring.factors import clipped
from scoring.support import mean_of_best

Z = 1.96
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHarm:
    """A harm that the members name: its own severity, and how sure they are together."""

    harm: Harm
    casualty: bool
    severity: float
    confidence: float

    @property
    def weight(self) -> float:
        """Severity times confidence."""
        return round(self.severity * self.confidence, 6)


@dataclass(frozen=True, slots=True, order=True)
class _Statement:
    """What a member says of a harm, and how surely."""

    severity: float
    casualty: bool
    confidence: float


def harms(facts: Sequence[Fact], rules: IndexRules) -> tuple[EventHarm, ...]:
    """Every harm of the event, gravest first. It stands once for each severity stated, with and without casualties."""
    if not any(fact.topics for fact in facts):
        return ()
    table = {harm: (plain, hurt) for harm, plain, hurt in rules.severities}
    members: dict[Harm, list[list[_Statement]]] = defaultdict(list)
    for fact in facts:
        for harm, statements in _said(fact.topics, table).items():
            members[harm].append(statements)
    found = [one for harm, voices in members.items() for one in _stated(harm, voices, len(facts))]
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.severity, one.harm, one.casualty)))


def _stated(harm: Harm, members: Sequence[Sequence[_Statement]], count: int) -> Iterator[EventHarm]:
    """One harm by what is stated of it: each time the voices of all who say at least as much."""
    for severity, casualty in sorted({(one.severity, one.casualty) for voices in members for one in voices}):
        best = [_confidence(voices, severity, casualty=casualty) for voices in members]
        confidence = round(mean_of_best(best, count), 6)
        yield EventHarm(harm=harm, casualty=casualty, severity=severity, confidence=confidence)


def _confidence(voices: Iterable[_Statement], severity: float, *, casualty: bool) -> float:
    """How surely a member says at least as much; 0 where it says less."""
    return max((one.confidence for one in voices if one.severity >= severity and one.casualty >= casualty), default=0.0)


def _said(labels: Iterable[TopicLabel], table: Mapping[Harm, tuple[float, float]]) -> dict[Harm, list[_Statement]]:
    """Statements of one member; casualties imply the harm without them."""
    said: dict[Harm, list[_Statement]] = {}
    for label in labels:
        harm = label.stated_harm
        if harm is None:
            continue
        plain, hurt = table.get(harm, (0.0, 0.0))
        standard = hurt if label.casualty else plain
        grave = standard if label.severity is None else label.severity
        found = said.setdefault(harm, [])
        found.append(_Statement(grave, label.casualty, label.confidence))
        if label.casualty:
            found.append(_Statement(min(plain, grave), False, label.confidence))
    return said


def severity(found: Sequence[EventHarm]) -> float:
    """s: the highest severity times confidence; 0 without a harm."""
    return max((one.weight for one in found), default=0.0)


def negativity(facts: Iterable[Fact], rules: IndexRules) -> float:
    """n: Wilson lower bound of the negative share among members with a tone, normalised; 0 where none has one."""
    tones = [fact.tone for fact in facts if fact.tone is not None]
    bound = wilson_lower(tones.count(Tone.NEGATIVE), len(tones))
    return clipped((bound - rules.negativity_offset) / rules.negativity_scale)


def wilson_lower(hits: int, total: int, z: float = Z) -> float:
    """Lower bound of Wilson's score interval (1927) of a share; 0 for no trials."""
    if total == 0:
        return 0.0
    share, squared = hits / total, z * z
    spread = z * math.sqrt(share * (1 - share) / total + squared / (4 * total * total))
    return max(0.0, (share + squared / (2 * total) - spread) / (1 + squared / total))
