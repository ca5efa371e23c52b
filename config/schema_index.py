"""The form of `index.yaml` and `levels.yaml`, and the limits that no configuration may move."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.durations import Duration
from config.fields import Part, refusal
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.risk import Level
from domain.weights import SEVERITIES, WEIGHTS, IndexRules, LevelRules

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e6)]
INDEX = IndexRules()
LEVELS = LevelRules()
PLATFORMS = tuple(dict.fromkeys((*dict(INDEX.half_lives), *Platform)))
"""The domain's own order first."""
MOST_TONE = 1.18
"""Tone changes an index by a factor of at most this (DESIGN 2): a limit of the product, not a setting."""
LEAST_SEVERITY = 0.05
"""No configuration may give an event without a harm topic a level, so the least severity stays above 0."""


def parse_level(given: object) -> object:
    """The level called I, II, III or IV."""
    named = {level.name: level for level in Level if level is not Level.NONE}
    if isinstance(given, str) and given in named:
        return named[given]
    raise refusal("not_level", given)


def _factor(name: str) -> str:
    if name not in dict(WEIGHTS):
        raise refusal("unknown_factor", name)
    return name


def _graded(harm: Harm) -> Harm:
    if harm is Harm.UNVERIFIED_CLAIM:
        raise refusal("claim_has_no_severity", harm.value)
    return harm


def _some_time(span: timedelta) -> timedelta:
    if span <= timedelta(0):
        raise refusal("not_duration", "0")
    return span


LevelName = Annotated[Level, BeforeValidator(parse_level)]
FactorName = Annotated[str, AfterValidator(_factor)]
GradedHarm = Annotated[Harm, AfterValidator(_graded)]
Span = Annotated[Duration, AfterValidator(_some_time)]


class SeverityForm(Part):
    """Severity of a harm, without and with a casualty rule."""

    severity: Share
    casualty: Share

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.casualty < self.severity:
            raise refusal("casualty_below", self.casualty)
        return self


class IndexFile(Part):
    """`index.yaml`: numbers of the risk index; what is left out keeps the default of `domain.weights`."""

    weights: Mapping[FactorName, Share] = dict(WEIGHTS)
    severities: Mapping[GradedHarm, SeverityForm] = {}
    least_severity: Annotated[float, Field(ge=LEAST_SEVERITY, le=1)] = INDEX.least_severity
    reference_volume: Positive = INDEX.reference_volume
    duplicate_weight: Share = INDEX.duplicate_weight
    half_lives: Mapping[Platform, Span] = dict(INDEX.half_lives)
    half_life: Span = INDEX.half_life
    reference_outlets: Annotated[int, Field(ge=1, le=100_000)] = INDEX.reference_outlets
    authority: Mapping[Tier, Share] = dict(INDEX.authority)
    hot_list_authority: Share = INDEX.hot_list_authority
    growth_scale: Positive = INDEX.growth_scale
    duration_scale: Span = INDEX.duration_scale
    harm_floor: Share = INDEX.harm_floor
    negativity_offset: Share = INDEX.negativity_offset
    negativity_scale: Positive = INDEX.negativity_scale
    gate_title: Share = INDEX.gate_title
    gate_body: Share = INDEX.gate_body
    gate_region: Share = INDEX.gate_region
    gate_none: Share = INDEX.gate_none
    least_spread: Annotated[float, Field(gt=0, le=1)] = INDEX.least_spread
    spread_exponent: Annotated[float, Field(gt=0, le=2)] = INDEX.spread_exponent
    harm_exponent: Annotated[float, Field(gt=0, le=2)] = INDEX.harm_exponent
    harm_base: Annotated[float, Field(gt=0, lt=1)] = INDEX.harm_base
    urgency_points: Annotated[float, Field(ge=0, le=20)] = INDEX.urgency_points

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        if tone_factor(self.harm_base, self.harm_floor, self.harm_exponent) > MOST_TONE:
            raise refusal("tone_too_strong", MOST_TONE)
        return self

    def value(self) -> IndexRules:
        """Tables in the order of the domain's own, so that the order in the file changes no `config_id`."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        plain |= {
            "weights": tuple((name, self.weights.get(name, 0.0)) for name, _ in WEIGHTS),
            "severities": tuple((harm, *self._severity(harm, low, high)) for harm, low, high in SEVERITIES),
            "half_lives": tuple((name, self.half_lives[name]) for name in PLATFORMS if name in self.half_lives),
            "authority": tuple((tier, self.authority[tier]) for tier in Tier if tier in self.authority),
        }
        return IndexRules(**plain)

    def _severity(self, harm: Harm, low: float, high: float) -> tuple[float, float]:
        own = self.severities.get(harm)
        return (own.severity, own.casualty) if own else (low, high)


class LevelsFile(Part):
    """`levels.yaml`: thresholds, caps, floors and hysteresis."""

    thresholds: Mapping[LevelName, Annotated[float, Field(ge=0, le=100)]] = dict(LEVELS.thresholds)
    gate_cap: Share = LEVELS.gate_cap
    floor_confidence: Share = LEVELS.floor_confidence
    severe_floor: Share = LEVELS.severe_floor
    severe_floor_outlets: Annotated[int, Field(ge=1)] = LEVELS.severe_floor_outlets
    central_floor: Share = LEVELS.central_floor
    least_coverage: Share = LEVELS.least_coverage
    at_once: Annotated[float, Field(ge=0, le=100)] = LEVELS.at_once
    margin: Annotated[float, Field(ge=0, le=100)] = LEVELS.margin
    lower_after: Duration = LEVELS.lower_after
    silent_again: Duration = LEVELS.silent_again

    def over(self, other: "LevelsFile") -> "LevelsFile":
        """What this one says, and `other` where it is silent; also of thresholds of single levels."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return other.model_copy(update={**said, "thresholds": {**other.thresholds, **said.get("thresholds", {})}})

    def value(self) -> LevelRules:
        """A level without a threshold keeps the default's."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        merged = {**dict(LEVELS.thresholds), **self.thresholds}
        return LevelRules(**{**plain, "thresholds": tuple((level, merged[level]) for level, _ in LEVELS.thresholds)})


def tone_factor(base: float, floor: float, exponent: float) -> float:
    """The greatest factor by which negativity can change R_base: severity 1, n from 0 to 1 (formula of DOMAIN 2)."""
    return float((1.0 / (base + (1.0 - base) * floor)) ** exponent)
