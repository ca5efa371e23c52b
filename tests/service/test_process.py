"""Processing: the same inbox gives the same events, assessments and alerts, whatever the batches and the kills."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.codec import to_json
from domain.filters import EventFilter
from domain.risk import Level
from pipeline.label import Labeller
from service.process import Processor
from storage.base import Storage
from storage.open import open_storage
from tests.service.town import fill, make_workspace, rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50
SEED = 20260309


def outcome(store: Storage) -> list[bytes]:
    """Everything that processing decided, as bytes."""
    events = [to_json(row) for row in store.events(EventFilter(only_open=False))]
    assessments = [to_json(one) for one in store.assessments()]
    alerts = [to_json(row.alert) for row in store.alerts()]
    members = [to_json((record.document.id, record.event_id, record.document.duplicate_group))
               for row in store.events(EventFilter(only_open=False)) for record in store.event_documents(row.event.id)]  # fmt: skip
    return [*sorted(events), *assessments, *sorted(alerts), *sorted(members)]


def processed(folder: Path, batch: int) -> list[bytes]:
    store = open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")
    rules = load_rules(folder / "config")
    labeller = Labeller(rules)
    Processor(store, rules, labeller.label_batch, interval=timedelta(minutes=5), rows=batch).settle()
    found = outcome(store)
    store.close()
    return found


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a stored inbox: four quiet days and the story."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    make_workspace(folder, days=4)
    return folder


@pytest.fixture(scope="module")
def expected(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("reference") / "workspace"
    shutil.copytree(inbox, folder)
    return processed(folder, batch=500)


def test_the_story_is_told_as_it_should_be(inbox: Path, tmp_path: Path, expected: list[bytes]) -> None:
    shutil.copytree(inbox, tmp_path / "w")
    processed(tmp_path / "w", batch=100)
    store = open_storage(f"sqlite:///{tmp_path / 'w' / 'data' / 'wanglou.db'}")
    highest: dict[str, Level] = {}
    for one in store.assessments():
        highest[one.event_id] = max(highest.get(one.event_id, Level.NONE), one.level)
    levelled = {store.event(key).title: level for key, level in highest.items() if level}  # type: ignore[union-attr]
    store.close()
    assert max(levelled.values()) is Level.II
    assert not [title for title in levelled if "停车" in title or "小狗" in title or "狗" in title]


@pytest.mark.parametrize("batch", [1, 7])
def test_batches_do_not_matter(batch: int, inbox: Path, tmp_path: Path, expected: list[bytes]) -> None:
    shutil.copytree(inbox, tmp_path / "w")
    assert processed(tmp_path / "w", batch=batch) == expected


def test_fifty_kills_do_not_matter(inbox: Path, tmp_path: Path, expected: list[bytes]) -> None:
    """SIGKILL at random moments of processing; what is left equals an uninterrupted run byte for byte."""
    folder, rng = tmp_path / "w", random.Random(SEED)
    shutil.copytree(inbox, folder)
    env = {**os.environ, "WANGLOU_PROCESS__BATCH": "2"}
    command = [sys.executable, "-m", "service", "-w", str(folder), "process"]
    kills = 0
    with sqlite3.connect(folder / "data" / "wanglou.db") as watch:
        while kills < KILLS:
            before = _sequence(watch)
            service = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
            while service.poll() is None and _sequence(watch) == before:
                time.sleep(0.002)
            time.sleep(rng.uniform(0, 0.02))
            assert service.poll() is None, f"the inbox was empty after {kills} kills"
            service.send_signal(signal.SIGKILL)
            service.wait()
            kills += 1
    assert processed(folder, batch=500) == expected


def _sequence(watch: sqlite3.Connection) -> int:
    row = watch.execute("SELECT cursor_sequence FROM progress").fetchone()
    return int(row[0]) if row else 0


def test_an_archive_imported_at_once_becomes_events(store: Storage) -> None:
    """All rows in one moment, dated long ago: they are grouped, and none of them rings a bell today."""
    archive = [{**row, "published_at": row["published_at"].replace("2026", "2024")} for row in rows(days=0)]
    fill(store, archive[:60])
    rules = load_rules(None)
    Processor(store, rules, Labeller(rules).label_batch, interval=timedelta(minutes=5)).settle()
    assert 0 < len(list(store.events(EventFilter(only_open=False)))) < 60
