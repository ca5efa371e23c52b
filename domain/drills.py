"""Drills: a scenario lived through on a clock of its own, apart from everything real."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DRILL_ID = r"D\d{8}-\d{6}"
"""Of a drill: `D` and the second in which it began, of UTC, in which no hour comes twice."""
_ID = re.compile(DRILL_ID)


class DrillState(StrEnum):
    """running -> done | over | stopped | broken."""

    RUNNING = "running"
    DONE = "done"
    """Every event was closed, or had no level any more, and nothing was left to come."""
    OVER = "over"
    """Its time was up."""
    STOPPED = "stopped"
    """A person ended it before."""
    BROKEN = "broken"
    """Its process is gone and has not said how it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One drill: which scenario, who began it, on which clock. Desk time runs `pace` times as fast as real time."""

    id: str
    scenario: str
    begun_by: str
    begun_at: datetime
    """Real time."""
    starts_at: datetime
    """Desk time when it began: so long before that desk time never runs ahead of real time, in which messages are due."""
    length: timedelta
    """Most desk time."""
    pace: float
    config_id: str
    """Of the rules it is held with."""
    channels: tuple[str, ...]
    """Over which anybody may be told."""
    ended_at: datetime | None = None
    """Real time."""
    ending: DrillState | None = None

    def desk_at(self, real: datetime) -> datetime:
        """Desk time at a moment of real time; it stands still once the drill has ended."""
        until = real if self.ended_at is None else min(real, self.ended_at)
        return self.starts_at + (until - self.begun_at) * self.pace


def starts_at(begun_at: datetime, length: timedelta, pace: float) -> datetime:
    """Desk time at the beginning of a drill that ends by desk time when it ends in real time; to the second. `pace`: at least 1."""
    return (begun_at - length * (1 - 1 / pace)).replace(microsecond=0)


def is_drill_id(text: str) -> bool:
    """Whether a text has the form of a drill's id: nothing else ever becomes part of a path."""
    return _ID.fullmatch(text) is not None
