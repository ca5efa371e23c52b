"""A real store for the tests of the roof."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from service.workspace import Workspace
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.open import open_storage
from tests.service.ledger import Ledger


@pytest.fixture(autouse=True)
def _plain_log() -> Iterator[None]:
    """A command called within the test process logs to that test's own output, which is gone afterwards."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def ledger() -> Ledger:
    """An empty store that is filled by minutes."""
    return Ledger(MemoryStorage())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Storage]:
    """An empty SQLite workspace database."""
    storage = open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")
    storage.upgrade()
    yield storage
    storage.close()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A new workspace."""
    folder = tmp_path / "desk"
    Workspace(folder).make()
    return folder
