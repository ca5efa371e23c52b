"""What is kept of alerts while they are read for the load of a desk: a time or two of each thing told."""

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from domain.addresses import digest
from domain.alerts import DECIDED, PAGING, DeliveryStatus, Reason, SubjectKind
from domain.risk import Level, level_of_duties
from storage.values import AlertRow

UNASKED = frozenset({Reason.TEST, Reason.HANDOVER})
"""No alarms: nothing is wrong."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Things told, each when it was due; a thing told to several is one, and what a digest tells of is the digest."""

    times: list[datetime] = field(default_factory=list)
    """In order, as the others."""
    pages: list[datetime] = field(default_factory=list)
    """Of those of II or I that want to be acknowledged."""
    levels: Counter[Level] = field(default_factory=Counter)
    """Of all that want to be acknowledged, in digests too."""
    of_event: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    """What evaluations told, by event and scope."""
    _seen: set[str] = field(default_factory=set)

    def add(self, row: AlertRow) -> None:
        """Take up an alert; nothing where the same was told to somebody else, or where it never left."""
        alert = row.alert
        key = digest(alert.subject_id, alert.scope_id, str(alert.episode), alert.occasion)
        if key in self._seen or alert.reason in UNASKED or row.status == DeliveryStatus.WITHDRAWN:
            return
        self._seen.add(key)
        level = level_of_duties(alert.level, proposed=alert.proposed)
        if alert.reason in PAGING:
            self.levels[level] += 1
        if alert.digest:
            return
        insort(self.times, alert.due_at)
        if alert.reason in PAGING and level >= Level.II:
            insort(self.pages, alert.due_at)
        if alert.reason in DECIDED and alert.subject_kind is SubjectKind.EVENT:
            insort(self.of_event.setdefault((alert.subject_id, alert.scope_id), []), alert.due_at)
