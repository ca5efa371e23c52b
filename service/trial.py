"""Test messages: once a day to every recipient of the routes, or at once to whoever is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.route import addressed
from domain.alerts import Alert, Reason, SubjectKind, alert_id
from domain.errors import BadUse
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES, Person
from domain.routes import Route
from domain.rules import Rules
from storage.base import Storage

SUBJECT, EPISODE = "test", 1
LATE = timedelta(hours=2)
"""So long after its time a daily test is still sent; later it could fall into the night."""
Way = tuple[str, str]
"""(recipient, channel)."""


@dataclass(slots=True)
class DailyTest:
    """Tells the test of each day, once, as those on duty at its time are known then."""

    storage: Storage
    at: time | None
    _sent: date | None = field(default=None, init=False)

    def turn(self, rules: Rules, now: datetime) -> int:
        """Put the test of the day into the outbox where it is time; the number of alerts."""
        zone = ZoneInfo(rules.scopes[0].institution.time_zone)
        today = now.astimezone(zone).date()
        if self.at is None or self._sent == today:
            return 0
        due = datetime.combine(today, self.at, zone).astimezone(now.tzinfo)
        if not due <= now < due + LATE:
            return 0
        told = self.storage.tell(trial_alerts(rules, _routed(rules), f"test:daily:{today}", due))
        self._sent = today  # only what the outbox has taken: a turn that failed is made good by the next
        return told


def wanted_ways(rules: Rules, channel: str | None, recipient: str | None) -> tuple[Way, ...]:
    """Whom a test goes to: all of the routes, or those of one channel or recipient. A channel that no route names yet is
    tried with those on duty. BadUse where there is none."""
    if channel is not None and channel not in rules.channels_by_id:
        raise BadUse("trial.unknown_channel", given=channel[:40], known=", ".join(rules.channels_by_id) or "-")
    known = _routed(rules) if recipient is None else tuple(_ways_to(recipient, rules))
    found = tuple(way for way in known if channel in (None, way[1]))
    if channel is not None and not found:
        found = ((recipient or DUTY, channel),)
    if not found:
        raise BadUse("trial.nobody", to=recipient or "-")
    return found


def trial_alerts(rules: Rules, ways: Iterable[Way], occasion: str, at: datetime) -> tuple[Alert, ...]:
    """A test for each recipient and channel; roles as the persons on duty, where the channel reaches persons."""
    alerts = [_alert(rules, recipient, channel, occasion, at) for recipient, channel in ways]
    return addressed(alerts, rules.roster, rules.channels_by_id)


def _routed(rules: Rules) -> tuple[Way, ...]:
    """Every recipient and channel of the routes of all scopes, each once."""
    routes = (route for scope in rules.scopes for route in scope.routes)
    return tuple(dict.fromkeys((route.recipient, route.channel) for route in routes))


def _ways_to(recipient: str, rules: Rules) -> Iterator[Way]:
    """The channels of a person's contacts and routes; those of a role, else of duty."""
    routes = [route for scope in rules.scopes for route in scope.routes]
    person = next((one for one in rules.roster.people if recipient in (one.id, one.name)), None)
    if person is not None:
        channels = {*(contact.channel for contact in person.contacts), *_channels(routes, {person.id})}
        yield from ((person.id, channel) for channel in sorted(channels))
    elif recipient in (*ROLES, EVERYBODY):
        own = _channels(routes, {recipient, EVERYBODY}) or _channels(routes, {DUTY})
        yield from ((recipient, channel) for channel in own)
    else:
        known = (*ROLES, EVERYBODY, *map(_shown, rules.roster.people))
        raise BadUse("trial.unknown_recipient", given=recipient[:40], known=", ".join(known))


def _channels(routes: Iterable[Route], recipients: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.channel for route in routes if route.recipient in recipients))


def _shown(person: Person) -> str:
    return person.id


def _alert(rules: Rules, recipient: str, channel: str, occasion: str, at: datetime) -> Alert:
    scope = rules.scopes[0].scope.id
    return Alert(
        id=alert_id(SUBJECT, scope, EPISODE, occasion, recipient, channel), subject_kind=SubjectKind.SYSTEM,
        subject_id=SUBJECT, scope_id=scope, episode=EPISODE, reason=Reason.TEST, occasion=occasion, recipient=recipient,
        channel=channel, level=Level.NONE, decided_at=at, due_at=at, config_id=rules.config_id,
    )  # fmt: skip
