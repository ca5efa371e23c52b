"""Beside processing: what follows alerts that nobody acts on. Read, plan, put; each case in a transaction of its own."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from alerts.follow import Case, Due, follow_ups
from alerts.route import addressed, routes_of
from domain.alerts import Alert, SubjectKind, alert_id
from domain.rules import Rules, ScopeRules
from service.cases import case_of
from storage.base import Storage


class Duties:
    """Tells deputies, leaders and all, and of deadlines, as time passes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def turn(self, rules: Rules, now: datetime) -> int:
        """Put everything that is due at the desk's `now` into the outbox; the number of alerts."""
        scopes = {scope.scope.id: scope for scope in rules.scopes}
        put = 0
        for row in self._storage.duties():
            scope = scopes.get(row.memory.scope_id)
            if scope is None:
                continue
            case = case_of(row, now)
            due = follow_ups(case, scope.duties, now)
            alerts = addressed(_alerts(case, due, scope, rules, now), rules.roster, rules.channels_by_id) if due else ()
            if alerts and self._storage.follow_up(row, alerts):
                put += len(alerts)
        return put


def _alerts(case: Case, due: Iterable[Due], scope: ScopeRules, rules: Rules, now: datetime) -> Iterator[Alert]:
    """The alerts of these occasions, to the roles they are for."""
    told = ((one, route) for one in due for role in one.roles for route in routes_of(scope.routes, role, case.level))
    for one, route in told:
        yield Alert(
            id=alert_id(case.event_id, case.scope_id, case.episode, one.occasion, route.recipient, route.channel),
            subject_kind=SubjectKind.EVENT,
            subject_id=case.event_id,
            scope_id=case.scope_id,
            episode=case.episode,
            reason=one.reason,
            occasion=one.occasion,
            recipient=route.recipient,
            channel=route.channel,
            level=case.level,
            proposed=case.proposed,
            decided_at=now,
            due_at=now,
            config_id=rules.config_id,
        )
