"""Sources, what is remembered of polling them, and how they fare."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from domain.crawl import HostState, PollState
from domain.items import Door, Source
from storage.audit import record
from storage.health import DayCounts, first_day, health_of
from storage.rows import body, value_of
from storage.statements import upsert_rows
from storage.tables import entries, hosts, polls, source_doors, sources
from storage.values import Change, SourceHealth


def put_sources(connection: Connection, given: Sequence[Source], change: Change) -> None:
    rows = {source.id: {"id": source.id, "kind": source.kind.value, "name": source.name, "body": body(source)}
            for source in given}  # fmt: skip
    upsert_rows(connection, sources, list(rows.values()))
    record(connection, change)


def all_sources(connection: Connection) -> tuple[Source, ...]:
    return tuple(value_of(Source, text) for text in connection.scalars(select(sources.c.body).order_by(sources.c.id)))


def poll_states(connection: Connection) -> dict[str, PollState]:
    return {row.source_id: value_of(PollState, row.body) for row in connection.execute(select(polls))}


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


def _days(connection: Connection, now: datetime) -> dict[str, DayCounts]:
    found: dict[str, DayCounts] = {}
    counted = select(source_doors, source_doors.c.count.label("doors")).where(source_doors.c.day >= first_day(now))
    for row in connection.execute(counted):
        found.setdefault(row.source_id, {})[row.day, Door(row.door), row.reason] = row.doors
    return found
