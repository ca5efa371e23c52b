"""What is wrong or doubtful in a scope's routes: names that nobody has, routes that tell nobody, matters of which nobody is told."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from config.problems import unknown
from domain.divisions import is_inside
from domain.errors import Problem
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES
from domain.routes import Route
from domain.rules import Rules, ScopeRules, Status, Topic


def route_faults(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    """Channels and topics that do not exist."""
    channels, topics = {channel.id for channel in rules.channels}, {topic.id for topic in rules.topics}
    for number, route in enumerate(one.routes):
        if route.channel not in channels:
            yield _problem(one, number, "unknown_channel", channel=route.channel)
        for name in route.topics:
            if name not in topics:
                path = f"scopes.{one.scope.id} routes[{number}].topics"
                yield unknown(path, name, topics, "config.watch_unknown_topic")


def route_warnings(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    """Routes that never tell anything, or nothing that another does not, and what no route tells of."""
    known = (*ROLES, EVERYBODY, *rules.roster.by_id)
    for number, route in enumerate(one.routes):
        yield from _stranger(one, number, route, known, rules)
        yield from _never(one, number, route, rules)
        yield from _covered(one, number, route)
        if route.quiet and min(route.levels) >= Level.II:
            yield _problem(one, number, "quiet_needless")
    yield from (*_without_duty(one), *_unreached(one, rules))


def _stranger(one: ScopeRules, number: int, route: Route, known: Sequence[str], rules: Rules) -> Iterator[Problem]:
    """A recipient that is no role and no person: meant, where it names whoever reads a room, and doubted where it is near a known
    name or the channel reaches persons."""
    channel = rules.channels_by_id.get(route.channel)
    is_room = channel is not None and not channel.is_personal
    if route.recipient not in known and not (is_room and not get_close_matches(route.recipient, known)):
        path = f"scopes.{one.scope.id} routes[{number}].recipient"
        yield unknown(path, route.recipient, known, "config.unknown_recipient")


def _without_duty(one: ScopeRules) -> Iterator[Problem]:
    """Routes none of which goes to whoever is on duty; other roles without a route are told over those of duty, too."""
    if one.routes and not any(route.recipient in (DUTY, EVERYBODY) for route in one.routes):
        yield Problem(path=f"scopes.{one.scope.id} routes", code="config.no_route_to_duty", params=())


def _never(one: ScopeRules, number: int, route: Route, rules: Rules) -> Iterator[Problem]:
    """A route all of whose topics are kept for the record, or on trial, and so raise nothing."""
    named = [topic for topic in rules.topics if topic.id in route.topics]
    if named and all(topic.status is not Status.STABLE for topic in named):
        yield _problem(one, number, "route_never", topics=", ".join(topic.id for topic in named))


def _covered(one: ScopeRules, number: int, route: Route) -> Iterator[Problem]:
    """A route beside a wider one to the same recipient: its quiet hours, too, change nothing."""
    for other, wider in enumerate(one.routes):
        if other != number and _covers(wider, route) and not (_covers(route, wider) and other > number):
            yield _problem(one, number, "route_covered", other=str(other))
            return


def _covers(wider: Route, route: Route) -> bool:
    """Whether whatever the one tells, the other tells too, and no later."""
    same = wider.recipient in (route.recipient, EVERYBODY) and wider.channel == route.channel
    topics = not wider.topics or (route.topics and {*route.topics} <= {*wider.topics})
    inside = all(any(is_inside(code, place) for place in wider.places) for code in route.places)
    places = not wider.places or (route.places and inside)
    levels = {*route.levels} <= {*wider.levels}
    return bool(same and levels and topics and places and wider.quiet in ((), route.quiet))


def _unreached(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    """Levels that are told only in some places or on some topics: a route for all the rest is missing."""
    topics = [topic for topic in rules.topics if _may_alert(topic, one)]
    for level in Level:
        routes = [route for route in one.routes if level in route.levels and not route.places]
        lost = [topic.id for topic in topics if not _reaches(routes, topic)]
        if any(level in route.levels for route in one.routes) and lost:
            path = f"scopes.{one.scope.id} routes"
            params = (("level", level.name), ("count", str(len(lost))), ("topics", ", ".join(lost)))
            yield Problem(path=path, code="config.topics_without_route", params=params)


def _may_alert(topic: Topic, one: ScopeRules) -> bool:
    is_seen = not one.scope.topics or topic.id in one.scope.topics
    return is_seen and topic.stated_harm is not None and topic.status is Status.STABLE


def _reaches(routes: Iterable[Route], topic: Topic) -> bool:
    return any(not route.topics or topic.id in route.topics for route in routes)


def _problem(one: ScopeRules, number: int, code: str, **params: str) -> Problem:
    return Problem(path=f"scopes.{one.scope.id} routes[{number}]", code=f"config.{code}", params=tuple(params.items()))
