"""Why an event stands where it stands, as codes and parameters: the catalogue makes the sentence.

III (considerable), index 52.30; 3 outlets, 7 documents, 4.1 times as many in the last 3 hours (p=1e-6), about food
safety; mainly severity (+21.20), ...; 7.70 short of II (major).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.messages import Catalogue
from domain.risk import Assessment, Contribution, Factor, Level, level_name
from domain.rules import ScopeRules
from scoring.levels import threshold_of

NAMED = 3
"""Contributions that are named."""
GREW = 1.5
"""Times the rate before from which growth is worth a word."""
JUST = 0.05
"""A ratio so near to documents + 1 says that there were none before: then no ratio is told."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A code of the catalogue; a parameter may be a phrase itself, or several."""

    code: str
    params: Mapping[str, "object | Phrase | Sequence[Phrase]"] = field(default_factory=dict)


def explain(
    assessment: Assessment, rules: ScopeRules, matter: Sequence[str] = (), *, casualty: bool = False
) -> tuple[Phrase, ...]:
    """Level and index, what is known of it, the largest contributions, the rules that acted, and what is missing to the
    next level. `matter`: names of its topics with a harm; `casualty`: people are hurt by what is said of the gravest."""
    parts = tuple(_part(one) for one in largest(assessment.contributions))
    return (
        Phrase("why.stands", {"level": _level(assessment), "index": f"{assessment.index:.2f}"}),
        *((Phrase("why.manual", {"level": _named(assessment.manual)}),) if assessment.manual is not None else ()),
        Phrase("why.known", {"parts": (*_spread(assessment), *_matter(matter, casualty=casualty))}),
        *((Phrase("why.most", {"parts": parts}),) if parts else ()),
        *(Phrase(f"why.{reason}") for reason in assessment.reasons),
        *_short(assessment, rules),
    )


def growth_ratio(value: float) -> float:
    """Documents of the last 3 hours as a multiple of the rate before, from the factor's value."""
    return float(2.0**value)


def shown_tail(surge: Factor) -> str:
    """The tail probability of a known surge with one figure: 1e-6; .02 from .001 on; <1e-8 where the factor ends.

    Small ones are read from the normalised value, since the stored value ends at six decimals.
    """
    value, normalised = surge.value or 0.0, surge.normalised or 0.0
    if normalised >= 1:
        return "<1e-8"
    p = 10 ** -(6 * normalised + 2) if normalised > 0 else value
    mantissa, _, exponent = f"{p:.0e}".partition("e")
    return f"{p:.1g}" if p >= 1e-3 else f"{mantissa}e{int(exponent)}"


def sentence(phrases: Sequence[Phrase], catalogue: Catalogue) -> str:
    """The phrases as one sentence in the catalogue's language."""
    return catalogue.text("why.joint").join(_said(phrase, catalogue) for phrase in phrases) + catalogue.text("why.stop")


def largest(contributions: Sequence[Contribution], count: int = NAMED) -> tuple[Contribution, ...]:
    """The largest contributions that raise the index, the base case left out; equal ones in their order."""
    raising = [one for one in contributions if one.points > 0 and one.name != "base"]
    return tuple(sorted(raising, key=lambda one: -one.points)[:count])


def _spread(assessment: Assessment) -> Iterator[Phrase]:
    """Who carried it, and how it grew where that says something."""
    yield Phrase("why.carried", {"outlets": assessment.outlets, "documents": assessment.documents})
    known = {factor.name: factor for factor in assessment.factors if factor.value is not None}
    times = growth_ratio(known["growth"].value or 0.0) if "growth" in known else 1.0
    surge = known.get("surge")
    rare = (Phrase("why.tail", {"p": shown_tail(surge)}),) if surge is not None and surge.normalised else ()
    if abs(times - 1 - assessment.documents) < JUST:
        yield Phrase("why.just", {"tail": rare})
    elif times >= GREW:
        yield Phrase("why.grew", {"times": f"{times:.1f}", "tail": rare})
    elif rare:
        yield Phrase("why.rare", {"tail": rare})


def _matter(names: Sequence[str], *, casualty: bool) -> Iterator[Phrase]:
    if names:
        hurt = (Phrase("why.casualty"),) if casualty else ()
        yield Phrase("why.matter", {"names": tuple(names), "hurt": hurt})


def _named(level: Level) -> Phrase:
    return Phrase(f"level.{level.name}")


def _level(assessment: Assessment) -> Phrase:
    return Phrase(f"level.{level_name(assessment.level, proposed=assessment.proposed)}")


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
    return (Phrase("why.short", {"level": _named(following), "points": f"{missing:.2f}"}),)


def _said(phrase: Phrase, catalogue: Catalogue) -> str:
    return catalogue.text(phrase.code, **{name: _value(value, catalogue) for name, value in phrase.params.items()})


def _value(value: object, catalogue: Catalogue) -> object:
    if isinstance(value, Phrase):
        return _said(value, catalogue)
    if isinstance(value, tuple):
        return catalogue.text("why.and").join(str(_value(part, catalogue)) for part in value)
    return value
