"""What each scope was told of late, in step with the store, and what of an evaluation is told in a digest."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from alerts.flood import Tide, folded, tide_of
from domain.alerts import DECIDED, Alert, Reason
from domain.routes import Flood
from storage.base import Storage

EVALUATED = "digest:"
"""How occasions of digests begin that an evaluation decides."""


class Floods:
    """Tides by scope."""

    def __init__(self, flood: Flood) -> None:
        self._flood = flood
        self._tides: dict[str, Tide] = {}

    def restore(self, storage: Storage, evaluated_at: datetime | None) -> None:
        """Take up what the store has: a digest matters for a window after it was due, and is due within one."""
        if evaluated_at is None:
            return
        alerts: dict[str, list[Alert]] = {}
        for row in storage.alerts(evaluated_at - 2 * self._flood.window):
            if row.alert.reason in DECIDED or row.alert.reason is Reason.DIGEST:
                alerts.setdefault(row.alert.scope_id, []).append(row.alert)
        self._tides = {scope_id: tide_of(told, EVALUATED) for scope_id, told in alerts.items()}

    def folded(self, alerts: Iterable[Alert], grave: Collection[str]) -> list[Alert]:
        """Alerts of one evaluation as they are told, by scope."""
        scopes: dict[str, list[Alert]] = {}
        for alert in alerts:
            scopes.setdefault(alert.scope_id, []).append(alert)
        return [alert for scope_id, own in scopes.items() for alert in self._of_scope(scope_id, own, grave)]

    def _of_scope(self, scope_id: str, alerts: Sequence[Alert], grave: Collection[str]) -> Iterable[Alert]:
        tide = self._tides.get(scope_id, Tide())
        told, self._tides[scope_id] = folded(alerts, tide, self._flood, kind=EVALUATED, grave=grave)
        return told
