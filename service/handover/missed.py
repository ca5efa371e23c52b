"""Shifts that ended without a hand-over that anybody took: told once to those on duty and to the leader.

Only where it is the custom: the roster has shifts of duty, and a hand-over was given within the last two weeks, of a shift
that ended before. So a desk that has never handed over, or no longer does, is told nothing. Once it is told of a shift, that
stays so, whoever is on duty next and whatever becomes of routes and roster.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from alerts.route import Way, addressed
from alerts.shifts import shifts
from domain.alerts import Alert, Reason, SubjectKind, alert_id
from domain.handover import Handover, ShiftSpan, handover_id
from domain.risk import Level
from domain.roster import DUTY, LEADER
from domain.routes import Channel
from domain.rules import Rules, ScopeRules
from service.matters import ways_within
from storage.base import Storage

SUBJECT = "handover"
ROUTED_AS = Level.III
"""Like what the watch itself lacks: it asks for no acknowledgement, and quiet hours hold it back."""
CUSTOM = timedelta(days=14)
GRACE = timedelta(minutes=30)
"""From the beginning of the next duty on."""
FORGOTTEN = timedelta(days=1)
"""What is missed for longer is told no more: the service was down, and the next shift has ended since."""


class Handovers:
    """Looks for missed hand-overs as time passes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def turn(self, rules: Rules, now: datetime) -> int:
        """Put what is missing at the desk's `now` into the outbox; the number of alerts."""
        given = self._storage.handovers(now - CUSTOM)
        if not any(one.shift.role == DUTY for one in given):
            return 0
        late = [(scope, span) for scope in rules.scopes for span in missed(rules, scope.scope.id, given, now)]
        told = self._told() if late else frozenset()
        fresh = [(scope, span) for scope, span in late if (scope.scope.id, occasion_of(span)) not in told]
        return self._storage.tell([alert for scope, span in fresh for alert in _alerts(rules, scope, span, now)])

    def _told(self) -> frozenset[tuple[str, str]]:
        """(scope, occasion) of every missed hand-over that was told, to whomever."""
        rows = self._storage.subject_alerts([SUBJECT])
        return frozenset((row.alert.scope_id, row.alert.occasion) for row in rows)


def missed(rules: Rules, scope_id: str, given: Sequence[Handover], now: datetime) -> Iterator[ShiftSpan]:
    """Shifts of duty in a scope that should have been handed over by now and were not taken, in order."""
    own = {one.id: one for one in given if (one.shift.role, one.shift.scope_id) == (DUTY, scope_id)}
    customary = min((one.shift.ends_at for one in own.values()), default=None)
    if customary is None:
        return
    for span in shifts(rules.roster, DUTY, scope_id, now - FORGOTTEN - GRACE, now):
        known = own.get(handover_id(DUTY, scope_id, span.ends_at))
        due_at = span.next_from + GRACE
        is_late = now - FORGOTTEN < due_at <= now
        if is_late and span.ends_at >= customary and (known is None or not known.is_taken):
            yield span


def occasion_of(span: ShiftSpan) -> str:
    """Stable a shift: `handover:duty:20260309T120000Z`."""
    return f"{SUBJECT}:{span.role}:{span.ends_at:%Y%m%dT%H%M%SZ}"


def shift_told(alert: Alert) -> tuple[str, datetime]:
    """The role and the end of the shift that an alert of this reason tells of."""
    _, role, ends_at = alert.occasion.split(":")
    return role, datetime.strptime(ends_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _alerts(rules: Rules, scope: ScopeRules, span: ShiftSpan, now: datetime) -> tuple[Alert, ...]:
    ways = (way for role in (DUTY, LEADER) for way in ways_within(scope.routes, role, ROUTED_AS, now, scope, rules))
    told = (_alert(rules, scope.scope.id, span, way, now) for way in ways)
    channels = rules.channels_by_id
    return tuple(_once_a_room(addressed(told, rules.roster, channels), channels))


def _once_a_room(alerts: Iterable[Alert], channels: Mapping[str, Channel]) -> Iterator[Alert]:
    """Those on duty and the leader may read the same room: it is told as early as any of them, and once."""
    rooms: set[str] = set()
    for one in sorted(alerts, key=lambda alert: alert.due_at):
        if one.channel not in rooms:
            yield one
        if not channels[one.channel].is_personal:
            rooms.add(one.channel)


def _alert(rules: Rules, scope_id: str, span: ShiftSpan, way: Way, now: datetime) -> Alert:
    occasion, route = occasion_of(span), way.route
    return Alert(
        id=alert_id(SUBJECT, scope_id, 1, occasion, route.recipient, route.channel), subject_kind=SubjectKind.SYSTEM,
        subject_id=SUBJECT, scope_id=scope_id, episode=1, reason=Reason.HANDOVER, occasion=occasion,
        recipient=route.recipient, channel=route.channel, level=Level.NONE, decided_at=now, due_at=way.due_at,
        config_id=rules.config_id,
    )  # fmt: skip
