"""Sources, what is remembered of polling them, and how they fare."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from domain.codec import from_json
from domain.crawl import HostState, PollState
from domain.items import Door, DoorCount, Source
from storage.audit import record
from storage.base import Change, SourceHealth
from storage.doors import door_counts
from storage.moments import day_of
from storage.rows import body
from storage.statements import upsert_rows
from storage.tables import entries, hosts, polls, source_doors, sources

HEALTH_DAYS = 28
"""A source is compared with its own four weeks."""


def put_sources(connection: Connection, given: Sequence[Source], change: Change) -> None:
    rows = {source.id: {"id": source.id, "kind": source.kind.value, "name": source.name, "body": body(source)}
            for source in given}  # fmt: skip
    upsert_rows(connection, sources, list(rows.values()))
    record(connection, change)


def all_sources(connection: Connection) -> tuple[Source, ...]:
    return tuple(from_json(Source, text) for text in connection.scalars(select(sources.c.body).order_by(sources.c.id)))


def poll_states(connection: Connection) -> dict[str, PollState]:
    return {row.source_id: from_json(PollState, row.body) for row in connection.execute(select(polls))}


def all_hosts(connection: Connection) -> dict[str, HostState]:
    rows = connection.execute(select(hosts))
    return {row.host: HostState(host=row.host, last_request_at=row.last_request_at, blocked_until=row.blocked_until)
            for row in rows}  # fmt: skip


def known_entries(connection: Connection, source_id: str) -> tuple[tuple[str, str], ...]:
    wanted = (
        select(entries.c.key, entries.c.fingerprint).where(entries.c.source_id == source_id).order_by(entries.c.key)
    )
    return tuple((row.key, row.fingerprint) for row in connection.execute(wanted))


def source_health(connection: Connection, now: datetime) -> tuple[SourceHealth, ...]:
    states = poll_states(connection)
    days = _days(connection, now)
    return tuple(
        health_of(source, states.get(source.id), days.get(source.id, {}), now) for source in all_sources(connection)
    )


DayCounts = dict[tuple[str, Door, str], int]
"""(day, door, reason) -> count of one source."""


def health_of(source: Source, state: PollState | None, days: DayCounts, now: datetime) -> SourceHealth:
    """Health from the counts of the 28 days that end with today."""
    today, first = day_of(now), first_day(now)
    total: Counter[tuple[Door, str]] = Counter()
    new_today = 0
    for (day, door, reason), count in days.items():
        if first <= day <= today:
            total[door, reason] += count
            new_today += count if door is Door.NEW and day == today else 0
    doors: tuple[DoorCount, ...] = door_counts(total)
    return SourceHealth(
        source=source, state=state, items_today=new_today, items_28_days=total[Door.NEW, ""], doors=doors
    )


def first_day(now: datetime) -> str:
    return day_of(now - timedelta(days=HEALTH_DAYS - 1))


def _days(connection: Connection, now: datetime) -> dict[str, DayCounts]:
    found: dict[str, DayCounts] = {}
    counted = select(source_doors, source_doors.c.count.label("doors")).where(source_doors.c.day >= first_day(now))
    for row in connection.execute(counted):
        found.setdefault(row.source_id, {})[row.day, Door(row.door), row.reason] = row.doors
    return found
