"""`alerts silence`: what is silent now, by command."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.clock import RealClock
from service.app import open_app
from service.console import StoredDesk
from service.workspace import Workspace
from storage.open import open_storage
from tests.factories import a_change, at
from tests.service.calling import Call, caller, rows
from tests.service.watch import Watch, rules_in


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """On a workspace whose sources were polled last in March, one of them paused since."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    workspace = Workspace(tmp_path / "desk")
    workspace.make()
    storage = open_storage(f"sqlite:///{workspace.database}")
    storage.upgrade()
    watch = Watch(storage, rules_in(workspace.config), sources=2).polls(60).turn(60)
    storage.put_sources([replace(watch.sources[0], paused=True)], a_change())
    watch.restarts(60).turn(3 * 60)
    storage.close()
    return caller(workspace.folder, capsys)


def test_what_is_silent_and_since_when(call: Call) -> None:
    lines = call("alerts", "silence").splitlines()
    (collection,) = (line for line in lines if line.startswith("collection"))
    assert "1 sources overdue" in collection
    assert collection.count("2026-03-09") == 2, "since then it is silent, and since then it is told"
    assert "1 paused, 1 without a usual volume" in lines[-1], "both are long out of sight"


def test_each_source_where_it_is_asked_for(call: Call) -> None:
    assert "P0" not in call("alerts", "silence")
    shown = call("alerts", "silence", "--sources").splitlines()
    assert {line.split()[0] for line in shown[-2:]} == {"P0", "P1"}


def test_as_rows(call: Call) -> None:
    found = rows(call("alerts", "silence", "--json"))
    (silence,) = (row for row in found if row["is"] == "silence")
    assert (silence["subject_id"], silence["form"], silence["count"]) == ("collector", "late", 1)
    assert silence["told_at"] == at(3 * 60).isoformat()
    assert {row["name"]: row["watched"] for row in found if row["is"] == "source"} == {"P0": "paused", "P1": "unknown"}


def test_a_workspace_without_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    Workspace(tmp_path / "new").make()
    lines = caller(tmp_path / "new", capsys)("alerts", "silence").splitlines()
    assert lines[0] == "Nothing is silent."
    assert lines[1].endswith("each source: none yet.")


def test_the_health_of_the_service_names_what_was_told_to_be_silent(call: Call, tmp_path: Path) -> None:
    assert call("alerts", "silence")
    with open_app(tmp_path / "desk", {}) as app:
        assert StoredDesk(app, RealClock()).health().silent == ("collector",)
