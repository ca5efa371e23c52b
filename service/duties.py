"""Beside processing: what follows alerts that nobody acts on. Read, plan, put: all of a turn in one
transaction, in which a case that has moved since it was read is left out. More than can be followed is told in digests."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from alerts.follow import Case, Due, follow_ups
from alerts.route import Matter, Way, addressed, told_in
from domain.alerts import Alert, event_alert
from domain.drills import Drill
from domain.quiet import Calendar
from domain.rules import Rules, ScopeRules
from service.cases import case_of, on_desk_time
from service.floods import FOLLOWED, Floods
from service.matters import about_stored, calendar_of
from storage.base import Storage
from storage.values import DutyRow


class Duties:
    """Tells deputies, leaders and all, and of deadlines, as time passes."""

    def __init__(self, storage: Storage, drill: Drill | None = None) -> None:
        self._storage = storage
        self._drill = drill

    def turn(self, rules: Rules, now: datetime) -> int:
        """Put everything that is due at the desk's `now` into the outbox; the number of alerts."""
        scopes = {scope.scope.id: scope for scope in rules.scopes}
        known = ((row, scopes.get(row.memory.scope_id)) for row in self._storage.duties())
        found = [(row, self._following(row, scope, rules, now)) for row, scope in known if scope is not None]
        found = [(row, alerts) for row, alerts in found if alerts]
        if not found:
            return 0
        floods = Floods(rules.flood, FOLLOWED)
        floods.restore(self._storage, now)
        told = {one.id: one for one in floods.folded(alert for _, alerts in found for alert in alerts)}
        singly = [(row, [told.pop(one.id) for one in alerts if one.id in told]) for row, alerts in found]
        return self._storage.follow_up(singly, tuple(told.values()))

    def _following(self, row: DutyRow, scope: ScopeRules, rules: Rules, now: datetime) -> Sequence[Alert]:
        case = case_of(on_desk_time(row, self._drill), now)
        return self._alerts(case, follow_ups(case, scope.duties, now), scope, rules, now)

    def _alerts(
        self, case: Case, due: Sequence[Due], scope: ScopeRules, rules: Rules, now: datetime
    ) -> Sequence[Alert]:
        if not due:
            return ()
        matter = Matter(levels=(case.level,), about=about_stored(self._storage, case.event_id, scope), at=now)
        found = ((one, ways(one, scope, matter, calendar_of(scope, rules))) for one in due)
        return [alert for one, taken in found for alert in tellings(case, one, taken, rules, now)]


def ways(due: Due, scope: ScopeRules, matter: Matter, calendar: Calendar) -> tuple[Way, ...]:
    """The ways by which everybody is told whom something is for."""
    return tuple(way for role in due.roles for way in told_in(scope.routes, role, matter, calendar))


def tellings(case: Case, due: Due, ways: Iterable[Way], rules: Rules, at: datetime) -> tuple[Alert, ...]:
    """The alerts of one occasion, to whoever these ways reach when it is told."""
    alerts = (_alert(case, due, way, rules, at) for way in ways)
    return addressed(alerts, rules.roster, rules.channels_by_id)


def _alert(case: Case, due: Due, way: Way, rules: Rules, at: datetime) -> Alert:
    return event_alert(
        case.event_id, case.scope_id, case.episode, reason=due.reason, occasion=due.occasion,
        recipient=way.route.recipient, channel=way.route.channel, level=case.level, proposed=case.proposed, at=at,
        config_id=rules.config_id, due_at=way.due_at,
    )  # fmt: skip
