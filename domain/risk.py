"""Levels, and the index with everything that explains it. The levels are internal, not public alerts under law."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from domain.codec import later


class Level(IntEnum):
    """Attention level; greater is graver. NONE: no clock, no alert."""

    NONE = 0
    IV = 1
    III = 2
    II = 3
    I = 4  # noqa: E741  the numeral is the name of the level


PROPOSED_I = "proposed_I"
"""Beside the names of levels: level II that is proposed to be I, and waits for a person."""


def level_name(level: Level, *, proposed: bool) -> str:
    """The name by which a level is told: its own, or PROPOSED_I."""
    return PROPOSED_I if proposed and level is not Level.I else level.name


def level_of_duties(level: Level, *, proposed: bool) -> Level:
    """The level whose duties hold: those of II, as long as I is only proposed."""
    return min(level, Level.II) if proposed else level


def is_grave(level: Level, *, proposed: bool) -> bool:
    """II, I, or what is proposed to be I: never held back, never only in a digest."""
    return level >= Level.II or proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One factor of the spread P. `value` and `normalised` are None where it is not known; it then counts against coverage."""

    name: str
    weight: float
    value: float | None
    normalised: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Points that one part adds over the base case; base and contributions sum to the index."""

    name: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Where an event stands in a scope at a moment. Index and R_base are 0 to 100, rounded to .01."""

    event_id: str
    scope_id: str
    at: datetime
    index: float
    base_index: float
    """R_base: the index without urgency."""
    level: Level
    """After caps, floors, coverage and hysteresis; level I is only ever `proposed`."""
    raw_level: Level
    """What the index alone gives."""
    proposed: bool = False
    """The machine proposes level I; a duty leader confirms."""
    manual: Level | None = None
    """What a person holds the level to be, shown beside the computed one."""
    spread: float
    harm: float
    severity: float
    negativity: float
    gate: float
    urgency: float
    coverage: float
    """Share of the factor weights known, 0 to 1."""
    factors: tuple[Factor, ...]
    contributions: tuple[Contribution, ...]
    reasons: tuple[str, ...] = ()
    """Codes of the caps, floors and holds that acted, such as `cap.gate`, `floor.severe`, `hold.coverage`."""
    documents: int
    outlets: int
    config_id: str
    code_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMemory:
    """What hysteresis remembers of (event, scope) between evaluations."""

    event_id: str
    scope_id: str
    level: Level = Level.NONE
    previous_candidate: Level = Level.NONE
    """The level that the last evaluation reached: a rise wants two in a row."""
    below_since: datetime | None = None
    """Since when the index has been under (threshold - margin) of the present level."""
    episode: int = 1
    episode_started_at: datetime | None = None
    """First level of this episode: starts the internal clocks."""
    highest: Level = Level.NONE
    """Of this episode."""
    lowered_at: datetime | None = None
    """A rise again within 6 h of this updates silently."""
    proposed: bool = False
    manual: Level | None = None
    """What a person holds the level to be; for this episode."""
    answered_at: datetime | None = None
    """When the institution's public answer to this episode was recorded; urgency then ends."""
    shelved_until: datetime | None = later(None)
    """A person has put the event aside until then: what is below II is not told."""
    held: str = later("")
    """Occasion of a first or graver level that was held back, such as `first:III`, and is told once nothing holds it."""
