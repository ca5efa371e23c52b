"""The few statements that every noun needs: insert many, insert or replace, and questions over long lists of keys."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Select, Table, insert
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects import postgresql, sqlite

from storage.many import Many, Row, many, run_many

K = TypeVar("K")

CHUNK = 500
"""Keys in one IN list; SQLite allows 32 766 variables."""
KEPT = 64
"""Statements kept ready: some twenty for each open database."""


def chunks(keys: Sequence[K], size: int = CHUNK) -> Iterator[Sequence[K]]:
    """`keys` in pieces of at most `size`."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def streamed(connection: Connection, statement: Select[Any], size: int = 200) -> Iterator[SqlRow[*tuple[Any, ...]]]:
    """Rows as they come, `size` at a time in memory; a reader that leaves early closes the cursor."""
    with connection.execute(statement, execution_options={"yield_per": size}) as rows:
        yield from rows


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert all rows, which have values of the same names; none where there are none."""
    if rows:
        run_many(connection, _insertion(connection.dialect, table, tuple(rows[0])), rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row], *, add: tuple[str, ...] = ()) -> None:
    """Insert rows or replace those of the same primary key; columns in `add` are added to what is there."""
    if rows:
        run_many(connection, _replacement(connection.dialect, table, tuple(rows[0]), add), rows)


@lru_cache(maxsize=KEPT)
def _insertion(dialect: Dialect, table: Table, names: tuple[str, ...]) -> Many:
    return many(dialect, table, insert(table), names)


@lru_cache(maxsize=KEPT)
def _replacement(dialect: Dialect, table: Table, names: tuple[str, ...], add: tuple[str, ...]) -> Many:
    statement = dialect_insert(dialect, table)
    keys = sorted(column.name for column in table.primary_key)
    given = statement.excluded
    values = {name: table.c[name] + given[name] if name in add else given[name]
              for name in names if name not in keys}  # fmt: skip
    return many(dialect, table, statement.on_conflict_do_update(index_elements=keys, set_=values), names)


def dialect_insert(dialect: Dialect, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
