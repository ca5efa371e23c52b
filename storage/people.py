"""Staff, and the rules that results were made with."""

from sqlalchemy import Connection, insert, select

from domain.duty import User
from storage.audit import record
from storage.rows import body, value_of
from storage.statements import upsert_rows
from storage.tables import rules, users
from storage.values import Change


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
