"""The outbox: alerts that wait, and their attempts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alerts import GIVEN_UP, Alert, Delivery, DeliveryStatus, OutboxItem, first_status
from domain.errors import StorageError
from storage.memory.kept import Kept, Waiting
from storage.values import AlertRow, Change


def put_alerts(kept: Kept, decided: Sequence[Alert]) -> int:
    """Decided alerts wait from now on; those already there stay as they are, and are counted. How many of them there were."""
    before = len(kept.outbox)
    for alert in decided:
        kept.outbox.setdefault(alert.id, Waiting(alert=alert, status=first_status(alert), not_before=alert.due_at))
    repeated = len(decided) - (len(kept.outbox) - before)
    kept.repeated += repeated
    return repeated


def due_alerts(kept: Kept, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
    due = (one for one in _ordered(kept) if one.status is DeliveryStatus.PENDING and one.not_before <= now)
    return tuple(_item(one) for one in due)[:limit]


def claim_alert(kept: Kept, delivery: Delivery) -> bool:
    one = kept.outbox.get(delivery.alert_id)
    if one is None or one.status is not DeliveryStatus.PENDING or _attempts(one) != delivery.attempt - 1:
        return False
    one.status = DeliveryStatus.SENDING
    one.deliveries[delivery.attempt] = delivery
    return True


def record_delivery(kept: Kept, delivery: Delivery, not_before: datetime | None) -> None:
    one = kept.outbox.get(delivery.alert_id)
    if one is None:
        raise StorageError("storage.refused", detail="unknown alert")
    one.status = delivery.status
    one.not_before = one.not_before if not_before is None else not_before
    one.deliveries[delivery.attempt] = delivery


def unfinished_deliveries(kept: Kept) -> tuple[tuple[OutboxItem, Delivery], ...]:
    sending = (one for one in _ordered(kept) if one.status is DeliveryStatus.SENDING)
    return tuple((_item(one), one.deliveries[_attempts(one)]) for one in sending)


def all_alerts(kept: Kept, since: datetime | None, until: datetime | None) -> Iterator[AlertRow]:
    for one in _ordered(kept):
        at = one.alert.decided_at
        if (since is None or at >= since) and (until is None or at < until):
            attempts = tuple(delivery for _, delivery in sorted(one.deliveries.items()))
            yield AlertRow(alert=one.alert, status=one.status.value, deliveries=attempts)


def put_back(kept: Kept, ids: Sequence[str], at: datetime, change: Change) -> tuple[str, ...]:
    """See Storage.put_back."""
    given = (kept.outbox[one] for one in dict.fromkeys(ids) if one in kept.outbox)
    back = [one for one in given if one.status in GIVEN_UP]
    for one in back:
        one.status, one.not_before = DeliveryStatus.PENDING, at
        kept.record(replace(change, subject=one.alert.id))
    return tuple(one.alert.id for one in back)


def count_dead_alerts(kept: Kept) -> int:
    return sum(one.status is DeliveryStatus.DEAD for one in kept.outbox.values())


def _ordered(kept: Kept) -> list[Waiting]:
    return sorted(kept.outbox.values(), key=lambda one: (one.alert.decided_at, one.alert.id))


def _attempts(one: Waiting) -> int:
    return max(one.deliveries, default=0)


def _item(one: Waiting) -> OutboxItem:
    return OutboxItem(alert=one.alert, status=one.status, attempts=_attempts(one), not_before=one.not_before)
