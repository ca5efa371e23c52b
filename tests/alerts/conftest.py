"""A real store for the tests of alerts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.base import Storage
from storage.open import open_storage


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Storage]:
    found = open_storage(f"sqlite:///{tmp_path / 'desk.db'}")
    found.upgrade()
    yield found
    found.close()
