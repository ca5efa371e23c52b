"""What was done with versions of rules, in order; each act stands beside its audit entry."""

from dataclasses import replace

from sqlalchemy import Connection, func, insert, select

from domain.errors import StorageError
from domain.versions import Act
from storage.audit import record
from storage.doors import start_time
from storage.people import rules_of
from storage.rows import body, value_of
from storage.tables import progress, rules, version_acts
from storage.values import Change


def put_act(connection: Connection, act: Act, change: Change, known: int, canonical: bytes | None) -> Act:
    """See Storage.put_act."""
    if connection.scalar(select(func.count()).select_from(version_acts)) != known:
        raise StorageError("storage.versions_moved")
    if canonical is not None and rules_of(connection, act.config_id) is None:
        connection.execute(insert(rules), {"config_id": act.config_id, "canonical": canonical})
    if act.starts_at is not None:
        head = connection.execute(select(progress)).one()
        act = replace(act, starts_at=start_time(act.starts_at, head.inbox_at, head.evaluated_at))
    entry = record(connection, change)
    row = {"audit_sequence": entry.sequence, "config_id": act.config_id, "body": body(act)}
    connection.execute(insert(version_acts), row)
    return act


def all_acts(connection: Connection) -> tuple[Act, ...]:
    wanted = select(version_acts.c.body).order_by(version_acts.c.audit_sequence)
    return tuple(value_of(Act, text) for text in connection.scalars(wanted))
