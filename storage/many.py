"""Statements that are run once a row, such as the insertion of a batch.

SQLAlchemy makes the text of one, once for each database; SQLite's driver is then given the rows themselves. Through SQLAlchemy
every row would become a dictionary of its own first, which takes twice as long as writing it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """An insertion with the names of its parameters in order, and how the values of each are written: None, as they are."""

    statement: Insert
    text: str
    names: tuple[str, ...]
    written: tuple[Callable[[Any], Any] | None, ...]


def many(dialect: Dialect, table: Table, statement: Insert, names: Sequence[str]) -> Many:
    """The insertion of rows that have values of these names. No names where the driver does not take them in order."""
    made = statement.compile(dialect=dialect, column_keys=list(names))
    ordered = tuple(getattr(made, "positiontup", None) or ())
    written = tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in ordered)
    return Many(statement=statement, text=str(made), names=ordered, written=written)


def run_many(connection: Connection, prepared: Many, rows: Sequence[Row]) -> None:
    """Run it for each of the rows."""
    if not prepared.names:
        connection.execute(prepared.statement, rows)
        return
    columns = [
        [row[name] for row in rows] if write is None else [write(row[name]) for row in rows]
        for name, write in zip(prepared.names, prepared.written, strict=True)
    ]
    connection.exec_driver_sql(prepared.text, list(zip(*columns, strict=True)))
