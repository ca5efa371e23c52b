"""Alerts that were given up, put back by a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from domain.alerts import GIVEN_UP, DeliveryStatus
from storage.audit import record
from storage.outbox_tables import alerts
from storage.statements import chunks
from storage.values import Change


def put_back(connection: Connection, ids: Sequence[str], at: datetime, change: Change) -> tuple[str, ...]:
    """See Storage.put_back."""
    known = tuple(dict.fromkeys(ids))
    dead: set[str] = set()
    for part in chunks(known):
        dead |= set(connection.scalars(select(alerts.c.id).where(alerts.c.id.in_(part), alerts.c.status.in_(GIVEN_UP))))
    back = tuple(one for one in known if one in dead)
    for part in chunks(back):
        pending = {"status": DeliveryStatus.PENDING.value, "not_before": at}
        connection.execute(update(alerts).where(alerts.c.id.in_(part)).values(pending))
    for one in back:
        record(connection, replace(change, subject=one))
    return back
