"""What a digest tells of, read from the store when it is sent, and acknowledging all of it at once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import nlargest
from itertools import islice

from alerts.digest import NAMED, Digest, Line
from alerts.follow import asks, is_acknowledged, page_of
from domain.alerts import Alert
from domain.clock import INSTANT
from domain.duty import Response, ResponseKind
from domain.risk import Level
from service.by_hand import respond
from service.cases import case_of
from storage.base import Storage
from storage.values import AlertRow, Change


def in_digest(storage: Storage, digest: Alert) -> Iterator[AlertRow]:
    """Alerts that a digest tells of: all were decided with it."""
    for row in storage.alerts(digest.decided_at, digest.decided_at + INSTANT):
        if _is_in(row.alert, digest):
            yield row


def unacknowledged(storage: Storage, digest: Alert, now: datetime) -> list[Alert]:
    """What a digest tells of and nobody has acted on since, one alert an event."""
    inside: dict[str, list[Alert]] = {}
    for row in in_digest(storage, digest):
        inside.setdefault(row.alert.subject_id, []).append(row.alert)
    rows = storage.duties(list(inside)) if inside else ()
    cases = [case_of(row, now) for row in rows if row.memory.scope_id == digest.scope_id]
    asking = (
        (one for one in inside.get(case.event_id, ()) if asks(one, case)) for case in cases if not is_acknowledged(case)
    )
    return [one for alerts in asking for one in islice(alerts, 1)]


def acknowledge(storage: Storage, alerts: Iterable[Alert], actor: str, now: datetime, told_by: str) -> int:
    """Acknowledge the pages that alerts are, and no later ones; how many. `told_by`: number of the alert that was answered."""
    given = tuple(alerts)
    for one in given:
        response = Response(event_id=one.subject_id, scope_id=one.scope_id, kind=ResponseKind.ACKNOWLEDGED, actor=actor,
                            at=now, episode=one.episode, acknowledges=page_of(one))  # fmt: skip
        respond(storage, response, Change(
            at=now, actor=actor, action="event.acknowledged", subject=one.subject_id, detail=told_by,
        ))  # fmt: skip
    return len(given)


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
