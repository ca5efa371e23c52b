"""Who may get messages of a drill, over which channels, whatever level its event reaches and whoever acts or does not."""

from dataclasses import dataclass, replace
from datetime import datetime

from alerts.roster import on_duty
from domain.events import DESK
from domain.risk import Level
from domain.roster import ROLES
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
    """Everybody whom the alert of any level, or what follows it, may reach. `rules`: of the drill."""
    scope = rules.scopes[0]
    anything = replace(scope, routes=tuple(replace(route, topics=()) for route in scope.routes))
    steps = [
        step for level in Level if level for step in steps_of(described(level, anything, rules, now), anything, rules)
    ]
    channels: dict[str, dict[str, None]] = {}
    for step in steps:
        channels.setdefault(step.recipient, {})[step.channel] = None
    return tuple(
        Hearer(recipient=who, channels=tuple(over), people=_people(who, rules, now)) for who, over in channels.items()
    )


def _people(recipient: str, rules: Rules, now: datetime) -> tuple[str, ...]:
    if recipient not in ROLES:
        return ()
    return tuple(person.name for person in on_duty(rules.roster, recipient, now, DESK))
