"""Orders of people, at their place in the inbox, and what came of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, Select, bindparam, insert, or_, select, update

from domain.duty import Response
from domain.events import EventState
from domain.orders import Order
from storage.audit import record
from storage.doors import inbox_time
from storage.merges import all_that_became
from storage.responses import put_response
from storage.rows import body, value_of
from storage.tables import orders, progress
from storage.values import Change, OrderRow

WAITING = ""


def put_order(
    connection: Connection, order: Order, change: Change, response: Response | None, state: EventState | None
) -> OrderRow:
    """See Storage.put_order."""
    head = connection.execute(select(progress)).one()
    at = inbox_time(order.at, head.inbox_at, head.evaluated_at)
    sequence = head.inbox_sequence + 1
    connection.execute(insert(orders), {"sequence": sequence, "at": at, "event_id": order.event_id, "other": order.other,
                                        "outcome": WAITING, "body": body(order)})  # fmt: skip
    connection.execute(update(progress).values(inbox_sequence=sequence, inbox_at=at))
    if response is None:
        record(connection, change)
    else:
        put_response(connection, response, state, change, sequence)
    return OrderRow(sequence=sequence, at=at, order=order)


def orders_after(connection: Connection, after: int, before: datetime | None) -> tuple[OrderRow, ...]:
    wanted = select(orders).where(orders.c.sequence > after)
    return _rows(connection, wanted if before is None else wanted.where(orders.c.at < before))


def orders_of(connection: Connection, event_id: str) -> tuple[OrderRow, ...]:
    """See Storage.event_orders."""
    named = all_that_became(connection, event_id)
    return _rows(connection, select(orders).where(or_(orders.c.event_id.in_(named), orders.c.other.in_(named))))


def put_outcomes(connection: Connection, outcomes: Sequence[tuple[int, str]]) -> None:
    """What came of orders, by sequence."""
    if outcomes:
        statement = update(orders).where(orders.c.sequence == bindparam("which")).values(outcome=bindparam("said"))
        connection.execute(statement, [{"which": sequence, "said": outcome} for sequence, outcome in outcomes])


def _rows(connection: Connection, wanted: Select[tuple[object, ...]]) -> tuple[OrderRow, ...]:
    return tuple(_row(row) for row in connection.execute(wanted.order_by(orders.c.sequence)))


def _row(row: Row[tuple[object, ...]]) -> OrderRow:
    return OrderRow(sequence=row.sequence, at=row.at, order=value_of(Order, row.body), outcome=row.outcome)
