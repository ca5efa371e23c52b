"""What PostgreSQL promises beyond the contract: partitions by month, writers one after another."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from domain.errors import StorageError
from domain.filters import DocumentFilter
from storage.database import WRITE_LOCK
from storage.sql import SqlStorage
from storage.values import Terms
from tests.factories import a_change, a_document, a_harvest, a_source, a_step, at, placed
from tests.storage.conftest import Postgres, opened


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.url() as address:
        yield address


@pytest.fixture
def store(url: str) -> Iterator[SqlStorage]:
    with opened(url) as storage:
        storage.put_sources([a_source()], a_change())
        yield storage


def test_texts_stand_in_partitions_by_month(store: SqlStorage) -> None:
    months = [a_document(number, collected_at=at().replace(month=number)) for number in (1, 2, 2)]
    store.commit_harvest(a_harvest(*months, a_document(3, collected_at=at().replace(month=2))))
    with store.database.reading() as connection:
        parts = connection.execute(
            text("SELECT tableoid::regclass::text, count(*) FROM document_texts GROUP BY 1 ORDER BY 1")
        )
        assert [tuple(row) for row in parts] == [("document_texts_2026_01", 1), ("document_texts_2026_02", 2)]


def test_a_new_month_does_not_wait_for_readers(store: SqlStorage) -> None:
    store.commit_harvest(a_harvest(*(a_document(number) for number in range(300))))
    reader = store.documents(DocumentFilter())
    next(reader)
    store.commit_harvest(a_harvest(a_document(999, collected_at=at().replace(month=7))))
    assert sum(1 for _ in reader) == 299


def test_a_writer_that_waits_too_long_says_locked(store: SqlStorage, url: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (WRITE_LOCK,))
        with pytest.raises(StorageError) as caught:
            store.record(a_change())
    assert caught.value.code == "storage.locked"
    store.record(a_change())


def test_hostile_tokens_are_kept_within_the_engine_s_limits(store: SqlStorage) -> None:
    document = a_document(1)
    store.commit_harvest(a_harvest(document))
    tokens = " ".join(
        ["长" * 5_000, "\\", "'", "a:1", "同" * 2, *["同"] * 20_000, *(f"词{number}" for number in range(200_000))]
    )
    store.commit_step(a_step(sequence=1, placed=(placed(document, tokens),)))
    for phrase in (("\\", "'", "a:1"), ("同", "同"), ("词7",)):
        assert store.search(DocumentFilter(), Terms(phrases=(phrase,))).total == 1


def test_errors_quote_no_values(store: SqlStorage) -> None:
    with pytest.raises(StorageError) as caught, store.database.writing() as connection:
        connection.execute(text("INSERT INTO rules (config_id, canonical) VALUES ('PLANTED', NULL)"))
    assert caught.value.code == "storage.refused"
    assert "PLANTED" not in str(caught.value)
    assert caught.value.__cause__ is None
