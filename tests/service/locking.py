"""A real store that another writer holds, and that does not wait for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from storage.base import Storage
from storage.open import open_storage

PATIENCE = timedelta(seconds=0.2)


@contextmanager
def impatient(path: Path) -> Iterator[Storage]:
    """The store of a file, which soon says that it is locked."""
    with closing(open_storage(f"sqlite:///{path}", PATIENCE)) as store:
        store.upgrade()
        yield store


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes, and goes on writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
