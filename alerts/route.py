"""Who is told over what: roles become the persons on duty, where a channel reaches persons.

a person                                       -> that person
a role over a channel that reaches persons     -> each on duty in it who has a contact there, else the role itself
a role over a channel that reaches a room      -> the role: one message for all who read there
all                                            -> each role in turn
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from alerts.roster import on_duty
from domain.alerts import Alert, told_to
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES, Person, Roster
from domain.routes import Channel, Route


def addressed(alerts: Iterable[Alert], roster: Roster, channels: Mapping[str, Channel]) -> tuple[Alert, ...]:
    """Alerts to roles as alerts to whom they reach when they were decided; each recipient and channel once an occasion."""
    found = {alert.id: alert for one in alerts for alert in _addressed(one, roster, channels.get(one.channel))}
    return tuple(found.values())


def reached(alert: Alert, roster: Roster) -> tuple[Person, ...]:
    """The persons whom an alert is for: the recipient, or whoever was on duty in the role when it was decided."""
    person = roster.by_id.get(alert.recipient)
    if person is not None:
        return (person,)
    roles = ROLES if alert.recipient == EVERYBODY else (alert.recipient,)
    on = (one for role in roles if role in ROLES for one in on_duty(roster, role, alert.decided_at, alert.scope_id))
    return tuple({one.id: one for one in on}.values())


def routes_of(routes: Sequence[Route], role: str, level: Level) -> tuple[Route, ...]:
    """Routes by which a role is told of something of a level: its own for the level, else its own for others, else those of
    duty readdressed to it, so that no rung of a ladder leads nowhere."""
    if role == EVERYBODY:
        return tuple(route for one in ROLES for route in routes_of(routes, one, level))
    own = tuple(route for route in routes if route.recipient in (role, EVERYBODY))
    known = own or tuple(replace(route, recipient=role) for route in routes if route.recipient == DUTY)
    return tuple(route for route in known if level in route.levels) or known


def _addressed(alert: Alert, roster: Roster, channel: Channel | None) -> Iterator[Alert]:
    roles = ROLES if alert.recipient == EVERYBODY else (alert.recipient,)
    for role in roles:
        for recipient in _recipients(role, alert, roster, channel):
            yield told_to(alert, recipient)


def _recipients(role: str, alert: Alert, roster: Roster, channel: Channel | None) -> Sequence[str]:
    if role not in ROLES or channel is None or not channel.is_personal:
        return [role]
    on = on_duty(roster, role, alert.decided_at, alert.scope_id)
    return [person.id for person in on if _has_contact(person, channel.id)] or [role]


def _has_contact(person: Person, channel: str) -> bool:
    return any(contact.channel == channel for contact in person.contacts)
