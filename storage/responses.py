"""What the institution did about events, and what it thereby stops."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Select, insert, select

from domain.alerts import Alert, DeliveryStatus
from domain.duty import FOLLOWING, Response, is_stopped
from domain.errors import StorageError
from domain.events import EventState
from domain.orders import STANDING
from storage.audit import record
from storage.held import waits
from storage.merges import all_that_became
from storage.outbox import alert_of, told_of, withdraw
from storage.rows import body, value_of
from storage.statements import chunks, streamed, upsert_rows
from storage.tables import events, order_responses, orders, responses, states
from storage.values import Change


def put_response(
    connection: Connection, response: Response, state: EventState | None, change: Change, order: int | None = None
) -> None:
    """See Storage.put_response; `order`: sequence of the order that it tells of."""
    if connection.scalar(select(events.c.id).where(events.c.id == response.event_id)) is None:
        raise StorageError("storage.unknown_event", event=response.event_id)
    audited = record(connection, change).sequence
    connection.execute(insert(responses), {"audit_sequence": audited, "event_id": response.event_id,
                                           "body": body(response)})  # fmt: skip
    _stop(connection, response)
    if order is not None:
        connection.execute(insert(order_responses), {"order_sequence": order, "audit_sequence": audited})
    if state is not None:
        upsert_rows(connection, states, [{"event_id": response.event_id, "scope_id": response.scope_id,
                                          "state": state.value}])  # fmt: skip


def responses_to(connection: Connection, event_id: str) -> tuple[Response, ...]:
    """See Storage.responses."""
    wanted = _standing().where(responses.c.event_id.in_(all_that_became(connection, event_id)))
    return tuple(value_of(Response, text) for text in connection.scalars(wanted))


def responses_about(connection: Connection, event_ids: Sequence[str]) -> Iterator[Response]:
    """Those to any of these events, in the order in which they were recorded as far as one event goes."""
    for part in chunks(event_ids):
        for text in connection.scalars(_standing().where(responses.c.event_id.in_(part))):
            yield value_of(Response, text)


def all_responses(connection: Connection) -> Iterator[Response]:
    """See Storage.all_responses."""
    for (text,) in streamed(connection, _standing()):
        yield value_of(Response, text)


def _standing() -> Select[str]:
    """Responses in order, without those that tell of a refused order."""
    refused = (
        select(order_responses.c.audit_sequence)
        .join(orders, orders.c.sequence == order_responses.c.order_sequence)
        .where(orders.c.outcome.not_in(STANDING))
    )
    return (
        select(responses.c.body).where(responses.c.audit_sequence.not_in(refused)).order_by(responses.c.audit_sequence)
    )


def _stop(connection: Connection, response: Response) -> None:
    """What follows an alert is not sent once a person has done what stops it, nor what quiet hours hold back."""
    pending = (row for row in told_of(connection, response.event_id) if row.status == DeliveryStatus.PENDING.value)
    own = (row for row in pending if row.alert.scope_id == response.scope_id)
    withdraw(connection, [row.alert.id for row in own if _is_answered(row.alert, response) or waits(row)])


def _is_answered(alert: Alert, response: Response) -> bool:
    return is_stopped(alert.occasion, alert.episode, [response])


def withdraw_if_stopped(connection: Connection, alert_id: str) -> None:
    """What a person answered while it was leaving is not sent again."""
    row = alert_of(connection, alert_id)
    if row is None or not row.alert.occasion.startswith(FOLLOWING):
        return
    alert = row.alert
    done = (one for one in responses_to(connection, alert.subject_id) if one.scope_id == alert.scope_id)
    if is_stopped(alert.occasion, alert.episode, done):
        withdraw(connection, [alert_id])
