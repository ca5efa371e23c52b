"""Assessing events at a moment: facts in, assessments, level memories and alerts out; which of them are kept.

An assessment is kept where somebody may ask for it: the event was touched since the last evaluation, its level moved,
or a new hour has begun. An event without a level that time alone cannot bring to one changes only when it is touched, so it
is passed over in between: criticism, good news and what happens elsewhere cost nothing.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.decide import decide
from alerts.route import addressed
from domain.alerts import Alert
from domain.events import Event, Member
from domain.risk import Assessment, Level, LevelMemory, is_grave
from domain.rules import Rules, ScopeRules
from scoring.evidence import Evidence
from scoring.index import Baselines, Verdict, explained_all, weigh
from scoring.levels import set_by_hand, without_level
from scoring.reach import is_settled, may_reach_a_level
from scoring.watch import ENDED, is_running
from service.matters import calendar_of
from service.members import Members
from service.memories import Memories
from service.open_events import OpenEvents
from service.past import Past
from service.sight import Sight
from storage.values import WindowRow

CODE_VERSION = "4"
"""Of the formulas; raised when equal facts and rules give another index."""
NOTHING: AbstractSet[str] = frozenset()


@dataclass(slots=True)
class Evaluation:
    """What one evaluation leaves to be stored; its assessments are yet to be explained."""

    assessments: list[Assessment] = field(default_factory=list)
    memories: list[LevelMemory] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    grave: set[str] = field(default_factory=set)
    """Ids of alerts on what was grave up to now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an event is evaluated, when it was before, and whether it was touched in between."""

    at: datetime
    previous: datetime
    touched: bool

    @property
    def is_new_hour(self) -> bool:
        return _hour(self.at) != _hour(self.previous)


class Assessor:
    """Evaluates open events on the grid. `members`: what is known of their documents."""

    def __init__(self, rules: Rules, platforms: int, past: Past) -> None:
        self._rules = rules
        self._past = past
        self._open = OpenEvents()
        self.members = Members(self._open)
        self._sight = Sight(self._open, rules.scopes, platforms)
        self._memories = Memories([scope.scope.id for scope in rules.scopes])
        self._parents: dict[str, str] = {}
        """Event -> the one that it was split from."""

    def restore(self, rows: Iterable[WindowRow], events: Iterable[Event], memories: Iterable[LevelMemory]) -> None:
        """Take up events from the store: after a start, and closed ones that an order names."""
        touched = {event.id: event.touched_at for event in events}
        for row in rows:
            self.members.add(row.member, row.document, row.labels, touched[row.member.event_id])
        self._open.in_order()
        self._memories.restore(memories)
        self._know_parents(events)

    def recall(self, memories: Iterable[LevelMemory]) -> None:
        """Memories of an event that may not be open: an order is about to change them."""
        self._memories.recall(memories)

    def regroup(self, events: Iterable[Event], members: Iterable[Member]) -> list[LevelMemory]:
        """Members have moved and events have merged or split; the level memories that follow from it."""
        for member in members:
            self.members.move(member)
        changed = {event.id: event for event in events}
        for event in changed.values():
            if event.id in self._open:
                self._open.touch(event.id, event.touched_at)
        self._know_parents(changed.values())
        merged = [event for event in changed.values() if event.merged_into is not None]
        return [
            self._remember(memory)
            for event in merged
            for memory in self._memories.inherited(event.id, str(event.merged_into))
        ]

    def hold(self, event_id: str, scope_id: str, level: Level | None, at: datetime) -> LevelMemory:
        """A person gives a level, or takes it back."""
        return self._remember(set_by_hand(self._memories.of(event_id, scope_id), level, now=at))

    def answer(self, event_id: str, scope_id: str, at: datetime) -> LevelMemory:
        """The institution has answered in public at `at`; its first answer to the episode counts."""
        memory = self._memories.of(event_id, scope_id)
        return self._remember(replace(memory, answered_at=memory.answered_at or at))

    def shelve(self, event_id: str, scope_id: str, until: datetime | None) -> LevelMemory | None:
        """A person puts an event aside, or takes it up again; None where it has no level, or one that must be told."""
        memory = self._memories.of(event_id, scope_id)
        if until is not None and (not memory.level or is_grave(memory.level, proposed=memory.proposed)):
            return None
        return self._remember(replace(memory, shelved_until=until))

    def evaluate(self, at: datetime, previous: datetime, changed: AbstractSet[str] = NOTHING) -> Evaluation:
        """One evaluation of every event that may have changed since `previous`, in order of id. `changed`: those that
        regrouping has changed at this very moment."""
        done = Evaluation()
        touched = self._open.touched_since(previous) | {key for key in changed if key in self._open}
        wanted = {key: self._open[key] for key in sorted(touched | self._open.live(self._may_move, touched))}
        baselines = self._past.baselines(wanted, at)
        for event_id in wanted:
            now = Moment(at=at, previous=previous, touched=event_id in touched)
            usual = baselines.get(event_id, Baselines())
            for scope in self._rules.scopes:
                self._evaluate_one(done, event_id, scope, now, usual)
        return done

    def explained(self, assessments: Sequence[Assessment]) -> list[Assessment]:
        """Assessments of any number of evaluations with their contributions, which are computed for all at once."""
        found: dict[int, Assessment] = {}
        for scope in self._rules.scopes:
            places = [place for place, one in enumerate(assessments) if one.scope_id == scope.scope.id]
            found.update(zip(places, explained_all([assessments[place] for place in places], scope), strict=True))
        return [found[place] for place in range(len(assessments))]

    def is_idle(self, previous: datetime) -> bool:
        """Nothing was touched since the `previous` evaluation, and no event can change its level by time alone."""
        return not (self._open.touched_since(previous) or self._open.live(self._may_move))

    def forget(self, before: datetime) -> None:
        """Drop events untouched since `before` that have no level in any scope."""
        for event_id in list(self._open.untouched_since(before)):
            if not self._memories.has_level(event_id):
                self.members.drop(event_id)
                self._memories.drop(event_id)
                self._parents.pop(event_id, None)

    def _know_parents(self, events: Iterable[Event]) -> None:
        self._parents.update({event.id: event.split_from for event in events if event.split_from is not None})

    def _remember(self, memory: LevelMemory) -> LevelMemory:
        """Keep a memory in mind while its event is open; elsewhere the store has it."""
        if memory.event_id in self._open:
            self._memories.keep(memory)
            self._open.doubt(memory.event_id)
        else:
            self._memories.drop(memory.event_id, memory.scope_id)
        return memory

    def _may_move(self, event_id: str) -> bool:
        """Known from facts, rules and memories alone, so that it is the same after a restart."""
        return any(self._may_move_in(event_id, scope) for scope in self._rules.scopes)

    def _may_move_in(self, event_id: str, scope: ScopeRules) -> bool:
        if not is_settled(self._memories.of(event_id, scope.scope.id)):
            return True
        evidence = self._sight.evidence(event_id, scope)
        return evidence is not None and may_reach_a_level(evidence, scope)

    def _evaluate_one(self, done: Evaluation, event_id: str, scope: ScopeRules, now: Moment, usual: Baselines) -> None:
        """Assess one event in one scope."""
        evidence = self._sight.evidence(event_id, scope) if is_running(scope.scope, now.at) else None
        before = self._memories.of(event_id, scope.scope.id)
        if evidence is None:
            self._end(done, event_id, scope, before, now)
            return
        weighed = self._weighed(evidence, scope, before, now, usual)
        alerts, memory = self._told(before, weighed, scope, now)
        verdict = weighed if memory is weighed.memory else replace(weighed, memory=memory)
        told = addressed(alerts, self._rules.roster, self._rules.channels_by_id)
        done.alerts += told
        done.grave |= {one.id for one in told if before.level >= Level.II}
        harmful = verdict.assessment.severity >= scope.index.least_severity or verdict.memory.level > Level.NONE
        is_kept = now.touched or bool(alerts) or _moved(before, verdict.memory) or (harmful and now.is_new_hour)
        self._keep(done, scope, before, verdict, is_kept=is_kept)

    def _told(
        self, before: LevelMemory, verdict: Verdict, scope: ScopeRules, now: Moment
    ) -> tuple[tuple[Alert, ...], LevelMemory]:
        """Alerts of one evaluation, and what the memory is then; nobody is told of what has no level and had none."""
        if before.level is Level.NONE and verdict.memory.level is Level.NONE:
            return (), verdict.memory
        parent = self._parents.get(before.event_id)
        seen_before, seen_now = self._open[before.event_id].seen_before(now.previous)
        return decide(
            before, verdict.memory, verdict.assessment, scope.routes, seen_before=seen_before, seen=seen_now, at=now.at,
            silent_again=scope.levels.silent_again, about=self._sight.about(before.event_id, scope),
            calendar=calendar_of(scope, self._rules),
            parent=None if parent is None else self._memories.of(parent, scope.scope.id),
        )  # fmt: skip

    def _weighed(
        self, evidence: Evidence, scope: ScopeRules, before: LevelMemory, now: Moment, usual: Baselines
    ) -> Verdict:
        return weigh(
            evidence, scope, before, now=now.at, config_id=self._rules.config_id, code_version=CODE_VERSION,
            baselines=usual,
        )  # fmt: skip

    def _end(self, done: Evaluation, event_id: str, scope: ScopeRules, before: LevelMemory, now: Moment) -> None:
        """A watch that is over, or sees nothing of the event any more, ends its level without a word."""
        if before.level is Level.NONE:
            return
        everything = self._sight.whole(event_id, scope)
        assessment = self._weighed(everything, scope, before, now, Baselines()).assessment
        ended = replace(assessment, level=Level.NONE, proposed=False, reasons=(ENDED,))
        self._keep(done, scope, before, Verdict(assessment=ended, memory=without_level(before, now.at)), is_kept=True)

    def _keep(
        self, done: Evaluation, scope: ScopeRules, before: LevelMemory, verdict: Verdict, *, is_kept: bool
    ) -> None:
        self._memories.keep(verdict.memory)
        if verdict.memory != before:
            done.memories.append(verdict.memory)
            self._open.doubt(before.event_id)
        if is_kept:
            done.assessments.append(verdict.assessment)


def _moved(before: LevelMemory, after: LevelMemory) -> bool:
    return (before.level, before.proposed) != (after.level, after.proposed)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
