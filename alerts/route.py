"""Who is told over what: roles become the persons on duty, where a channel reaches persons.

a person                                       -> that person
a role over a channel that reaches persons     -> each on duty in it who has a contact there, else the role itself
a role over a channel that reaches a room      -> the role: one message for all who read there
all                                            -> each role in turn
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from alerts.roster import on_duty
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES, Person, Roster
from domain.routes import Channel, Route

Told = tuple[str, str]
"""(recipient, channel id)."""


def addressed(
    routes: Sequence[Route], roster: Roster, channels: Mapping[str, Channel], at: datetime, scope: str
) -> tuple[Told, ...]:
    """Recipients and channels of these routes at a time, each once, in the order of the routes."""
    found = (
        (recipient, route.channel)
        for route in routes
        for recipient in _recipients(route, roster, channels.get(route.channel), at, scope)
    )
    return tuple(dict.fromkeys(found))


def routes_of(routes: Sequence[Route], role: str, level: Level) -> tuple[Route, ...]:
    """Routes by which a role is told of something of a level: its own for the level, else its own for others, else those of
    duty readdressed to it, so that no rung of a ladder leads nowhere."""
    if role == EVERYBODY:
        return tuple(route for one in ROLES for route in routes_of(routes, one, level))
    own = tuple(route for route in routes if route.recipient in (role, EVERYBODY))
    known = own or tuple(replace(route, recipient=role) for route in routes if route.recipient == DUTY)
    return tuple(route for route in known if level in route.levels) or known


def _recipients(route: Route, roster: Roster, channel: Channel | None, at: datetime, scope: str) -> Iterator[str]:
    roles = ROLES if route.recipient == EVERYBODY else (route.recipient,)
    for role in roles:
        if role not in ROLES or channel is None or not channel.is_personal:
            yield role
            continue
        reached = [person.id for person in on_duty(roster, role, at, scope) if _has_contact(person, channel.id)]
        yield from reached or [role]


def _has_contact(person: Person, channel: str) -> bool:
    return any(contact.channel == channel for contact in person.contacts)
