"""What a digest tells of, read from the store when it is sent, and acknowledging all of it at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import nlargest

from alerts.digest import NAMED, Digest, Line
from alerts.follow import asks, is_acknowledged
from domain.alerts import Alert, Reason
from domain.duty import Response, ResponseKind
from domain.risk import Level
from service.by_hand import respond
from service.cases import case_of
from storage.base import Storage
from storage.values import AlertRow, Change


def in_digest(storage: Storage, digest: Alert) -> Iterator[AlertRow]:
    """Alerts that a digest tells of, in order of decision; from its own decision on, until it is due."""
    for row in storage.alerts(digest.decided_at, digest.due_at + timedelta(microseconds=1)):
        if _is_in(row.alert, digest):
            yield row


def unacknowledged(storage: Storage, digest: Alert, now: datetime) -> list[Alert]:
    """What a digest tells of and nobody has acted on since, one alert an event."""
    found: list[Alert] = []
    for row in storage.duties():
        inside = [one.alert for one in row.alerts if _is_in(one.alert, digest)]
        case = case_of(row, now) if inside else None
        if case is not None and not is_acknowledged(case):
            found += [one for one in inside if asks(one, case)][:1]
    return found


def acknowledge(storage: Storage, alert: Alert, actor: str, now: datetime) -> int:
    """Acknowledge the event of an alert, or all that a digest tells of; how many events."""
    asking = unacknowledged(storage, alert, now) if alert.reason is Reason.DIGEST else [alert]
    for one in asking:
        response = Response(event_id=one.subject_id, scope_id=one.scope_id, kind=ResponseKind.ACKNOWLEDGED, actor=actor,
                            at=now)  # fmt: skip
        respond(storage, response, Change(
            at=now, actor=actor, action="event.acknowledged", subject=one.subject_id, detail=alert.id,
        ))  # fmt: skip
    return len(asking)


def digest_of(storage: Storage, alert: Alert) -> Digest:
    """The digest that an alert announces: each thing once, an event by its gravest."""
    newest: dict[str, Alert] = {}
    for row in in_digest(storage, alert):
        newest[row.alert.subject_id] = row.alert
    counts = Counter(one.level for one in newest.values())
    first = nlargest(NAMED, (one for one in newest.values() if one.level), key=_gravity)
    return Digest(counts=tuple(sorted(counts.items(), reverse=True)), lines=tuple(_line(storage, one) for one in first))


def _is_in(alert: Alert, digest: Alert) -> bool:
    own = (alert.scope_id, alert.recipient, alert.channel) == (digest.scope_id, digest.recipient, digest.channel)
    return own and alert.digest == digest.occasion


def _gravity(alert: Alert) -> tuple[Level, float]:
    return alert.level, alert.index or 0.0


def _line(storage: Storage, alert: Alert) -> Line:
    row = storage.event(alert.subject_id, alert.scope_id)
    return Line(level=alert.level, index=alert.index or 0.0, title=row.title if row else alert.subject_id)
