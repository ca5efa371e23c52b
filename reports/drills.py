"""What became of a drill, as values: what was published, told, done, and how long it took against what it was to take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alerts import DeliveryStatus, Reason
from domain.drills import Drill, DrillState
from domain.duty import Disposition, ResponseKind
from domain.events import EventState
from domain.items import Platform, Tier
from domain.risk import Level


class Timed(StrEnum):
    """What is timed. From the first report of an event: warning, limit; from delivery: acknowledge; from the level: check, answer."""

    WARNING = "warning"
    """The first alert that arrived; of events that reach III."""
    ACKNOWLEDGE = "acknowledge"
    CHECK = "check"
    ANSWER = "answer"
    LIMIT = "limit"
    """The public answer, by the statutory limit."""


class Verdict(StrEnum):
    """How a time stands beside its target."""

    MET = "met"
    LATE = "late"
    """Done after it."""
    MISSED = "missed"
    """Not done, and the time was up, or the event was closed without it."""
    OPEN = "open"
    """Not done, and the time was not up when the drill ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A document of the scenario."""

    at: datetime
    event_id: str | None
    outlet: str
    platform: Platform
    tier: Tier
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Levelled:
    """An event's level became another."""

    at: datetime
    event_id: str
    level: Level
    proposed: bool
    index: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One alert to one recipient over one channel."""

    at: datetime
    """When it was decided."""
    number: str
    event_id: str
    reason: Reason
    occasion: str
    level: Level
    proposed: bool
    recipient: str
    channel: str
    status: DeliveryStatus
    delivered_at: datetime | None
    lag: timedelta | None
    """Real time from the decision to the delivery."""
    attempts: int
    detail: str
    """Reason code of the last attempt that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a person did."""

    at: datetime
    event_id: str
    kind: ResponseKind
    by: str
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One response time beside its target, in desk time."""

    event_id: str
    timed: Timed
    level: Level
    since: datetime
    target: timedelta
    took: timedelta | None
    by: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """An event of the drill."""

    id: str
    title: str
    level: Level
    """The highest it reached."""
    state: EventState


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReport:
    """All of it. Every time is desk time but those of `drill` and `Telling.lag`; names are of staff alone."""

    drill: Drill
    state: DrillState
    until: datetime
    """Up to when it is told."""
    events: tuple[Drilled, ...]
    """Those that were told of, gravest first."""
    published: tuple[Published, ...]
    levels: tuple[Levelled, ...]
    tellings: tuple[Telling, ...]
    done: tuple[Done, ...]
    measures: tuple[Measure, ...]

    @property
    def reached(self) -> Level:
        """The highest level of any event."""
        return max((event.level for event in self.events), default=Level.NONE)

    @property
    def unmet(self) -> tuple[Measure, ...]:
        """What was late or was not done."""
        return tuple(one for one in self.measures if one.verdict in (Verdict.LATE, Verdict.MISSED))

    @property
    def undelivered(self) -> tuple[Telling, ...]:
        """What did not arrive, as far as is known, though nobody had made it needless and no digest told of it."""
        fine = (DeliveryStatus.DELIVERED, DeliveryStatus.WITHDRAWN, DeliveryStatus.FOLDED)
        return tuple(one for one in self.tellings if one.status not in fine)

    def counted(self, verdict: Verdict) -> int:
        """Times of a verdict."""
        return sum(one.verdict is verdict for one in self.measures)
