"""A real store for the tests of the roof."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.base import Storage
from storage.open import open_storage


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Storage]:
    """An empty SQLite workspace database."""
    storage = open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")
    storage.upgrade()
    yield storage
    storage.close()
