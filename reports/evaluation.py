"""The evaluation of a closed event, as values: what it was, what was asked when, what was done, and what is to follow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.alerts import Reason
from domain.duty import Response
from domain.items import Platform, Tier
from domain.risk import Level
from reports.effect import Answered


class Result(StrEnum):
    """How a duty stands beside its end."""

    MET = "met"
    LATE = "late"
    """Done after it."""
    MISSED = "missed"
    """Never done."""
    LAPSED = "lapsed"
    """Not asked any more when it would have ended: the level was over, the event closed, or a graver alert took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One duty of an episode."""

    kind: str
    """`acknowledge`, `check`, `answer` (internal target) or `limit` (statutory)."""
    episode: int
    level: Level
    due_at: datetime
    done_at: datetime | None
    by: str = ""
    """Who did it."""
    result: Result

    @property
    def late(self) -> timedelta:
        """By how much it was done after its end; nothing where it was not."""
        return max(self.done_at - self.due_at, timedelta()) if self.done_at else timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Levelled:
    """The level became another."""

    at: datetime
    level: Level
    proposed: bool
    index: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """The first document (`document`), the first of a kind of platform (`platform`), the first of a central outlet (`central`)."""

    at: datetime
    kind: str
    outlet: str
    platform: Platform
    tier: Tier
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message of a telling."""

    recipient: str
    channel: str
    status: str
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An occasion that was told, to whomever."""

    at: datetime
    reason: Reason
    occasion: str
    level: Level
    proposed: bool
    messages: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A revision of a document: where it was, when it was captured, and the hash of what it said."""

    captured_at: datetime
    source: str
    url: str
    content_hash: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that an evaluation says. Texts of the web stand in titles, sources and addresses alone; nobody's name but staff's."""

    event_id: str
    scope: str
    """Its name."""
    title: str
    topics: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    documents: int
    outlets: int
    peak_index: float | None
    levels: tuple[Levelled, ...]
    milestones: tuple[Milestone, ...]
    tellings: tuple[Told, ...]
    acts: tuple[Response, ...]
    duties: tuple[Judged, ...]
    effects: tuple[Answered, ...]
    coverage: float | None
    """The least that an assessment at a level had."""
    closed_at: datetime
    due_on: date
    """Five working days after it was closed."""
    evidence: tuple[Evidence, ...]
    configurations: tuple[str, ...]
    """By which it was assessed, in order of time."""
    code_versions: tuple[str, ...]
    made_at: datetime

    @property
    def highest(self) -> Levelled | None:
        """The gravest level, where it first had it."""
        return max(self.levels, key=lambda one: (one.proposed, one.level), default=None)
