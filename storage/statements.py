"""The few statements that every noun needs: insert many, insert or replace, and questions over long lists of keys."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, column, insert
from sqlalchemy import Row as SqlRow
from sqlalchemy import table as table_of
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]
K = TypeVar("K")

CHUNK = 500
"""Keys in one IN list; SQLite allows 32 766 variables."""


def chunks(keys: Sequence[K], size: int = CHUNK) -> Iterator[Sequence[K]]:
    """`keys` in pieces of at most `size`."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def streamed(connection: Connection, statement: Select[Any], size: int = 200) -> Iterator[SqlRow[*tuple[Any, ...]]]:
    """Rows as they come, `size` at a time in memory; a reader that leaves early closes the cursor."""
    with connection.execute(statement, execution_options={"yield_per": size}) as rows:
        yield from rows


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert all rows, none where there are none."""
    if rows:
        connection.execute(insert(table), rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row], *, add: tuple[str, ...] = ()) -> None:
    """Insert rows or replace those of the same primary key; columns in `add` are added to what is there."""
    if not rows:
        return
    statement = dialect_insert(connection, table)
    keys = {column.name for column in table.primary_key}
    # Not the statement's own `excluded`, which copies all columns of the table each time.
    given = table_of("excluded", *(column(name, table.c[name].type) for name in rows[0])).c
    values = {name: table.c[name] + given[name] if name in add else given[name]
              for name in rows[0] if name not in keys}  # fmt: skip
    connection.execute(statement.on_conflict_do_update(index_elements=sorted(keys), set_=values), rows)


def dialect_insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
