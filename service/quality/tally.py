"""What is kept of alerts while they are read for the load of a desk: a time or two of each thing told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from domain.addresses import digest
from domain.alerts import DECIDED, PAGING, Alert, Reason
from domain.risk import Level, level_of_duties

UNASKED = frozenset({Reason.TEST, Reason.HANDOVER})
"""No alarms: nothing is wrong."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Things told, in order of decision; a thing told to several is one, and what a digest tells of is the digest."""

    times: list[datetime] = field(default_factory=list)
    pages: list[datetime] = field(default_factory=list)
    """Of those of II or I that want to be acknowledged."""
    levels: Counter[Level] = field(default_factory=Counter)
    """Of all that want to be acknowledged, in digests too."""
    of_event: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    """What evaluations told, by event and scope."""
    _seen: set[str] = field(default_factory=set)

    def add(self, alert: Alert) -> None:
        """Take up an alert; nothing where the same was told to somebody else."""
        key = digest(alert.subject_id, alert.scope_id, str(alert.episode), alert.occasion)
        if key in self._seen or alert.reason in UNASKED:
            return
        self._seen.add(key)
        level = level_of_duties(alert.level, proposed=alert.proposed)
        if alert.reason in PAGING:
            self.levels[level] += 1
        if alert.digest:
            return
        self.times.append(alert.decided_at)
        if alert.reason in PAGING and level >= Level.II:
            self.pages.append(alert.decided_at)
        if alert.reason in DECIDED:
            self.of_event.setdefault((alert.subject_id, alert.scope_id), []).append(alert.decided_at)
