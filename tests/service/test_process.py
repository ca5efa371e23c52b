"""Processing: the same inbox gives the same events, assessments and alerts, whatever the batches and the kills."""

import shutil
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.codec import to_json
from domain.filters import EventFilter
from domain.risk import Level
from pipeline.label import Labeller
from samples.town import load_town
from service.process import Processor
from storage.base import Storage
from storage.open import open_storage
from tests.service.town import START, edit, fill, make_workspace, rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50
SEED = 20260309
LATEST = 200
"""Hours after which one report more is edited, later than all else in the inbox."""


ROUTES = """
channels: [{id: file, kind: file, target: alerts.jsonl}]
routes: [{recipient: duty, channel: file, levels: all}]
flood: {limit: 1, window: 1d}
"""


def outcome(store: Storage) -> list[bytes]:
    """Everything that processing decided, as bytes."""
    events = [to_json(row) for row in store.events(EventFilter(only_open=False))]
    assessments = [to_json(one) for one in store.assessments()]
    alerts = [to_json(row.alert) for row in store.alerts()]
    members = [to_json((record.document.id, record.event_id, record.document.duplicate_group))
               for row in store.events(EventFilter(only_open=False)) for record in store.event_documents(row.event.id)]  # fmt: skip
    return [*sorted(events), *assessments, *sorted(alerts), *sorted(members)]


def processed(folder: Path, batch: int, minutes: int = 5) -> list[bytes]:
    store = open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")
    rules = load_rules(folder / "config")
    labeller = Labeller(rules)
    Processor(store, rules, labeller.label_batch, interval=timedelta(minutes=minutes), rows=batch).settle()
    found = outcome(store)
    store.close()
    return found


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a stored inbox: four quiet days and the story, and a desk to which two things in a day are a flood."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    make_workspace(folder, days=4)
    (folder / "config" / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("reference") / "workspace"
    shutil.copytree(inbox, folder)
    return processed(folder, batch=500)


def test_a_flood_is_part_of_it(expected: list[bytes]) -> None:
    told = [line for line in expected if b'"recipient":' in line]
    digests = [line for line in told if b'"reason":"digest"' in line]
    folded = [line for line in told if b'"digest":"digest:' in line]
    assert digests
    assert folded
    assert len(told) > len(digests) + len(folded)


TITLES = {"fire": "起火", "food": "食堂", "claim": "网传", "criticism": "停车收费", "feelgood": "小狗板栗"}


@pytest.mark.parametrize("days", [4, 15])  # under and over the 14 days from which a desk's own baseline counts
def test_the_story_is_told_as_it_should_be(days: int, tmp_path: Path) -> None:
    """Each strand is one event, founded and named by its own first report; the harmful ones reach their levels."""
    make_workspace(tmp_path / "w", days=days)
    processed(tmp_path / "w", batch=100)
    store = open_storage(f"sqlite:///{tmp_path / 'w' / 'data' / 'wanglou.db'}")
    strands = {article.title: article.strand for article in load_town().story}
    highest: dict[str, Level] = {}
    for one in store.assessments():
        highest[one.event_id] = max(highest.get(one.event_id, Level.NONE), one.level)
    told: dict[str, tuple[str, Level]] = {}
    for row in store.events(EventFilter(only_open=False)):
        members = [strands.get(record.document.title, "") for record in store.event_documents(row.event.id)]
        level = highest.get(row.event.id, Level.NONE)
        if set(members) <= {""}:
            assert level is Level.NONE
            continue
        (strand,) = set(members)
        assert strand not in told
        assert len(members) == [article.strand for article in load_town().story].count(strand)
        told[strand] = row.title, level
    store.close()
    assert all(word in told[strand][0] for strand, word in TITLES.items())
    assert {strand: level for strand, (_, level) in told.items()} == {
        "fire": Level.II, "food": Level.II, "claim": Level.III, "criticism": Level.NONE, "feelgood": Level.NONE,
    }  # fmt: skip


@pytest.mark.parametrize("minutes", [25])
def test_a_level_is_told_every_hour(minutes: int, inbox: Path, tmp_path: Path) -> None:
    """Whatever the interval: the evaluations of most intervals never fall on a full hour."""
    shutil.copytree(inbox, tmp_path / "w")
    processed(tmp_path / "w", batch=500, minutes=minutes)
    store = open_storage(f"sqlite:///{tmp_path / 'w' / 'data' / 'wanglou.db'}")
    hours: dict[str, list[int]] = {}
    for one in store.assessments():
        if one.level:
            hours.setdefault(one.event_id, []).append(int(one.at.timestamp()) // 3600)
    store.close()
    assert len(hours) == 3
    for seen in hours.values():
        assert sorted(set(seen)) == list(range(min(seen), max(seen) + 1))


def test_restarts_do_not_matter(inbox: Path, tmp_path: Path) -> None:
    """Every seventh hour all is read anew; a report of the fire found with other words when its event is closed as well."""
    folders = [tmp_path / name for name in ("steady", "restarted")]
    for folder in folders:
        shutil.copytree(inbox, folder)
        with closing(open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")) as store:
            fill(store, [edit(next(row for row in rows(days=0) if "塑胶厂起火" in row["title"]), LATEST)])
    with closing(open_storage(f"sqlite:///{folders[1] / 'data' / 'wanglou.db'}")) as store:
        rules = load_rules(folders[1] / "config")
        labeller = Labeller(rules)
        for hour in range(-4 * 24, LATEST, 7):
            until = START + timedelta(hours=hour)
            Processor(store, rules, labeller.label_batch, interval=timedelta(minutes=5)).run(until)
    assert processed(folders[1], batch=500) == processed(folders[0], batch=500)


@pytest.mark.parametrize("batch", [1, 7])
def test_batches_do_not_matter(batch: int, inbox: Path, tmp_path: Path, expected: list[bytes]) -> None:
    shutil.copytree(inbox, tmp_path / "w")
    assert processed(tmp_path / "w", batch=batch) == expected


def test_fifty_kills_do_not_matter(inbox: Path, tmp_path: Path, expected: list[bytes]) -> None:
    """SIGKILL at random moments of processing; what is left equals an uninterrupted run byte for byte."""
    shutil.copytree(inbox, tmp_path / "w")
    command = [sys.executable, "-m", "tests.service.kills", str(tmp_path / "w"), str(KILLS), str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert processed(tmp_path / "w", batch=500) == expected


def test_an_archive_imported_at_once_becomes_events(store: Storage) -> None:
    """All rows in one moment, dated long ago: they are grouped, and none of them rings a bell today."""
    archive = [{**row, "published_at": row["published_at"].replace("2026", "2024")}
               for row in rows(days=0) if "collected_at" not in row]  # fmt: skip
    fill(store, archive[:60])
    rules = load_rules(None)
    Processor(store, rules, Labeller(rules).label_batch, interval=timedelta(minutes=5)).settle()
    assert 0 < len(list(store.events(EventFilter(only_open=False)))) < 60
