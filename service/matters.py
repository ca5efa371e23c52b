"""What routes ask of an event: its topics and places, as a scope sees it, and the calendar of quiet hours; and the routes by
which the watch tells of itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from alerts.route import About, Matter, Way, told_in
from domain.quiet import Calendar
from domain.risk import Level
from domain.routes import Route
from domain.rules import Rules, ScopeRules
from scoring.matter import Labelled, places_of, topics_of
from storage.base import Storage


def calendar_of(scope: ScopeRules, rules: Rules) -> Calendar:
    """The clock of the scope's institution, and the working days of the roster."""
    return Calendar(zone=scope.institution.time_zone, workdays=rules.roster.workdays)


def about(members: Sequence[Labelled], scope: ScopeRules) -> About:
    """What members of an event are about, as far as any route of the scope asks."""
    return About(
        topics=topics_of(members) if any(route.topics for route in scope.routes) else frozenset(),
        places=places_of(members) if any(route.places for route in scope.routes) else frozenset(),
    )


def ways_within(
    routes: Sequence[Route], role: str, level: Level, at: datetime, scope: ScopeRules, rules: Rules
) -> tuple[Way, ...]:
    """By which of a scope's routes a role is told of a matter of the watch itself: those for all topics and places; where
    there are none, those for some."""
    matter, calendar = Matter(levels=(level,), at=at), calendar_of(scope, rules)
    anything = [replace(route, topics=(), places=()) for route in routes]
    return told_in(routes, role, matter, calendar) or told_in(anything, role, matter, calendar)


def is_asked(scope: ScopeRules) -> bool:
    """Whether any route of the scope goes by topic or place."""
    return any(route.topics or route.places for route in scope.routes)


def about_stored(storage: Storage, event_id: str, scope: ScopeRules) -> About:
    """The same of an event as it is stored, by the newest labels of the members that the scope sees."""
    if not is_asked(scope):
        return About()
    sources = scope.scope.sources
    seen = (one for one in storage.event_documents(event_id) if not sources or one.document.source_id in sources)
    return about([one.labels for one in seen if one.labels is not None], scope)
