"""Everything on file about one assessed event, under the rules that its assessment names."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from domain.errors import BadUse
from domain.events import EventFacts, Fact
from domain.risk import Assessment, LevelMemory
from domain.rules import Rules, ScopeRules
from scoring.lowering import Lowering, Present, lowerings, present
from scoring.watch import of_scope
from service.app import App
from service.governance import kept_rules
from service.open_event import fact_of
from service.watches import check_scope
from storage.values import EventRow, WindowRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event where it stands in a scope."""

    row: EventRow
    assessment: Assessment
    scope: ScopeRules
    matter: tuple[str, ...]
    """Names of its topics with a harm."""
    topics: tuple[str, ...]
    """Names of all its topics."""
    unread: BadUse | None
    """Why the rules that the assessment names are not at hand and the present ones stand in."""
    seen: Present | None
    """What its members say; None where none is stored any more."""

    @property
    def casualty(self) -> bool:
        """People are hurt, by what is said of the gravest harm."""
        harms = self.seen.evidence.harms if self.seen else ()
        return bool(harms) and harms[0].casualty

    def lowerings(self) -> tuple[Lowering, ...]:
        """What would lower the index."""
        return lowerings(self.seen) if self.seen else ()


def standing_of(app: App, row: EventRow, members: Sequence[WindowRow]) -> Standing | None:
    """Where an event with these members stands in the scope of its row; None where it was never assessed. BadUse where the
    rules have no such scope."""
    one = row.assessment
    if one is None:
        return None
    rules, unread = _rules_of(app, one.config_id)
    check_scope(rules, one.scope_id)
    scope = next(scope for scope in rules.scopes if scope.scope.id == one.scope_id)
    known = {topic.id: topic for topic in rules.topics}
    return Standing(
        row=row,
        assessment=one,
        scope=scope,
        matter=tuple(known[name].name for name in row.event.topics if name in known and known[name].stated_harm),
        topics=tuple(known[name].name if name in known else name for name in row.event.topics),
        unread=unread,
        seen=_present(app, one, scope, members),
    )


def _rules_of(app: App, config_id: str) -> tuple[Rules, BadUse | None]:
    """Rules by their id; where they cannot be read the present ones, and why."""
    if config_id == app.rules.config_id:
        return app.rules, None
    try:
        return kept_rules(app.storage, config_id), None
    except BadUse as error:
        return app.rules, error


def _present(app: App, one: Assessment, scope: ScopeRules, members: Sequence[WindowRow]) -> Present | None:
    """The members that the assessment saw, and the memory of its scope."""
    seen = [row for row in members if row.member.joined_at < one.at]
    facts = EventFacts(event_id=one.event_id, facts=of_scope(_facts(seen), scope.scope))
    if not facts.facts:
        return None
    memories = {memory.scope_id: memory for memory in app.storage.event_memories(one.event_id)}
    memory = memories.get(one.scope_id) or LevelMemory(event_id=one.event_id, scope_id=one.scope_id)
    return present(one, facts, memory, scope)


def _facts(rows: Sequence[WindowRow]) -> tuple[Fact, ...]:
    """In order of sequence."""
    facts = (fact_of(row.member, row.document, row.labels) for row in rows)
    return tuple(sorted(facts, key=attrgetter("sequence", "document_id")))
