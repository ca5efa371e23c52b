"""Who is told over what: routes that fit a matter, and the persons on duty whom they reach.

a route fits           a level of the matter that it lists, a topic of the matter that it names, if it names any, and a
                       place in which the matter lies, if it names any
quiet hours            what is below II waits until they end; II, I and what is proposed to be I never do
a role                 its own routes that fit; without one for the level its own for others; else those of duty

a person                                       -> that person
a role over a channel that reaches persons     -> each on duty in it who has a contact there, else the role itself
a role over a channel that reaches a room      -> the role: one message for all who read there
all                                            -> each role in turn
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from alerts.roster import on_duty
from domain.alerts import Alert, told_to
from domain.divisions import is_inside
from domain.quiet import Calendar, quiet_until
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES, Person, Roster
from domain.routes import Channel, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an event is about, as far as routes ask."""

    topics: frozenset[str] = frozenset()
    """Ids."""
    places: frozenset[str] = frozenset()
    """Codes of divisions that it names, and of those around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something to be told."""

    levels: tuple[Level, ...]
    """A route that lists any of these may be taken."""
    about: About = About()
    at: datetime


class Stands(StrEnum):
    """Why a route is taken that does not list what is told."""

    OWN = "own"
    """It does."""
    OTHER_LEVELS = "other_levels"
    """The recipient has none for the level."""
    FOR_DUTY = "for_duty"
    """The recipient has none at all: one of duty's, readdressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route that is taken, and why."""

    number: int
    """Its place among the routes of the scope, from 0, as `config check` names it."""
    route: Route
    due_at: datetime
    """When it is told: at once, or when quiet hours end."""
    level: Level
    """The gravest of the matter."""
    topics: tuple[str, ...] = ()
    """Those of the route that the matter is about."""
    places: tuple[str, ...] = ()
    """Those of the route that it lies in."""
    stands: Stands = Stands.OWN


def told_by(routes: Sequence[Route], matter: Matter, calendar: Calendar) -> tuple[Way, ...]:
    """The routes that fit, in their order; of those to one recipient over one channel the one that tells first."""
    return _first([way for way in _ways(routes, matter, calendar) if _lists(way.route, matter)])


def told_in(routes: Sequence[Route], role: str, matter: Matter, calendar: Calendar) -> tuple[Way, ...]:
    """The routes by which a role is told of a matter: no rung of a ladder leads nowhere while duty has a route."""
    if role == EVERYBODY:
        return _first([way for one in ROLES for way in told_in(routes, one, matter, calendar)])
    ways = _ways(routes, matter, calendar)
    own = [way for way in ways if way.route.recipient in (role, EVERYBODY)]
    known = own or [_readdressed(way, role) for way in ways if way.route.recipient == DUTY]
    listed = [way for way in known if _lists(way.route, matter)]
    return _first(listed or [replace(way, stands=_without_level(way)) for way in known])


def missed_by(route: Route, about: About) -> str:
    """Why a route that is not taken does not fit: by `topic`, `place`, or else `level`."""
    if route.topics and not about.topics.intersection(route.topics):
        return "topic"
    return "place" if route.places and not _inside(route, about) else "level"


def addressed(alerts: Iterable[Alert], roster: Roster, channels: Mapping[str, Channel]) -> tuple[Alert, ...]:
    """Alerts to roles as alerts to whom they reach when they are due; each recipient and channel once an occasion, as early
    as any of them is due."""
    found: dict[str, Alert] = {}
    for one in alerts:
        for alert in _addressed(one, roster, channels.get(one.channel)):
            known = found.setdefault(alert.id, alert)
            found[alert.id] = alert if alert.due_at < known.due_at else known
    return tuple(found.values())


def reached(alert: Alert, roster: Roster) -> tuple[Person, ...]:
    """The persons whom an alert is for: the recipient, or whoever is on duty in the role when it is due."""
    person = roster.by_id.get(alert.recipient)
    if person is not None:
        return (person,)
    roles = ROLES if alert.recipient == EVERYBODY else (alert.recipient,)
    on = (one for role in roles if role in ROLES for one in on_duty(roster, role, alert.due_at, alert.scope_id))
    return tuple({one.id: one for one in on}.values())


def _ways(routes: Sequence[Route], matter: Matter, calendar: Calendar) -> list[Way]:
    """Routes that fit but for their levels."""
    ways = (_way(number, route, matter, calendar) for number, route in enumerate(routes))
    return [way for way in ways if _fits(way)]


def _way(number: int, route: Route, matter: Matter, calendar: Calendar) -> Way:
    level, about = max(matter.levels), matter.about
    return Way(
        number=number,
        route=route,
        due_at=matter.at if level >= Level.II else quiet_until(route.quiet, matter.at, calendar),
        level=level,
        topics=tuple(one for one in route.topics if one in about.topics),
        places=_inside(route, about),
    )


def _inside(route: Route, about: About) -> tuple[str, ...]:
    """The places of a route in which something lies that the matter is about."""
    return tuple(one for one in route.places if any(is_inside(code, one) for code in about.places))


def _fits(way: Way) -> bool:
    """Topic and place; what a route does not name does not matter."""
    return bool(way.topics or not way.route.topics) and bool(way.places or not way.route.places)


def _lists(route: Route, matter: Matter) -> bool:
    return bool({*route.levels} & {*matter.levels})


def _readdressed(way: Way, role: str) -> Way:
    return replace(way, route=replace(way.route, recipient=role), stands=Stands.FOR_DUTY)


def _without_level(way: Way) -> Stands:
    return Stands.OTHER_LEVELS if way.stands is Stands.OWN else way.stands


def _first(ways: Iterable[Way]) -> tuple[Way, ...]:
    """One for each recipient and channel, in the order of the first: the earliest."""
    found: dict[tuple[str, str], Way] = {}
    for way in ways:
        key = (way.route.recipient, way.route.channel)
        known = found.setdefault(key, way)
        found[key] = way if way.due_at < known.due_at else known
    return tuple(found.values())


def _addressed(alert: Alert, roster: Roster, channel: Channel | None) -> Iterator[Alert]:
    roles = ROLES if alert.recipient == EVERYBODY else (alert.recipient,)
    for role in roles:
        for recipient in _recipients(role, alert, roster, channel):
            yield told_to(alert, recipient)


def _recipients(role: str, alert: Alert, roster: Roster, channel: Channel | None) -> Sequence[str]:
    if role not in ROLES or channel is None or not channel.is_personal:
        return [role]
    on = on_duty(roster, role, alert.due_at, alert.scope_id)
    return [person.id for person in on if _has_contact(person, channel.id)] or [role]


def _has_contact(person: Person, channel: str) -> bool:
    return any(contact.channel == channel for contact in person.contacts)
