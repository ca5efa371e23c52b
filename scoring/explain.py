"""Why an event stands where it stands, as codes and parameters: the catalogue makes the sentence.

III (considerable), index 52.30; 3 outlets, 7 documents; mainly severity (+21.20), ...; 7.70 short of II (major).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.messages import Catalogue
from domain.risk import Assessment, Contribution, Level
from domain.rules import ScopeRules
from scoring.levels import threshold_of

NAMED = 3
"""Contributions that are named."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A code of the catalogue; a parameter may be a phrase itself, or several."""

    code: str
    params: Mapping[str, "object | Phrase | Sequence[Phrase]"] = field(default_factory=dict)


def explain(assessment: Assessment, rules: ScopeRules) -> tuple[Phrase, ...]:
    """Level and index, counts, the largest contributions, the rules that acted, and what is missing to the next level."""
    counts = {"outlets": assessment.outlets, "documents": assessment.documents}
    parts = tuple(_part(one) for one in largest(assessment.contributions))
    return (
        Phrase("why.stands", {"level": _level(assessment), "index": f"{assessment.index:.2f}"}),
        Phrase("why.carried", counts),
        *((Phrase("why.most", {"parts": parts}),) if parts else ()),
        *(Phrase(f"why.{reason}") for reason in assessment.reasons),
        *_short(assessment, rules),
    )


def sentence(phrases: Sequence[Phrase], catalogue: Catalogue) -> str:
    """The phrases as one sentence in the catalogue's language."""
    return catalogue.text("why.joint").join(_said(phrase, catalogue) for phrase in phrases) + catalogue.text("why.stop")


def largest(contributions: Sequence[Contribution], count: int = NAMED) -> tuple[Contribution, ...]:
    """The largest contributions that raise the index, the base case left out; equal ones in their order."""
    raising = [one for one in contributions if one.points > 0 and one.name != "base"]
    return tuple(sorted(raising, key=lambda one: -one.points)[:count])


def _level(assessment: Assessment) -> Phrase:
    return Phrase("level.proposed_I" if assessment.proposed else f"level.{assessment.level.name}")


def _part(one: Contribution) -> Phrase:
    return Phrase("why.part", {"name": Phrase(f"factor.{one.name}"), "points": f"{one.points:.2f}"})


def _short(assessment: Assessment, rules: ScopeRules) -> tuple[Phrase, ...]:
    """Points to the next level; nothing where no index would give one, or it is reached already."""
    stands = Level.I if assessment.proposed else assessment.level
    is_settled = stands is Level.I or assessment.severity < rules.index.least_severity
    if is_settled or "hold.second" in assessment.reasons:
        return ()
    following = Level(stands + 1)
    missing = threshold_of(following, rules.levels) - assessment.index
    if missing <= 0:
        return ()
    return (Phrase("why.short", {"level": Phrase(f"level.{following.name}"), "points": f"{missing:.2f}"}),)


def _said(phrase: Phrase, catalogue: Catalogue) -> str:
    return catalogue.text(phrase.code, **{name: _value(value, catalogue) for name, value in phrase.params.items()})


def _value(value: object, catalogue: Catalogue) -> object:
    if isinstance(value, Phrase):
        return _said(value, catalogue)
    if isinstance(value, tuple):
        return catalogue.text("why.and").join(str(_value(part, catalogue)) for part in value)
    return value
