"""Who may get messages of a drill, over which channels, whatever level its event reaches and whoever acts or does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.roster import on_duty
from domain.events import DESK
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES
from domain.routes import Route
from domain.rules import Rules
from service.routing import described, steps_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearer:
    """A recipient, and the channels over which messages may come."""

    recipient: str
    channels: tuple[str, ...]
    people: tuple[str, ...]
    """Names of those on duty, where the recipient is a role."""


def audience(rules: Rules, now: datetime) -> tuple[Hearer, ...]:
    """Everybody whom anything may reach, of whatever level and topic. `rules`: of the drill."""
    scope = rules.scopes[0]
    wide = replace(scope, routes=tuple(_wide(scope.routes)))
    channels: dict[str, dict[str, None]] = {}
    for step in steps_of(described(Level.II, wide, rules, now), wide, rules):
        channels.setdefault(step.recipient, {})[step.channel] = None
    return tuple(
        Hearer(recipient=who, channels=tuple(over), people=_people(who, rules, now)) for who, over in channels.items()
    )


def _wide(routes: Sequence[Route]) -> Iterator[Route]:
    """Every route, and those of duty for each role whose own may not fit, as if they listed whatever is told."""
    yield from (_for_anything(route) for route in routes)
    for role in ROLES:
        own = [route for route in routes if route.recipient in (role, EVERYBODY)]
        if all(route.topics for route in own):
            yield from (_for_anything(replace(route, recipient=role)) for route in routes if route.recipient == DUTY)


def _for_anything(route: Route) -> Route:
    return replace(route, topics=(), levels=(Level.II,))


def _people(recipient: str, rules: Rules, now: datetime) -> tuple[str, ...]:
    if recipient not in ROLES:
        return ()
    return tuple(person.name for person in on_duty(rules.roster, recipient, now, DESK))
