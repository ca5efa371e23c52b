"""Beside processing: what follows alerts that nobody acts on. Read, plan, put; each case in a transaction of its own."""

from collections.abc import Iterable
from datetime import datetime

from alerts.follow import Case, Due, follow_ups
from alerts.route import addressed, routes_of
from domain.alerts import Alert, event_alert
from domain.routes import Route
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
            alerts = [alert for one in due for alert in tellings(case, one, ways(one, case, scope), rules, now)]
            if alerts and self._storage.follow_up(row, alerts):
                put += len(alerts)
        return put


def ways(due: Due, case: Case, scope: ScopeRules) -> tuple[Route, ...]:
    """Routes by which everybody is told whom something is for."""
    return tuple(route for role in due.roles for route in routes_of(scope.routes, role, case.level))


def tellings(case: Case, due: Due, routes: Iterable[Route], rules: Rules, at: datetime) -> tuple[Alert, ...]:
    """The alerts of one occasion, to whoever these routes reach at a time."""
    alerts = (_alert(case, due, route, rules, at) for route in routes)
    return addressed(alerts, rules.roster, rules.channels_by_id)


def _alert(case: Case, due: Due, route: Route, rules: Rules, at: datetime) -> Alert:
    return event_alert(
        case.event_id, case.scope_id, case.episode, reason=due.reason, occasion=due.occasion, recipient=route.recipient,
        channel=route.channel, level=case.level, proposed=case.proposed, at=at, config_id=rules.config_id,
    )  # fmt: skip
