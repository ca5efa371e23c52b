"""The hand-over of a shift, after I-PASS: four blocks drafted from the log, and a synthesis that the receiver writes.

    severity     open events, gravest first
    summary      what began, rose, sank and ended in the shift
    actions      what people did, and what is owed by when
    situation    what is likely to come in the next shift: if ..., then ...

A line names its event by id, and its words are found when it is shown: a title that has to go goes from hand-overs too.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.addresses import digest


class Block(StrEnum):
    """What the giver hands over, in this order."""

    SEVERITY = "severity"
    SUMMARY = "summary"
    ACTIONS = "actions"
    SITUATION = "situation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSpan:
    """A shift of a role at a desk or watch, [starts_at, ends_at), and the one that follows it."""

    role: str
    scope_id: str
    starts_at: datetime
    ends_at: datetime
    next_from: datetime
    """When duty goes on: `ends_at`, or later where nobody is on duty between."""
    next_until: datetime
    people: tuple[str, ...] = ()
    """Ids of those who are on duty at the end of it; empty without a roster."""
    next_people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to hand over: a code, and what fills its words."""

    code: str
    subject: str = ""
    """Id of the event, source or watch that it is about."""
    kind: str = ""
    """Which one of its code: a state, a clock, an act."""
    at: datetime | None = None
    level: str = ""
    """Name of a level."""
    was: str = ""
    """Name of the level before."""
    who: tuple[str, ...] = ()
    """Users, persons and roles."""
    figure: str = ""
    note: str = ""
    """What a member of staff wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A block: what was drafted, and what the giver added."""

    block: Block
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A draft; once it is given, `giver` stands in it, and once it is taken, the receiver with a synthesis of their own."""

    id: str
    shift: ShiftSpan
    drafted_at: datetime
    config_id: str
    """Of the rules by which it was drafted."""
    sections: tuple[Section, ...]
    giver: str = ""
    given_at: datetime | None = None
    receiver: str = ""
    taken_at: datetime | None = None
    synthesis: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the shift is closed."""
        return self.taken_at is not None


def handover_id(role: str, scope_id: str, ends_at: datetime) -> str:
    """`H` and 20 hex digits: a shift has one hand-over."""
    return "H" + digest(role, scope_id, ends_at.isoformat())
