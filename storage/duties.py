"""What stands behind a desk's duties: events with a level, what was told of them, what people did, and what follows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, Select, func, select

from domain.alerts import Alert
from domain.duty import Response
from domain.events import EventState
from domain.risk import LevelMemory
from storage.following import Following, unmoved, with_digests
from storage.held import withdraw_outrun
from storage.merges import families
from storage.outbox import put_alerts, told_about
from storage.responses import responses_about
from storage.rows import value_of
from storage.standing import CLOSED
from storage.statements import chunks
from storage.tables import events, memories, states
from storage.values import AlertRow, DutyRow

Key = tuple[str, str]
"""(event id, scope id)."""


def duty_rows(connection: Connection, event_ids: Sequence[str] = ()) -> tuple[DutyRow, ...]:
    """See Storage.duties."""
    wanted = _levelled().order_by(memories.c.event_id, memories.c.scope_id)
    named = [wanted.where(memories.c.event_id.in_(part)) for part in chunks(sorted(set(event_ids)))] or [wanted]
    rows = [row for question in named for row in connection.execute(question)]
    return tuple(found for part in chunks(rows) for found in _read(connection, part))


def follow_up(connection: Connection, found: Following, digests: Sequence[Alert] = ()) -> int:
    """See Storage.follow_up."""
    standing: list[Alert] = []
    for part in chunks(found):
        standing += unmoved(part, duty_rows(connection, [seen.memory.event_id for seen, _ in part]))
    put = with_digests(standing, digests)
    put_alerts(connection, put)
    withdraw_outrun(connection, put)
    return len(put)


def _levelled() -> Select[str, str | None]:
    """Memories with a level whose event is open in the scope, with its state."""
    of_scope = (states.c.event_id == memories.c.event_id) & (states.c.scope_id == memories.c.scope_id)
    return (
        select(memories.c.body, states.c.state)
        .join(events, events.c.id == memories.c.event_id)
        .outerjoin(states, of_scope)
        .where(memories.c.level > 0, events.c.merged_into.is_(None), func.coalesce(states.c.state, "").not_in(CLOSED))
    )


def _read(connection: Connection, rows: Sequence[Row[str, str | None]]) -> Iterator[DutyRow]:
    """Rows of memory and state with what was told and done: three questions for all of them."""
    found = [(value_of(LevelMemory, row.body), row.state) for row in rows]
    family = families(connection, sorted({memory.event_id for memory, _ in found}))
    told: dict[Key, list[AlertRow]] = defaultdict(list)
    done: dict[Key, list[Response]] = defaultdict(list)
    for one in told_about(connection, list(family)):
        told[family[one.alert.subject_id], one.alert.scope_id].append(one)
    for response in responses_about(connection, list(family)):
        done[family[response.event_id], response.scope_id].append(response)
    for memory, state in found:
        key = memory.event_id, memory.scope_id
        yield DutyRow(memory=memory, state=EventState(state) if state else EventState.NEW, alerts=tuple(told[key]),
                      responses=tuple(done[key]))  # fmt: skip
