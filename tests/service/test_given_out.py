"""Whoever takes something out of a workspace by command is named in the audit trail."""

from pathlib import Path

import pytest

from domain.duty import Role, User
from service.staff import hash_password
from service.workspace import Workspace
from storage.open import open_storage
from tests.factories import a_change, at
from tests.service.calling import Call, caller, desk_with, rows
from tests.service.test_evaluation import EVENT, closed

GIVEN = [
    ("an evaluation", ("report", "evaluation", EVENT.id), "report.evaluation"),
    ("an evaluation for a program", ("report", "evaluation", EVENT.id, "--json"), "report.evaluation"),
    ("the roster", ("duty", "export"), "export.roster"),
    ("events", ("export", "events"), "export.events"),
]
PASSWORD = "correct horse"


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a workspace that has a user, an auditor."""
    folder = desk_with(tmp_path / "desk", "roster.yaml", "people: [{id: zhou, name: 周小满}]\n")
    store = open_storage(f"sqlite:///{Workspace(folder).database}")
    store.upgrade()
    user = User(name="shen", role=Role.AUDITOR, password=hash_password(PASSWORD), created_at=at())
    closed(store).put_user(user, a_change())
    store.close()
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("WANGLOU_PASSWORD_FILE", str(folder / "password"))
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(folder, capsys)


@pytest.mark.parametrize(("words", "action"), [row[1:] for row in GIVEN], ids=[row[0] for row in GIVEN])
def test_the_record_names_who_asked(call: Call, words: tuple[str, ...], action: str) -> None:
    assert "--as" in call(*words, status=2)
    call("--as", "shen", *words)
    found = [row for row in rows(call("audit", "export")) if row["action"] == action]
    assert [row["actor"] for row in found] == ["shen"]
