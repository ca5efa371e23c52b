"""What the pages show, as plain values."""

from dataclasses import asdict, dataclass
from typing import Any

from domain.risk import Level


def grade_of(level: Level, *, proposed: bool) -> int:
    """The colour of a level: 1, the gravest, to 4; without a level that of IV."""
    return 1 if proposed else 5 - max(level, Level.IV)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One contribution to the index: its catalogue code, its points, and its share of the longest in percent."""

    code: str
    points: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One row of the situation. `level`: numeral, or proposed_I; `grade`: 1 to 4 for the colour, 1 the gravest."""

    id: str
    title: str
    level: str
    grade: int
    index: str
    documents: int
    outlets: int
    first_seen: str
    last_seen: str
    state: str
    topics: tuple[str, ...]
    bars: tuple[Bar, ...]
    reasons: tuple[str, ...]
    coverage: str
    acknowledge: str = ""
    """Address of the page that acknowledges it; empty where nothing wants to be acknowledged, or not from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the service fares; times in the desk's zone, as text."""

    now: str
    is_well: bool
    sources: int
    sources_failing: int
    last_collected: str | None
    inbox_waiting: int
    alerts_dead: int
    alerts_repeated: int
    silent: tuple[str, ...] = ()
    """What was told to be silent and is not over: ids of sources, parts of the service."""

    def as_row(self) -> dict[str, Any]:
        """For `/healthz`."""
        return {"status": "ok" if self.is_well else "failing", **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """What the page behind a message's link shows; nothing of the alert where the link is forged or has expired."""

    standing: str
    """Of `web.links.Standing`."""
    title: str = ""
    level: str = ""
    """Numeral, or proposed_I."""
    grade: int = 4
    reason: str = ""
    number: str = ""
    told: str = ""
    """When it was decided, in the desk's time."""
    by: str = ""
    """Who acknowledged, and when."""
    at: str = ""
    drill: bool = False
    inside: tuple[str, ...] = ()
    """Titles of what a digest tells of."""
