"""Hand-overs of shifts, each as it stands now; who gave and who took one is in the audit trail too."""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.errors import StorageError
from domain.handover import Handover
from storage.audit import record
from storage.rows import body, value_of
from storage.statements import upsert_rows
from storage.tables import handovers
from storage.values import Change


def put_handover(connection: Connection, handover: Handover, known: Handover | None, change: Change) -> None:
    """See Storage.put_handover."""
    if handover_of(connection, handover.id) != known:
        raise StorageError("storage.handover_moved", id=handover.id)
    row = {"id": handover.id, "ends_at": handover.shift.ends_at, "body": body(handover)}
    upsert_rows(connection, handovers, [row])
    record(connection, change)


def handover_of(connection: Connection, handover_id: str) -> Handover | None:
    """See Storage.handover."""
    text = connection.scalar(select(handovers.c.body).where(handovers.c.id == handover_id))
    return None if text is None else value_of(Handover, text)


def all_handovers(connection: Connection, since: datetime | None) -> tuple[Handover, ...]:
    """See Storage.handovers."""
    wanted = select(handovers.c.body).order_by(handovers.c.ends_at, handovers.c.id)
    wanted = wanted if since is None else wanted.where(handovers.c.ends_at >= since)
    return tuple(value_of(Handover, text) for text in connection.scalars(wanted))
