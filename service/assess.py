"""Assessing events at a moment: facts in, assessments, level memories and alerts out; which of them are kept.

An assessment is kept where somebody may ask for it: the event was touched since the last evaluation, its level moved,
or a new hour has begun. An event without a harm and without a level changes only when it is touched, so it is passed over
in between: criticism and good news cost nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.decide import Seen, decide, seen
from domain.alerts import Alert
from domain.events import Event, EventFacts, Fact, Member
from domain.items import Document
from domain.labels import Labels
from domain.risk import Assessment, Level, LevelMemory
from domain.rules import Rules, ScopeRules
from scoring.evidence import Evidence, gather
from scoring.index import Verdict, explained, weigh
from storage.base import WindowRow

CODE_VERSION = "1"
"""Of the formulas; raised when equal facts and rules give another index."""


@dataclass(slots=True)
class Evaluation:
    """What one evaluation leaves to be stored."""

    assessments: list[Assessment] = field(default_factory=list)
    memories: list[LevelMemory] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the members of an event show, and when the newest of them was committed."""

    all: Seen
    newest: datetime


@dataclass(slots=True)
class _Open:
    """An event that is still assessed."""

    facts: dict[str, Fact]
    touched_at: datetime
    harmful: bool = True
    """Its last assessment found a harm, or it was never assessed."""
    gathered: dict[str, Evidence] = field(default_factory=dict)
    """By scope: what does not change until the event is touched."""
    shown: Shown | None = None
    """As is this."""

    def forget_evidence(self) -> None:
        """Its members are no longer what they were."""
        self.gathered.clear()
        self.shown = None

    def seen_before(self, previous: datetime) -> tuple[Seen, Seen]:
        """What the members committed before `previous` show, and what all show."""
        if self.shown is None:
            newest = max(fact.collected_at for fact in self.facts.values())
            self.shown = Shown(all=seen(self.facts.values()), newest=newest)
        if self.shown.newest < previous:
            return self.shown.all, self.shown.all
        return seen(fact for fact in self.facts.values() if fact.collected_at < previous), self.shown.all


class Assessor:
    """Keeps the facts of open events and evaluates them on the grid."""

    def __init__(self, rules: Rules, platforms: int) -> None:
        self._rules = rules
        self._platforms = platforms
        self._open: dict[str, _Open] = {}
        self._events: dict[str, str] = {}
        """Document -> its event."""
        self._memories: dict[tuple[str, str], LevelMemory] = {}

    def restore(self, rows: Iterable[WindowRow], events: Iterable[Event], memories: Iterable[LevelMemory]) -> None:
        """Rebuild from the store after a start."""
        touched = {event.id: event.touched_at for event in events}
        for row in rows:
            self.add(row.member, row.document, row.labels, touched[row.member.event_id])
        self._memories = {(memory.event_id, memory.scope_id): memory for memory in memories}

    def add(self, member: Member, document: Document, labels: Labels, touched_at: datetime) -> None:
        """A document joined an event, or was revised; `touched_at` is the event's."""
        self._leave(document.id, member.event_id)
        one = self._open.setdefault(member.event_id, _Open(facts={}, touched_at=touched_at))
        one.touched_at = touched_at
        one.harmful = True
        one.forget_evidence()
        one.facts[document.id] = _fact(member, document, labels)

    def _leave(self, document_id: str, event_id: str) -> None:
        """A document revised after its event closed is a member of another one now."""
        before = self._events.get(document_id, event_id)
        self._events[document_id] = event_id
        if before != event_id and before in self._open:
            one = self._open[before]
            del one.facts[document_id]
            one.forget_evidence()
            if not one.facts:
                del self._open[before]

    def evaluate(self, at: datetime, previous: datetime) -> Evaluation:
        """One evaluation of every event that may have changed since `previous`, in order of id."""
        done = Evaluation()
        for event_id in sorted(self._open):
            one = self._open[event_id]
            touched = one.touched_at >= previous
            if not (one.harmful or touched):
                continue
            found = [self._evaluate_one(done, event_id, scope, at, previous) for scope in self._rules.scopes]
            one.harmful = any(found)
        return done

    @property
    def idle(self) -> bool:
        """No event can change its level by time alone."""
        return not any(one.harmful for one in self._open.values())

    def forget(self, before: datetime) -> None:
        """Drop events untouched since `before` that have no level in any scope."""
        levelled = {key[0] for key, memory in self._memories.items() if memory.level > Level.NONE}
        gone = [key for key, one in self._open.items() if one.touched_at < before and key not in levelled]
        for event_id in gone:
            for document_id in self._open.pop(event_id).facts:
                del self._events[document_id]
            for scope in self._rules.scopes:
                self._memories.pop((event_id, scope.scope.id), None)

    def _evaluate_one(
        self, done: Evaluation, event_id: str, scope: ScopeRules, at: datetime, previous: datetime
    ) -> bool:
        """Assess one event in one scope; whether it has a harm or a level, so that time alone can change it."""
        one, key = self._open[event_id], (event_id, scope.scope.id)
        before = self._memories.get(key) or LevelMemory(event_id=event_id, scope_id=scope.scope.id)
        verdict = weigh(
            self._evidence(event_id, scope), scope, before, now=at,
            config_id=self._rules.config_id, code_version=CODE_VERSION,
        )  # fmt: skip
        assessment, after = verdict.assessment, verdict.memory
        harmful = assessment.severity >= scope.index.least_severity or after.level > Level.NONE
        seen_before, seen_now = one.seen_before(previous)
        alerts = decide(
            before, after, assessment, scope.routes, seen_before=seen_before, seen=seen_now, at=at, silent_again=scope.levels.silent_again,
        )  # fmt: skip
        self._memories[key] = after
        done.alerts.extend(alerts)
        if after != before:
            done.memories.append(after)
        if (
            one.touched_at >= previous
            or alerts
            or _moved(before, verdict)
            or (harmful and _hour(at) != _hour(previous))
        ):
            done.assessments.append(explained(assessment, scope))
        return harmful

    def _evidence(self, event_id: str, scope: ScopeRules) -> Evidence:
        one = self._open[event_id]
        if scope.scope.id not in one.gathered:
            facts = EventFacts(event_id=event_id, facts=tuple(one.facts.values()))
            one.gathered[scope.scope.id] = gather(facts, scope, platforms=self._platforms)
        return one.gathered[scope.scope.id]


def _moved(before: LevelMemory, verdict: Verdict) -> bool:
    return (before.level, before.proposed) != (verdict.memory.level, verdict.memory.proposed)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _fact(member: Member, document: Document, labels: Labels) -> Fact:
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
    )
