"""Counts by hour and stream."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from domain.streams import HourCount
from storage.statements import streamed, upsert_rows
from storage.tables import hour_counts


def put_counts(connection: Connection, counts: Sequence[HourCount]) -> None:
    """New values; the last of equal keys counts."""
    upsert_rows(
        connection, hour_counts, [{"stream": one.stream, "hour": one.hour, "count": one.count} for one in counts]
    )


def counts_since(connection: Connection, hour: int) -> Iterator[HourCount]:
    wanted = select(hour_counts).where(hour_counts.c.hour >= hour).order_by(hour_counts.c.stream, hour_counts.c.hour)
    for stream, at, count in streamed(connection, wanted):
        yield HourCount(stream=stream, hour=at, count=count)
