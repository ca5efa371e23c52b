"""One database: how it is connected to, how a transaction begins, and the one place where its errors are translated."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import StorageError

WRITES = "wanglou_writes"
"""Execution option of a connection whose transaction will write."""
WRITE_LOCK = 7_021_735
"""Advisory lock of PostgreSQL that every writer takes, so that commits follow one another as in SQLite."""
PRAGMAS = (
    "journal_mode=WAL",
    # A commit survives the end of the process with NORMAL, and the loss of power only with FULL; see bench/storage.py.
    "synchronous=FULL",
    "foreign_keys=ON",
    # Purged text is overwritten, not left in free pages.
    "secure_delete=ON",
    # Kibibytes of pages a connection may keep; two connections stay open.
    "cache_size=-16384",
    # A long reader may let the log grow; it shrinks again to this many bytes.
    "journal_size_limit=67108864",
)
SCRATCH = (
    "journal_mode=WAL",
    # A commit survives the end of the process, not the loss of power: what is in a scratch store can be made again.
    "synchronous=OFF",
    "foreign_keys=ON",
    "cache_size=-131072",
    # Pages that the log may hold before they are moved into the file: fewer, larger moves.
    "wal_autocheckpoint=8000",
)
"""Pragmas of a store that is computed from something else and thrown away."""
LOCKED = frozenset({"55P03", "40P01", "40001"})
"""SQLSTATEs lock_not_available, deadlock_detected, serialization_failure."""


class Database:
    """An engine with its two kinds of transaction. `patience`: how long a writer waits for another. `scratch`: an SQLite
    file may lose its last commits when the power fails, for speed."""

    def __init__(self, url: URL, patience: timedelta, *, scratch: bool = False) -> None:
        pragmas = SCRATCH if scratch else PRAGMAS
        is_file = url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, patience, pragmas) if is_file else _postgresql(url, patience)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The transaction of the only writer at this moment; StorageError where its turn does not come in time."""
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database as StorageError. The cause is cut off: it may quote values of the row."""
    try:
        yield
    except SQLAlchemyError as error:
        raise storage_error(error) from None


def storage_error(error: SQLAlchemyError) -> StorageError:
    """What went wrong, as a code: locked, unreachable, or refused with the database's own first words."""
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return _sqlite_error(original)
    if isinstance(error, PoolTimeout):
        return StorageError("storage.locked")
    state = getattr(original, "sqlstate", None)
    if state in LOCKED:
        return StorageError("storage.locked")
    if isinstance(error, DBAPIError) and (
        state is None or state.startswith(("08", "57P")) or error.connection_invalidated
    ):
        return StorageError("storage.unreachable", detail=type(original).__name__)
    words = getattr(getattr(original, "diag", None), "message_primary", None)
    return StorageError("storage.refused", detail=words or type(original or error).__name__)


def _sqlite_error(error: sqlite3.Error) -> StorageError:
    # The low byte is the primary code; SQLite's messages name columns, never values.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError("storage.locked")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB):
        return StorageError("storage.unreachable", detail=str(error))
    return StorageError("storage.refused", detail=str(error))


def _sqlite(url: URL, patience: timedelta, pragmas: Sequence[str]) -> Engine:
    # isolation_level None: sqlite3 begins no transaction by itself, ours are begun in `_begin_sqlite`.
    engine = create_engine(
        url, hide_parameters=True, pool_size=2, max_overflow=14, pool_timeout=patience.total_seconds(),
        connect_args={"isolation_level": None, "timeout": patience.total_seconds()},
    )  # fmt: skip
    event.listen(engine, "connect", partial(_set_pragmas, pragmas))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_pragmas(pragmas: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, patience: timedelta) -> Engine:
    milliseconds = int(patience.total_seconds() * 1000)
    engine = create_engine(
        url, hide_parameters=True, pool_size=2, max_overflow=14, pool_timeout=patience.total_seconds(),
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": f"-c lock_timeout={milliseconds} -c timezone=UTC"},
    )  # fmt: skip
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
