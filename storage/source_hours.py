"""What sources brought, hour by hour, counted where the documents are."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from storage.tables import documents, sources
from storage.values import SourceHours

HOUR = 3_600_000_000
"""Microseconds."""


def hours_since(connection: Connection, since: datetime) -> tuple[SourceHours, ...]:
    """See Storage.source_hours."""
    counts = _counts(connection, since)
    return tuple(
        SourceHours(source_id=source_id, first_at=first_at, counts=tuple(counts.get(source_id, ())))
        for source_id, first_at in sorted(_first(connection).items())
    )


def _counts(connection: Connection, since: datetime) -> dict[str, list[tuple[int, int]]]:
    hour = type_coerce(documents.c.happened_at, BigInteger) // HOUR
    wanted = (
        select(documents.c.source_id, hour.label("hour"), func.count())
        .where(documents.c.happened_at >= since)
        .group_by(documents.c.source_id, hour)
        .order_by(documents.c.source_id, hour)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for source_id, at, count in connection.execute(wanted):
        found.setdefault(source_id, []).append((at, count))
    return found


def _first(connection: Connection) -> Mapping[str, datetime]:
    """By the index on source and sequence: a look for each source."""
    earliest = (
        select(documents.c.first_collected_at)
        .where(documents.c.source_id == sources.c.id)
        .order_by(documents.c.sequence)
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(sources.c.id, earliest))
    return {source_id: at for source_id, at in rows if at is not None}
