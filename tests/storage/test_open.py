"""Opening a store: what is said where it cannot be."""

from pathlib import Path

import pytest

from domain.errors import BadUse, StorageError
from domain.messages import load_catalogue
from storage.open import open_storage


@pytest.mark.parametrize(
    "url",
    [
        "",
        "store.db",
        "mysql://u:hidden@h/d",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://u:hidden@h/d",
        "postgresql+psycopg://h:x/d",
    ],
)
def test_an_address_of_another_kind_is_bad_use(url: str) -> None:
    with pytest.raises(BadUse) as caught:
        open_storage(url)
    assert caught.value.code == "storage.unknown_url"
    assert "hidden" not in str(caught.value)


def test_a_file_that_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        open_storage(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}")
    assert caught.value.code == "storage.unreachable"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("this is no database " * 100)
    with pytest.raises(StorageError) as caught:
        open_storage(f"sqlite:///{path}")
    assert caught.value.code == "storage.unreachable"


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StorageError) as caught:
        open_storage("postgresql+psycopg://wanglou:hidden@127.0.0.1:1/wanglou")
    assert caught.value.code == "storage.unreachable"
    assert "hidden" not in str(caught.value)
    assert "127.0.0.1:1" in str(caught.value)


def test_a_file_opens_and_is_made(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_storage(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    assert path.is_file()


def test_a_store_without_schema_refuses(tmp_path: Path) -> None:
    store = open_storage(f"sqlite:///{tmp_path / 'store.db'}")
    with pytest.raises(StorageError) as caught:
        store.cursor()
    store.close()
    assert caught.value.code == "storage.refused"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    codes = ("locked", "unreachable", "refused", "newer_schema", "unknown_url", "unknown_source", "unknown_event",
             "unknown_document", "stale_cursor", "row_before_evaluation")  # fmt: skip
    assert all(f"storage.{code}" in texts for code in codes)
