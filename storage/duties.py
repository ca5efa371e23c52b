"""What stands behind a desk's duties: events with a level, what was told of them, what people did, and what follows."""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, func, select

from domain.alerts import Alert
from domain.events import EventState
from domain.risk import LevelMemory
from storage.held import withdraw_outrun
from storage.outbox import put_alerts, told_of
from storage.responses import responses_to
from storage.rows import value_of
from storage.standing import CLOSED
from storage.tables import events, memories, states
from storage.values import DutyRow


def duty_rows(connection: Connection) -> tuple[DutyRow, ...]:
    """See Storage.duties."""
    wanted = _levelled().order_by(memories.c.event_id, memories.c.scope_id)
    return tuple(_row(connection, row.body, row.state) for row in connection.execute(wanted).all())


def follow_up(connection: Connection, seen: DutyRow, alerts: Sequence[Alert]) -> bool:
    """See Storage.follow_up."""
    own = (memories.c.event_id == seen.memory.event_id, memories.c.scope_id == seen.memory.scope_id)
    now = connection.execute(_levelled().where(*own)).one_or_none()
    found = _row(connection, now.body, now.state) if now else None
    if found is None or (found.memory, found.responses) != (seen.memory, seen.responses):
        return False
    put_alerts(connection, alerts)
    withdraw_outrun(connection, alerts)
    return True


def _levelled() -> Select[tuple[str, str]]:
    """Memories with a level whose event is open in the scope, with its state."""
    of_scope = (states.c.event_id == memories.c.event_id) & (states.c.scope_id == memories.c.scope_id)
    return (
        select(memories.c.body, states.c.state)
        .join(events, events.c.id == memories.c.event_id)
        .outerjoin(states, of_scope)
        .where(memories.c.level > 0, events.c.merged_into.is_(None), func.coalesce(states.c.state, "").not_in(CLOSED))
    )


def _row(connection: Connection, memory_body: str, state: str | None) -> DutyRow:
    memory = value_of(LevelMemory, memory_body)
    alerts = (row for row in told_of(connection, memory.event_id) if row.alert.scope_id == memory.scope_id)
    responses = (one for one in responses_to(connection, memory.event_id) if one.scope_id == memory.scope_id)
    return DutyRow(memory=memory, state=EventState(state) if state else EventState.NEW, alerts=tuple(alerts),
                   responses=tuple(responses))  # fmt: skip
