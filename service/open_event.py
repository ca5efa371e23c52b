"""An open event as assessing keeps it: its members' facts, and what of them does not change until it is touched."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.occasion import Seen, seen
from domain.events import Fact, Member
from domain.items import Document
from domain.labels import SURE, Labels
from scoring.evidence import Evidence
from service.totals import total_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the members of an event show, and when the newest of them was committed."""

    all: Seen
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an event with a harm went: when its members happened, by moment and by hour, and its main topic."""

    moments: tuple[tuple[float, float], ...]
    """(seconds since 1970, 1 each), sorted."""
    hours: Mapping[int, int]
    """Members by whole hours since 1970."""
    topic: str
    totals: tuple[tuple[str, int], ...]
    """(platform, public total) of members that show one."""


@dataclass(slots=True)
class OpenEvent:
    """An event that is still assessed."""

    facts: dict[str, Fact]
    touched_at: datetime
    gathered: dict[str, Evidence | None] = field(default_factory=dict)
    """By scope: what does not change until the event is touched; None where the event is not its matter."""
    shown: Shown | None = None
    """As is this, and what follows."""
    is_known: bool = False
    known: Course | None = None

    def forget_evidence(self) -> None:
        """Its members are no longer what they were."""
        self.gathered.clear()
        self.shown = None
        self.forget_course()

    def forget_course(self) -> None:
        """When they happened or what they total has changed."""
        self.is_known, self.known = False, None

    def touch(self, at: datetime) -> None:
        """Something of it changed at an inbox time."""
        self.touched_at = max(self.touched_at, at)
        self.forget_evidence()

    def in_order(self) -> tuple[Fact, ...]:
        """The facts by sequence, whatever way the members came."""
        return tuple(sorted(self.facts.values(), key=lambda fact: (fact.sequence, fact.document_id)))

    def course(self) -> Course | None:
        """When its members happened, and the harm that they are mainly about; None where they are about none."""
        if not self.is_known:
            self.is_known, self.known = True, course_of(self.in_order())
        return self.known

    def seen_before(self, previous: datetime) -> tuple[Seen, Seen]:
        """What the members committed before `previous` show, and what all show."""
        if self.shown is None:
            newest = max(fact.collected_at for fact in self.facts.values())
            self.shown = Shown(all=seen(self.facts.values()), newest=newest)
        if self.shown.newest < previous:
            return self.shown.all, self.shown.all
        return seen(fact for fact in self.facts.values() if fact.collected_at < previous), self.shown.all


def fact_of(member: Member, document: Document, labels: Labels) -> Fact:
    """What assessing knows of a member: no text, no address."""
    return Fact(
        document_id=document.id,
        sequence=member.sequence,
        happened_at=member.happened_at,
        collected_at=member.joined_at,
        outlet=document.outlet,
        platform=document.platform,
        tier=document.tier,
        duplicate=member.duplicate_of is not None,
        tone=labels.sentiment.label,
        topics=tuple(replace(topic, hits=()) for topic in labels.topics),
        mentions=labels.mentions,
        counters=document.counters,
        source_id=document.source_id,
    )


def course_of(facts: Sequence[Fact]) -> Course | None:
    """The course of an event with these members, where any has a harm surely; its topic is the one that most of them have,
    then by name."""
    topics = Counter(
        [label.topic for fact in facts for label in fact.topics if label.harm and label.confidence >= SURE]
    )
    if not topics:
        return None
    times = sorted(fact.happened_at.timestamp() for fact in facts)
    return Course(
        moments=tuple((time, 1.0) for time in times),
        hours=Counter(int(time // 3600) for time in times),
        topic=min(topics, key=lambda topic: (-topics[topic], topic)),
        totals=tuple((fact.platform.value, total) for fact in facts if (total := total_of(fact.counters)) is not None),
    )
