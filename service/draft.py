"""A step of processing while it is made; what it leaves is committed at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.alerts import Alert
from domain.events import Event, Member
from domain.risk import Assessment, LevelMemory
from domain.streams import HourCount
from service.assess import Evaluation
from storage.values import Cursor, Placed, Step


@dataclass(slots=True, kw_only=True)
class Draft:
    """Rows and evaluations so far; of what changed twice the last stands."""

    expected: Cursor
    cursor: Cursor
    evaluations: int = 0
    placed: list[Placed] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    assessments: list[Assessment] = field(default_factory=list)
    memories: dict[tuple[str, str], LevelMemory] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    outcomes: list[tuple[int, str]] = field(default_factory=list)
    """Of orders."""
    counts: list[HourCount] = field(default_factory=list)

    def add_regrouped(
        self, events: Iterable[Event], members: Iterable[Member], memories: Iterable[LevelMemory]
    ) -> None:
        """Put in what merging, splitting or an order changed."""
        self.events.update({event.id: event for event in events})
        self.members.update({member.document_id: member for member in members})
        self.memories.update({(one.event_id, one.scope_id): one for one in memories})

    def add(self, evaluation: Evaluation) -> None:
        """Put in what an evaluation found."""
        self.evaluations += 1
        self.assessments += evaluation.assessments
        self.memories.update({(one.event_id, one.scope_id): one for one in evaluation.memories})
        self.alerts += evaluation.alerts

    def step(self) -> Step:
        """The whole as a value."""
        return Step(
            expected=self.expected,
            cursor=self.cursor,
            placed=tuple(self.placed),
            events=tuple(self.events.values()),
            members=tuple(self.members.values()),
            assessments=tuple(self.assessments),
            memories=tuple(self.memories.values()),
            alerts=tuple(self.alerts),
            outcomes=tuple(self.outcomes),
            counts=tuple(self.counts),
        )
