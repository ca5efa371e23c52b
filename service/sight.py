"""What each scope sees of an open event, as an assessment is computed from it."""

from collections.abc import Sequence

from alerts.route import About
from domain.events import EventFacts
from domain.rules import ScopeRules
from scoring.evidence import Evidence, gather, world_of
from scoring.watch import of_scope
from service.matters import about, is_asked
from service.open_events import OpenEvents


class Sight:
    """Evidence by event and scope, gathered once as long as the event does not change."""

    def __init__(self, events: OpenEvents, scopes: Sequence[ScopeRules], platforms: int) -> None:
        self._open = events
        self._platforms = platforms
        self._worlds = {scope.scope.id: world_of(scope) for scope in scopes}

    def evidence(self, event_id: str, scope: ScopeRules) -> Evidence | None:
        """What the scope sees of an event; None where it is not its matter."""
        one, scope_id = self._open[event_id], scope.scope.id
        if scope_id not in one.gathered:
            facts = of_scope(one.in_order(), scope.scope)
            seen = EventFacts(event_id=event_id, facts=facts)
            one.gathered[scope_id] = self._gathered(seen, scope) if facts else None
        return one.gathered[scope_id]

    def whole(self, event_id: str, scope: ScopeRules) -> Evidence:
        """All of an event, as a scope would see it that is not limited."""
        return self._gathered(EventFacts(event_id=event_id, facts=self._open[event_id].in_order()), scope)

    def about(self, event_id: str, scope: ScopeRules) -> About:
        """What an event is about, where routes of the scope ask."""
        return about(of_scope(self._open[event_id].in_order(), scope.scope) if is_asked(scope) else (), scope)

    def _gathered(self, facts: EventFacts, scope: ScopeRules) -> Evidence:
        return gather(facts, scope, platforms=self._platforms, world=self._worlds[scope.scope.id])
