"""How bad it is: severity by harm topic, and the share of negative voices.

An event's confidence in a harm is the mean of its best members' (`support.mean_of_best`), the members with a casualty
rule taken by themselves as well: one report of injured people does not raise forty others. A label of an unverified
claim counts for the harm that the claim is about; where it names none, it has no severity.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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


def harms(facts: Sequence[Fact], rules: IndexRules) -> tuple[EventHarm, ...]:
    """Every harm of the event, gravest first. A harm with casualties stands twice: with them, and without."""
    voices: dict[tuple[Harm, bool], list[float]] = defaultdict(list)
    for fact in facts:
        for key, confidence in _said(fact.topics):
            voices[key].append(confidence)
    severities = {harm: (plain, hurt) for harm, plain, hurt in rules.severities}
    found = (
        EventHarm(
            harm=harm,
            casualty=casualty,
            severity=severities.get(harm, (0.0, 0.0))[casualty],
            confidence=round(mean_of_best(confidences, len(facts)), 6),
        )
        for (harm, casualty), confidences in voices.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.severity, one.harm, one.casualty)))


def _said(labels: Iterable[TopicLabel]) -> Iterator[tuple[tuple[Harm, bool], float]]:
    """Best confidence of one member by (harm, with casualties); casualties imply the harm without them."""
    best: dict[tuple[Harm, bool], float] = {}
    for label in labels:
        harm = label.about if label.harm is Harm.UNVERIFIED_CLAIM else label.harm
        if harm is None:
            continue
        for casualty in {False, label.casualty}:
            best[harm, casualty] = max(label.confidence, best.get((harm, casualty), 0.0))
    yield from best.items()


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
