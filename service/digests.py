"""What a digest tells of, read from the store when it is sent."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from heapq import nlargest

from alerts.digest import NAMED, Digest, Line
from domain.alerts import Alert
from domain.risk import Level
from storage.base import Storage
from storage.values import AlertRow


def in_digest(storage: Storage, digest: Alert) -> Iterator[AlertRow]:
    """Alerts that a digest tells of, in order of decision; from its own decision on, until it is due."""
    for row in storage.alerts(digest.decided_at, digest.due_at + timedelta(microseconds=1)):
        one = row.alert
        own = (one.scope_id, one.recipient, one.channel) == (digest.scope_id, digest.recipient, digest.channel)
        if own and one.digest == digest.occasion:
            yield row


def digest_of(storage: Storage, alert: Alert) -> Digest:
    """The digest that an alert announces: each thing once, an event by its gravest."""
    newest: dict[str, Alert] = {}
    for row in in_digest(storage, alert):
        newest[row.alert.subject_id] = row.alert
    counts = Counter(one.level for one in newest.values())
    first = nlargest(NAMED, (one for one in newest.values() if one.level), key=_gravity)
    return Digest(
        counts=tuple(sorted(counts.items(), reverse=True)), lines=tuple(_line(storage, one) for one in first)
    )


def _gravity(alert: Alert) -> tuple[Level, float]:
    return alert.level, alert.index or 0.0


def _line(storage: Storage, alert: Alert) -> Line:
    row = storage.event(alert.subject_id, alert.scope_id)
    return Line(level=alert.level, index=alert.index or 0.0, title=row.title if row else alert.subject_id)
