"""Replay: rows in order of time whatever their order in the file, and the same results whatever the batches and kills."""

import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_rules
from domain.codec import to_json
from domain.errors import BadUse
from domain.versions import Act, ActKind
from service.cli import invoke
from service.executor import Workers
from service.replay.ahead import preparing
from service.replay.begun import FILES, Begun, ReplayFolder
from service.replay.replay import Asked, replay
from service.replay.rows import in_time, survey
from storage.open import open_storage
from storage.values import Change
from tests.service.town import START, make_workspace, rows

ROOT = Path(__file__).resolve().parents[2]
KILLS = 6
SEED = 20260309
INTERVAL = timedelta(minutes=5)


def a_row(minute: int, name: str = "a", **other: Any) -> dict[str, Any]:
    moment = datetime.fromisoformat("2026-03-09T08:00+08:00") + timedelta(minutes=minute)
    return {"url": f"https://paper.example/{name}{minute}.html", "title": f"第{minute}条", "text": "城东停水。",
            "published_at": moment.isoformat(), "source": f"paper {name}", **other}  # fmt: skip


def written(file: Path, items: list[Any]) -> Path:
    lines = b"".join(
        (one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()) + b"\n" for one in items
    )
    file.write_bytes(gzip.compress(lines) if file.suffix == ".gz" else lines)
    return file


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
@settings(deadline=None, max_examples=50)
@given(minutes=st.lists(st.integers(0, 9), max_size=12), window=st.integers(1, 900), skip=st.integers(0, 3))
def test_rows_come_in_order_of_time(
    name: str, minutes: list[int], window: int, skip: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is held at once: rows of one time in order of the file, whatever was taken before left out."""
    file = written(
        tmp_path_factory.mktemp("rows") / name, [a_row(minute, str(at)) for at, minute in enumerate(minutes)]
    )
    found = [(row.at, row.number) for row in in_time(file, survey(file), skip, window)]
    told = sorted((datetime.fromisoformat(a_row(minute)["published_at"]), at) for at, minute in enumerate(minutes, 1))
    assert found == told[skip:]


def test_lines_without_a_place_in_time_are_noted(tmp_path: Path) -> None:
    items = [a_row(3), b"{not json", a_row(1, published_at=None), a_row(2, published_at="2026-03-09"), [1],
             a_row(0, published_at="0001-01-01T00:00:00+00:00"), a_row(5, platform="pigeon"),
             a_row(9, collected_at="2026-03-09T07:00+08:00")]  # fmt: skip
    file = written(tmp_path / "rows.jsonl", items)
    found = survey(file)
    assert [row.number for row in in_time(file, found)] == [8, 1]
    assert [(number, error.code) for number, error in found.bad.bad] == [
        (2, "import.not_json"), (3, "replay.no_time"), (4, "import.no_zone"), (5, "import.not_object"), (6, "import.bad_time"),
        (7, "import.unknown_value"),
    ]  # fmt: skip


def test_a_source_is_what_its_earliest_row_says(tmp_path: Path) -> None:
    file = written(tmp_path / "rows.jsonl", [a_row(3, source="p", tier="local"), a_row(1, source="p", tier="central"),
                                             a_row(2, source="p", tier="other")])  # fmt: skip
    assert {row.source.tier for row in in_time(file, survey(file))} == {"central"}


def test_a_file_that_shrinks_meanwhile_is_said(tmp_path: Path) -> None:
    file = written(tmp_path / "rows.jsonl", [a_row(1), a_row(2)])
    found = survey(file)
    written(file, [a_row(1)])
    with pytest.raises(BadUse, match=r"replay.changed"):
        list(in_time(file, found))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's story among quiet days, in no order, with rows that are no document or may not be stored."""
    folder = tmp_path_factory.mktemp("town")
    make_workspace(folder / "w", days=0)
    minor = a_row(90, text="小明的身份证号是11010520200307002X,家住城东。")
    items: list[Any] = [*rows(days=1), minor, b"{", a_row(91, title="", text=""), a_row(92, published_at=None)]
    random.Random(SEED).shuffle(items)
    written(folder / "town.jsonl", items)
    return folder


def asked(town: Path, out: Path, **other: Any) -> Asked:
    given: dict[str, Any] = {"file": town / "town.jsonl", "folder": ReplayFolder(out), "models": None,
                             "rules": load_rules(town / "w" / "config"), "interval": INTERVAL}  # fmt: skip
    return Asked(**(given | other))


def outcome(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def nobody(rows_done: int, total: int, at: datetime) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def expected(town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("reference") / "out"
    replay(asked(town, out), nobody)
    return outcome(out)


def test_what_a_replay_tells(town: Path, expected: dict[str, bytes]) -> None:
    said = json.loads(expected["summary.json"])
    events = [json.loads(line) for line in expected["events.jsonl"].splitlines()]
    alerts = [json.loads(line) for line in expected["alerts.jsonl"].splitlines()]
    lines = len((town / "town.jsonl").read_bytes().splitlines())
    assert sum(said["doors"].values()) == lines
    assert (said["doors"]["rejected(minor)"], said["doors"]["failed(line)"]) == (1, 3)
    assert said["documents"] == said["doors"]["new"] == sum(len(event["urls"]) for event in events)
    assert said["events"] == len(events)
    assert said["levels"]["desk"]["II"] == 2
    assert sum(said["alerts"]["by_day"].values()) == said["alerts"]["total"] == len(alerts)
    fire = next(event for event in events if "起火" in event["title"])
    assert [one["level"] for one in fire["levels"]][-1] == "II"
    assert {key: alerts[0][key] for key in ("level", "reason", "scope")} == {
        "level": fire["levels"][0]["level"],
        "reason": "first",
        "scope": "desk",
    }
    assert alerts == sorted(alerts, key=lambda one: one["at"])
    assert all(event["opened_at"] <= one["at"] for event in events for one in event["levels"])


@pytest.mark.parametrize(("batch", "executor"), [(7, "inline"), (60, "processes:2")])
def test_batches_and_workers_do_not_matter(
    batch: int, executor: str, town: Path, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    replay(asked(town, tmp_path / "out", batch=batch, executor=executor), nobody)
    assert outcome(tmp_path / "out") == expected


def test_killed_workers_hold_up_nothing(town: Path) -> None:
    """What they had in hand is done by others."""
    file, given = town / "town.jsonl", (to_json(load_rules(None)), None)
    rows_ = list(in_time(file, survey(file)))
    parts = [rows_[start : start + 40] for start in range(0, len(rows_), 40)]
    with preparing(parts, given, None) as here:
        expected = list(here)
    with closing(Workers(2)) as workers, preparing(parts, given, workers) as there:
        got = [next(there)]
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()
        assert [*got, *there] == expected


def test_kills_do_not_matter(town: Path, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """SIGKILL at random moments, each time taken up again; what comes out equals an uninterrupted replay byte for byte."""
    out, rng = tmp_path / "out", random.Random(SEED)
    env = {**os.environ, "WANGLOU_PROCESS__BATCH": "5", "WANGLOU_LANGUAGE": "en"}
    command = [sys.executable, "-m", "service", "replay", str(town / "town.jsonl"), "--out", str(out),
               "--config", str(town / "w" / "config"), "--resume"]  # fmt: skip
    for _ in range(KILLS):
        done = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = marked(out)
        while done.poll() is None and marked(out) == before:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.05))
        assert done.poll() is None, "the replay was over before all kills"
        done.send_signal(signal.SIGKILL)
        done.wait()
    last = subprocess.run([*command, "--json"], cwd=ROOT, env=env, capture_output=True, check=False)
    assert last.returncode == 2, last.stderr
    assert json.loads(last.stdout) == json.loads(expected["summary.json"])
    assert outcome(out) == expected


def marked(out: Path) -> int:
    """The last row of the inbox that was processed."""
    if not (out / "scratch.db").exists():
        return 0
    with sqlite3.connect(out / "scratch.db", timeout=10) as watch:
        try:
            return int(watch.execute("SELECT cursor_sequence FROM progress").fetchone()[0])
        except (sqlite3.OperationalError, TypeError):
            return 0


def test_a_replay_that_is_done_is_written_again(town: Path, tmp_path: Path, expected: dict[str, bytes]) -> None:
    replay(asked(town, tmp_path / "out"), nobody)
    (tmp_path / "out" / "events.jsonl").unlink()
    replay(asked(town, tmp_path / "out", resume=True), nobody)
    assert outcome(tmp_path / "out") == expected


OTHER: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("not to be taken up", {"resume": False}, "replay.begun"),
    ("another file", {"file": "second.jsonl"}, "replay.other_input"),
    ("other rules", {"rules": load_rules(None)}, "replay.other_rules"),
    ("another interval", {"interval": 2 * INTERVAL}, "replay.other_interval"),
)


@pytest.mark.parametrize(("other", "code"), [row[1:] for row in OTHER], ids=[row[0] for row in OTHER])
def test_another_replay_does_not_go_into_the_folder(
    other: dict[str, Any], code: str, town: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(("first.jsonl", "second.jsonl")):
        written(tmp_path / name, [a_row(number)])
    first = {"file": tmp_path / "first.jsonl", "resume": True}
    replay(asked(town, tmp_path / "out", **first), nobody)
    before = outcome(tmp_path / "out")
    second = first | other | ({"file": tmp_path / other["file"]} if "file" in other else {})
    with pytest.raises(BadUse, match=code):
        replay(asked(town, tmp_path / "out", **second), nobody)
    assert outcome(tmp_path / "out") == before


def test_results_of_somebody_else_are_not_written_over(town: Path, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text("mine")
    with pytest.raises(BadUse, match=r"replay.strange_folder"):
        replay(asked(town, tmp_path), nobody)
    assert (tmp_path / "events.jsonl").read_text() == "mine"


def test_one_replay_at_a_time(town: Path, tmp_path: Path) -> None:
    begun = Begun(input="", rules="", interval=0.0, versions="")
    with ReplayFolder(tmp_path).held(begun, resume=False), pytest.raises(BadUse, match=r"replay.busy"):
        replay(asked(town, tmp_path), nobody)


def test_a_file_without_rows_is_a_replay_of_nothing(town: Path, tmp_path: Path) -> None:
    done = replay(asked(town, tmp_path / "out", file=written(tmp_path / "rows.jsonl", [])), nobody)
    assert (done.summary["documents"], done.summary["events"], done.bad.bad_lines) == (0, 0, 0)


def test_the_version_that_acts_in_a_workspace_is_what_a_replay_goes_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "w", written(tmp_path / "rows.jsonl", [a_row(1)])
    assert invoke(["init", str(folder)]) == 0
    files = load_rules(folder / "config")

    def replayed(out: str, *words: str) -> tuple[str, str]:
        capsys.readouterr()
        assert (
            invoke(["-w", str(folder), "replay", str(file), "--out", str(tmp_path / out), "--language", "en", *words])
            == 0
        )
        return capsys.readouterr().out, json.loads((tmp_path / out / "summary.json").read_text())["config_id"]

    told, used = replayed("files")
    assert f"the files of {folder / 'config'} ({files.config_id})" in told
    assert used == files.config_id
    with closing(open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")) as store:
        act = Act(
            kind=ActKind.ACTIVATED, config_id=files.config_id, actor="li", at=START, starts_at=START, replaces="before"
        )
        store.put_act(act, Change(at=START, actor="li", action="config.activate", subject=""), 0, to_json(files))
    (folder / "config" / "levels.yaml").write_text("thresholds: {IV: 28}\n", encoding="utf-8")
    told, used = replayed("version")
    assert f"version {files.config_id}, which acts in the workspace" in told
    assert used == files.config_id
    told, used = replayed("folder", "--config", str(folder / "config"))
    assert used == load_rules(folder / "config").config_id != files.config_id
    assert used in told
