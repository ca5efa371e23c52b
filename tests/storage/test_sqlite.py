"""What SQLite promises beyond the contract: busy files, killed processes, purged text, a small memory."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.alerts import DeliveryStatus
from domain.errors import StorageError
from domain.filters import DocumentFilter
from domain.versions import Act, ActKind
from storage import standing, tables
from storage.base import Storage
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_harvest,
    a_response,
    a_source,
    a_step,
    a_user,
    an_alert,
    an_event,
    at,
)
from tests.storage.conftest import opened

WRITERS: dict[str, Callable[[Storage], object]] = {
    "upgrade": lambda store: store.upgrade(),
    "put_sources": lambda store: store.put_sources([a_source()], a_change()),
    "commit_harvest": lambda store: store.commit_harvest(a_harvest(a_document())),
    "commit_harvests": lambda store: store.commit_harvests([a_harvest(a_document())]),
    "commit_step": lambda store: store.commit_step(a_step()),
    "claim_alert": lambda store: store.claim_alert(a_delivery(an_alert())),
    "record_delivery": lambda store: store.record_delivery(a_delivery(an_alert(), status=DeliveryStatus.DELIVERED)),
    "put_response": lambda store: store.put_response(a_response(an_event()), None, a_change()),
    "put_user": lambda store: store.put_user(a_user(), a_change()),
    "put_rules": lambda store: store.put_rules("c1", b"{}", a_change()),
    "put_act": lambda store: store.put_act(
        Act(kind=ActKind.PROPOSED, config_id="c1", actor="wang", at=at()), a_change(), 0, b"{}"
    ),
    "record": lambda store: store.record(a_change()),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Storage]:
    with opened(f"sqlite:///{path}") as storage:
        storage.put_sources([a_source()], a_change())
        yield storage


@pytest.mark.parametrize("name", WRITERS)
def test_a_locked_file_is_said_to_be_locked(store: Storage, path: Path, name: str) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError) as caught:
        WRITERS[name](store)
    assert caught.value.code == "storage.locked"
    other.execute("ROLLBACK")
    other.close()
    assert store.sources() == (a_source(),), "readers go on"


def test_readers_do_not_wait_for_a_writer(store: Storage, path: Path) -> None:
    store.commit_harvest(a_harvest(a_document()))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert len(list(store.documents(DocumentFilter()))) == 1
    other.close()


def test_a_reader_sees_one_state_while_others_write(store: Storage) -> None:
    store.commit_harvest(a_harvest(*(a_document(number) for number in range(300))))
    rows = store.documents(DocumentFilter())
    next(rows)
    store.commit_harvest(a_harvest(a_document(999)))
    assert sum(1 for _ in rows) == 299


WRITE_FOREVER = """
import sys
from itertools import count
from storage.open import open_storage
from tests.factories import a_document, a_harvest
store = open_storage("sqlite:///" + sys.argv[1])
for number in count():
    store.commit_harvest(a_harvest(a_document(2 * number), a_document(2 * number + 1)))
    print(2 * number + 2, flush=True)
"""


def test_a_kill_loses_no_commit_and_leaves_no_half(store: Storage, path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    said = [int(child.stdout.readline()) for _ in range(20)]
    os.kill(child.pid, signal.SIGKILL)
    said += [int(line) for line in child.stdout.read().split()]
    child.stdout.close()
    child.wait()
    stored = list(store.documents(DocumentFilter()))
    assert len(stored) >= said[-1]
    assert len(stored) % 2 == 0
    assert len(store.inbox(0, 100_000)) == len(stored)


def test_deleted_text_leaves_the_file(path: Path) -> None:
    planted = "PLANTED-SECRET-7731"
    with opened(f"sqlite:///{path}") as store:
        store.put_sources([a_source()], a_change())
        store.commit_harvest(a_harvest(a_document(text=planted)))
    assert planted.encode() in path.read_bytes()
    with opened(f"sqlite:///{path}") as store, store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM document_texts")
    assert planted.encode() not in path.read_bytes()


@pytest.mark.parametrize("narrowed", [False, True], ids=["all", "one"])
def test_events_are_read_without_looking_up_every_text(tmp_path: Path, narrowed: bool) -> None:
    with opened(f"sqlite:///{tmp_path / 'store.db'}") as store, store.database.reading() as connection:
        rows = standing._rows("desk")
        wanted = rows.where(tables.events.c.id == "E1") if narrowed else rows
        asked = str(wanted.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [step.detail for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    assert not [step for step in plan if "document_texts" in step and not step.startswith("SEARCH")]
    assert not [step for step in plan if "MATERIALIZE" in step]
