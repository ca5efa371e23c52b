"""The outbox: alerts that wait, their attempts, and the compare-and-set that lets exactly one sender have each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Row, Select, func, select, update

from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem, first_status
from storage.merges import all_that_became
from storage.outbox_tables import alerts, deliveries, repeated_alerts
from storage.rows import body, value_of
from storage.statements import chunks, insert_rows, streamed, upsert_rows
from storage.values import AlertRow

PENDING = alerts.c.status == DeliveryStatus.PENDING.value
ORDER = (alerts.c.decided_at, alerts.c.id)


def put_alerts(connection: Connection, decided: Sequence[Alert]) -> int:
    """Decided alerts wait from now on; those already there stay as they are, and are counted. How many of them there were."""
    known = _known(connection, [alert.id for alert in decided])
    fresh = {alert.id: alert for alert in reversed(decided) if alert.id not in known}
    insert_rows(connection, alerts, [_alert_row(fresh[alert_id]) for alert_id in sorted(fresh)])
    repeated = Counter(alert.id for alert in decided) - Counter(fresh.keys())
    counts = [{"alert_id": alert_id, "count": count} for alert_id, count in sorted(repeated.items())]
    upsert_rows(connection, repeated_alerts, counts, add=("count",))
    return repeated.total()


def due_alerts(connection: Connection, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
    rows = connection.execute(select(alerts).where(PENDING, alerts.c.not_before <= now).order_by(*ORDER).limit(limit))
    return tuple(_item(row) for row in rows)


def claim_alert(connection: Connection, delivery: Delivery) -> bool:
    # Attempts are compared as well: who read the item before the last attempt does not know of it.
    free = (alerts.c.id == delivery.alert_id, PENDING, alerts.c.attempts == delivery.attempt - 1)
    claimed = update(alerts).where(*free).values(status=DeliveryStatus.SENDING.value, attempts=delivery.attempt)
    if connection.execute(claimed).rowcount != 1:
        return False
    _put_delivery(connection, delivery)
    return True


def record_delivery(connection: Connection, delivery: Delivery, not_before: datetime | None) -> None:
    values: dict[str, object] = {"status": delivery.status.value}
    if not_before is not None:
        values["not_before"] = not_before
    connection.execute(update(alerts).where(alerts.c.id == delivery.alert_id).values(values))
    _put_delivery(connection, delivery)


def unfinished_deliveries(connection: Connection) -> tuple[tuple[OutboxItem, Delivery], ...]:
    latest = (deliveries.c.alert_id == alerts.c.id) & (deliveries.c.attempt == alerts.c.attempts)
    wanted = select(alerts, deliveries.c.body.label("delivery")).join(deliveries, latest)
    rows = connection.execute(wanted.where(alerts.c.status == DeliveryStatus.SENDING.value).order_by(*ORDER))
    return tuple((_item(row), value_of(Delivery, row.delivery)) for row in rows)


def all_alerts(
    connection: Connection, since: datetime | None, until: datetime | None, statuses: Sequence[DeliveryStatus] = ()
) -> Iterator[AlertRow]:
    wanted = select(alerts).order_by(*ORDER)
    wanted = wanted if since is None else wanted.where(alerts.c.decided_at >= since)
    wanted = wanted if until is None else wanted.where(alerts.c.decided_at < until)
    wanted = wanted.where(alerts.c.status.in_(statuses)) if statuses else wanted
    yield from _with_deliveries(connection, wanted)


def alert_of(connection: Connection, alert_id: str) -> AlertRow | None:
    return next(_with_deliveries(connection, select(alerts).where(alerts.c.id == alert_id)), None)


def told_of(connection: Connection, event_id: str) -> tuple[AlertRow, ...]:
    """See Storage.event_alerts."""
    wanted = select(alerts).where(alerts.c.subject_id.in_(all_that_became(connection, event_id)))
    return tuple(_with_deliveries(connection, wanted.order_by(*ORDER)))


def told_about(connection: Connection, subject_ids: Sequence[str]) -> tuple[AlertRow, ...]:
    """See Storage.subject_alerts."""
    found: list[AlertRow] = []
    for part in chunks(sorted(set(subject_ids))):
        found += _with_deliveries(connection, select(alerts).where(alerts.c.subject_id.in_(part)))
    return tuple(sorted(found, key=lambda row: (row.alert.decided_at, row.alert.id)))


def waiting(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """See Storage.waiting."""
    found: set[str] = set()
    for part in chunks(ids):
        found |= set(connection.scalars(select(alerts.c.id).where(alerts.c.id.in_(part), PENDING)))
    return frozenset(found)


def withdraw(connection: Connection, ids: Sequence[str]) -> None:
    """Alerts that have not left yet are not sent any more."""
    for part in chunks(ids):
        withdrawn = update(alerts).where(alerts.c.id.in_(part), PENDING).values(status=DeliveryStatus.WITHDRAWN.value)
        connection.execute(withdrawn)


def _with_deliveries(connection: Connection, wanted: Select[tuple[object, ...]]) -> Iterator[AlertRow]:
    rows = streamed(connection, wanted)
    while part := list(islice(rows, 200)):
        attempts = _deliveries(connection, [row.id for row in part])
        for row in part:
            yield AlertRow(
                alert=value_of(Alert, row.body), status=row.status, deliveries=tuple(attempts.get(row.id, ()))
            )


def count_dead_alerts(connection: Connection) -> int:
    dead = select(func.count()).where(alerts.c.status == DeliveryStatus.DEAD.value)
    return connection.scalar(dead) or 0


def count_repeated_alerts(connection: Connection) -> int:
    return connection.scalar(select(func.sum(repeated_alerts.c.count))) or 0


def _known(connection: Connection, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(ids):
        found |= set(connection.scalars(select(alerts.c.id).where(alerts.c.id.in_(part))))
    return found


def _deliveries(connection: Connection, ids: Sequence[str]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    for part in chunks(ids):
        wanted = select(deliveries).where(deliveries.c.alert_id.in_(part)).order_by(deliveries.c.attempt)
        for row in connection.execute(wanted):
            found.setdefault(row.alert_id, []).append(value_of(Delivery, row.body))
    return found


def _put_delivery(connection: Connection, delivery: Delivery) -> None:
    row = {"alert_id": delivery.alert_id, "attempt": delivery.attempt, "body": body(delivery)}
    upsert_rows(connection, deliveries, [row])


def _alert_row(alert: Alert) -> dict[str, object]:
    return {"id": alert.id, "decided_at": alert.decided_at, "status": first_status(alert).value, "attempts": 0,
            "not_before": alert.due_at, "body": body(alert), "subject_id": alert.subject_id}  # fmt: skip


def _item(row: Row[tuple[object, ...]]) -> OutboxItem:
    return OutboxItem(alert=value_of(Alert, row.body), status=DeliveryStatus(row.status), attempts=row.attempts,
                      not_before=row.not_before)  # fmt: skip
