"""Staff, what the institution did, and the rules that results were made with."""

from sqlalchemy import Connection, insert, select

from domain.duty import Response, User
from domain.errors import StorageError
from domain.events import EventState
from domain.orders import STANDING
from storage.audit import record
from storage.base import Change
from storage.merges import all_that_became
from storage.rows import body, value_of
from storage.statements import upsert_rows
from storage.tables import events, order_responses, orders, responses, rules, states, users


def put_response(
    connection: Connection, response: Response, state: EventState | None, change: Change, order: int | None = None
) -> None:
    """See Storage.put_response; `order`: sequence of the order that it tells of."""
    if connection.scalar(select(events.c.id).where(events.c.id == response.event_id)) is None:
        raise StorageError("storage.unknown_event", event=response.event_id)
    audited = record(connection, change).sequence
    connection.execute(insert(responses), {"audit_sequence": audited, "event_id": response.event_id,
                                           "body": body(response)})  # fmt: skip
    if order is not None:
        connection.execute(insert(order_responses), {"order_sequence": order, "audit_sequence": audited})
    if state is not None:
        upsert_rows(connection, states, [{"event_id": response.event_id, "scope_id": response.scope_id,
                                          "state": state.value}])  # fmt: skip


def responses_to(connection: Connection, event_id: str) -> tuple[Response, ...]:
    """See Storage.responses."""
    refused = (
        select(order_responses.c.audit_sequence)
        .join(orders, orders.c.sequence == order_responses.c.order_sequence)
        .where(orders.c.outcome.not_in(STANDING))
    )
    wanted = (
        select(responses.c.body)
        .where(responses.c.event_id.in_(all_that_became(connection, event_id)))
        .where(responses.c.audit_sequence.not_in(refused))
        .order_by(responses.c.audit_sequence)
    )
    return tuple(value_of(Response, text) for text in connection.scalars(wanted))


def all_users(connection: Connection) -> tuple[User, ...]:
    return tuple(value_of(User, text) for text in connection.scalars(select(users.c.body).order_by(users.c.name)))


def put_user(connection: Connection, user: User, change: Change) -> None:
    upsert_rows(connection, users, [{"name": user.name, "body": body(user)}])
    record(connection, change)


def put_rules(connection: Connection, config_id: str, canonical: bytes, change: Change) -> None:
    if rules_of(connection, config_id) is None:
        connection.execute(insert(rules), {"config_id": config_id, "canonical": canonical})
        record(connection, change)


def rules_of(connection: Connection, config_id: str) -> bytes | None:
    return connection.scalar(select(rules.c.canonical).where(rules.c.config_id == config_id))
