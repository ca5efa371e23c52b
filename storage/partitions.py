"""Monthly partitions of `document_texts` on PostgreSQL, made when the first text of a month arrives."""

import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

from storage.tables import document_texts


def make_partitions(connection: Connection, months: Iterable[str]) -> None:
    """Partitions for these months (`YYYY-MM`) where they are missing; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    for month in sorted(months):
        name = partition_name(month)
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is None:
            # Attaching, unlike CREATE ... PARTITION OF, does not lock readers out.
            connection.exec_driver_sql(f"CREATE TABLE {name} (LIKE {document_texts.name})")
            connection.exec_driver_sql(
                f"ALTER TABLE {document_texts.name} ATTACH PARTITION {name} FOR VALUES IN ('{month}')"
            )


def partition_name(month: str) -> str:
    """`document_texts_2026_07` of `2026-07`; ValueError where it is no month."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise ValueError(f"not a month: {month!r}")
    return f"{document_texts.name}_{month.replace('-', '_')}"
