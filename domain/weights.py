"""The numbers of the risk index and of the levels, with the defaults of the domain's table. All are proposals to calibrate."""

from dataclasses import dataclass
from datetime import timedelta

from domain.harms import Harm
from domain.items import Platform, Tier
from domain.risk import Level

WEIGHTS = (
    ("heat", 0.22), ("surge", 0.19), ("breadth", 0.17), ("authority", 0.16), ("interaction", 0.11), ("growth", 0.09), ("duration", 0.06),
)  # fmt: skip

SEVERITIES = (
    (Harm.VIOLENCE, 1.0, 1.0),
    (Harm.DISEASE, 0.9, 1.0),
    (Harm.SCHOOL_SAFETY, 0.8, 1.0),
    (Harm.FOOD_DRUG_SAFETY, 0.8, 1.0),
    (Harm.FIRE_EXPLOSION, 0.7, 1.0),
    (Harm.ACCIDENT, 0.7, 1.0),
    (Harm.NATURAL_DISASTER, 0.7, 1.0),
    (Harm.POLLUTION, 0.6, 0.9),
    (Harm.OUTAGE, 0.4, 0.8),
    (Harm.CONSUMER_HARM, 0.4, 0.8),
    (Harm.SERVICE_COMPLAINT, 0.4, 0.8),
)
"""(harm, severity, severity with a casualty rule). An unverified claim has the severity of the harm it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRules:
    """Numbers of the index; every factor is clipped to [0, 1]."""

    weights: tuple[tuple[str, float], ...] = WEIGHTS
    severities: tuple[tuple[Harm, float, float], ...] = SEVERITIES
    least_severity: float = 0.3
    """Below it a harm topic gives no level, no clock and no alert."""
    reference_volume: float = 200.0
    duplicate_weight: float = 0.3
    half_lives: tuple[tuple[Platform, timedelta], ...] = (
        (Platform.MICROBLOG, timedelta(hours=6)),
        (Platform.SHORT_VIDEO, timedelta(hours=6)),
        (Platform.FORUM, timedelta(hours=12)),
    )
    half_life: timedelta = timedelta(hours=24)
    """Of every platform not named in `half_lives`."""
    reference_outlets: int = 50
    authority: tuple[tuple[Tier, float], ...] = ((Tier.CENTRAL, 1.0), (Tier.PROVINCIAL, 0.7), (Tier.LOCAL, 0.4))
    hot_list_authority: float = 0.6
    growth_scale: float = 3.0
    duration_scale: timedelta = timedelta(hours=48)
    harm_floor: float = 0.65
    """M = severity * (harm_floor + (1 - harm_floor) * negativity)."""
    negativity_offset: float = 0.3
    negativity_scale: float = 0.5
    gate_title: float = 1.0
    gate_body: float = 0.7
    gate_region: float = 0.3
    gate_none: float = 0.1
    least_spread: float = 0.02
    spread_exponent: float = 0.6
    harm_exponent: float = 0.4
    harm_base: float = 0.05
    urgency_points: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRules:
    """Thresholds, caps, floors and hysteresis."""

    thresholds: tuple[tuple[Level, float], ...] = (
        (Level.IV, 30.0),
        (Level.III, 45.0),
        (Level.II, 60.0),
        (Level.I, 75.0),
    )
    gate_cap: float = 0.3
    """A gate at or under it allows at most level IV."""
    floor_confidence: float = 0.6
    severe_floor: float = 0.9
    severe_floor_outlets: int = 3
    central_floor: float = 0.7
    least_coverage: float = 0.6
    """Under it no rise above III."""
    at_once: float = 10.0
    """Points over a threshold from which a rise needs no second evaluation."""
    margin: float = 7.0
    lower_after: timedelta = timedelta(minutes=60)
    silent_again: timedelta = timedelta(hours=6)
