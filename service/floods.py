"""What each scope was told of late, in step with the store, and what of an evaluation is told in a digest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from alerts.flood import Tide, folded, tide_of
from domain.alerts import DECIDED, Alert, Reason, SubjectKind
from domain.clock import INSTANT
from domain.routes import Flood
from storage.base import Storage

EVALUATED, FOLLOWED = "digest:", "later:"
"""How occasions of digests begin: of what evaluations decide, and of what follows while nobody acts."""
KINDS: Mapping[str, AbstractSet[Reason]] = {
    EVALUATED: DECIDED | {Reason.DIGEST},
    FOLLOWED: {Reason.ESCALATED, Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED, Reason.DIGEST},
}
"""Reasons that count for each."""


class Floods:
    """Tides by scope, of what evaluations decide or of what follows it: the two are counted apart, so that what people do
    changes nothing of what evaluations decide."""

    def __init__(self, flood: Flood, kind: str) -> None:
        self._flood = flood
        self._kind = kind
        self._tides: dict[str, Tide] = {}

    def restore(self, storage: Storage, at: datetime) -> None:
        """Take up what the store has of the window before a moment; what a clock that was ahead has decided is left out."""
        alerts: dict[str, list[Alert]] = {}
        for row in storage.alerts(at - self._flood.window, at + INSTANT):
            if row.alert.reason in KINDS[self._kind] and _is_of_events(row.alert):
                alerts.setdefault(row.alert.scope_id, []).append(row.alert)
        self._tides = {scope_id: tide_of(told, self._kind) for scope_id, told in alerts.items()}

    def folded(self, alerts: Iterable[Alert], grave: Collection[str] = ()) -> list[Alert]:
        """Alerts of one moment as they are told, by scope."""
        scopes: dict[str, list[Alert]] = {}
        for alert in alerts:
            scopes.setdefault(alert.scope_id, []).append(alert)
        return [alert for scope_id, own in scopes.items() for alert in self._of_scope(scope_id, own, grave)]

    def _of_scope(self, scope_id: str, alerts: Sequence[Alert], grave: Collection[str]) -> Iterable[Alert]:
        tide = self._tides.get(scope_id, Tide())
        told, self._tides[scope_id] = folded(
            alerts, tide, self._flood, kind=self._kind, grave=grave, waits=self._kind == FOLLOWED
        )
        return told


def _is_of_events(alert: Alert) -> bool:
    """What is told of the watch itself, such as the end of a silence, is no part of a flood."""
    return alert.subject_kind is SubjectKind.EVENT or alert.reason is Reason.DIGEST
