"""The chained record of every change; the last entry is read under the write lock, so the chain has no forks."""

from collections.abc import Iterator

from sqlalchemy import Connection, Row, insert, select

from domain.duty import AuditEntry
from storage.chain import follow
from storage.statements import streamed
from storage.tables import audit
from storage.values import Change

FIELDS = ("sequence", "at", "actor", "action", "subject", "detail", "previous", "hash")


def record(connection: Connection, change: Change) -> AuditEntry:
    """Chain the change to the trail; returns its entry."""
    last = connection.execute(select(audit).order_by(audit.c.sequence.desc()).limit(1)).first()
    entry = follow(_entry(last) if last else None, change)
    connection.execute(insert(audit), {name: getattr(entry, name) for name in FIELDS})
    return entry


def trail(connection: Connection, after: int) -> Iterator[AuditEntry]:
    wanted = select(audit).where(audit.c.sequence > after).order_by(audit.c.sequence)
    yield from map(_entry, streamed(connection, wanted))


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in FIELDS})
