"""Alerts that quiet hours hold back: withdrawn once they have nothing left to say (`domain.held`)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from domain.alerts import Alert, DeliveryStatus, SubjectKind
from domain.held import outrun, over
from domain.risk import Level, LevelMemory
from storage.outbox import PENDING, told_of, withdraw
from storage.outbox_tables import alerts
from storage.rows import value_of
from storage.statements import chunks
from storage.values import AlertRow

HELD = (PENDING, alerts.c.attempts == 0, alerts.c.not_before > alerts.c.decided_at)


def withdraw_outrun(connection: Connection, fresh: Sequence[Alert]) -> None:
    """What alerts that were just decided say better is not told any more."""
    subjects = {one.subject_id for one in fresh if one.subject_kind is SubjectKind.EVENT}
    if not subjects:
        return
    waiting = {row.subject_id for row in connection.execute(select(alerts.c.subject_id).where(*HELD))}
    for part in chunks(sorted(subjects & waiting)):
        bodies = connection.scalars(select(alerts.c.body).where(alerts.c.subject_id.in_(part), *HELD))
        held = [alert for alert in (value_of(Alert, body) for body in bodies) if alert.is_held]
        withdraw(connection, outrun(held, fresh))


def withdraw_over(connection: Connection, memories: Iterable[LevelMemory]) -> None:
    """Of events that have no level any more nothing is held back: neither what they were, nor that it is over, where nothing
    else was told."""
    ended = [one for one in memories if one.level is Level.NONE and one.highest is not Level.NONE]
    if not ended or connection.scalar(select(alerts.c.id).where(*HELD).limit(1)) is None:
        return
    for memory in ended:
        rows = [row for row in told_of(connection, memory.event_id) if row.alert.scope_id == memory.scope_id]
        waiting = [row.alert for row in rows if waits(row)]
        others = [row.alert for row in rows if not waits(row) and row.status != DeliveryStatus.WITHDRAWN.value]
        withdraw(connection, over(waiting, others))


def waits(row: AlertRow) -> bool:
    """Whether quiet hours hold an alert back that has not left."""
    return row.alert.is_held and row.status == DeliveryStatus.PENDING.value and not row.deliveries
