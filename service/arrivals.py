"""When people were told of something: its alert arrived by itself, or the digest of a flood that told of it did."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from alerts.flood import digest_id
from domain.alerts import Delivery, DeliveryStatus
from storage.base import Storage
from storage.values import AlertRow


def arrivals(row: AlertRow) -> tuple[datetime, ...]:
    """When its deliveries arrived, on real time."""
    ended = (one.finished_at for one in row.deliveries if one.status is DeliveryStatus.DELIVERED)
    return tuple(at for at in ended if at is not None)


def arrival(row: AlertRow) -> datetime | None:
    """When it first arrived; None while no delivery is known."""
    return min(arrivals(row), default=None)


def with_digests(storage: Storage, rows: Iterable[AlertRow]) -> tuple[AlertRow, ...]:
    """The same rows; what is folded has the deliveries of the digest that tells of it. A look-up for each digest: for those who
    judge one event afterwards."""
    digests: dict[str, tuple[Delivery, ...]] = {}

    def told(row: AlertRow) -> AlertRow:
        if not row.alert.digest:
            return row
        named = digest_id(row.alert)
        if named not in digests:
            found = storage.alert(named)
            digests[named] = tuple(found.deliveries) if found else ()
        return replace(row, deliveries=digests[named])

    return tuple(map(told, rows))
