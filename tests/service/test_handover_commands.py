"""Hand-overs by command: drafted, given by one member of staff, taken by another, listed, in the audit trail."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.clock import RealClock
from domain.duty import Role
from service.cli.duty_handover import LARGEST
from service.staff import hash_password
from service.workspace import Workspace
from storage.open import open_storage
from tests.config.desk import write
from tests.factories import a_change, a_handover, a_user
from tests.service.calling import Call, caller, desk_with, rows

PASSWORD = "correct horse"
OWN_WORDS = "夜里没有事,明早八点前再看一遍信源,有伤亡就叫醒带班领导。"
ROSTER = """
people:
  - {id: zhou, name: 周小满}
  - {id: wu, name: 吴谷雨}
rotations:
  - {id: main, role: duty, people: zhou wu, begins_at: 2026-03-09T08:00, length: 12h}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return desk_with(tmp_path / "desk", "roster.yaml", ROSTER)


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(folder, capsys)


@pytest.fixture
def staffed(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Zhou and Wu are users with the role of duty, Gao an analyst."""
    call("db", "upgrade")
    store = open_storage(f"sqlite:///{Workspace(folder).database}")
    secret = hash_password(PASSWORD)
    for name, role in (("zhou", Role.DUTY), ("wu", Role.DUTY), ("gao", Role.ANALYST)):
        store.put_user(a_user(name, role=role, password=secret), a_change("user.add", name))
    store.close()
    write(folder, "password", PASSWORD)
    monkeypatch.setenv("WANGLOU_PASSWORD_FILE", str(folder / "password"))
    return call


def number_in(said: str) -> str:
    """The number of the hand-over that a command told of."""
    return said.split()[1].rstrip(":")


def test_it_goes_from_one_to_the_other(staffed: Call) -> None:
    given = staffed("--as", "zhou", "duty", "handover", "--give", "--note", "situation=起风了")
    number = number_in(given)
    assert "given by 周小满" in given
    assert "+ giver: 起风了" in given
    taken = staffed("--as", "wu", "duty", "handover", "--take", number, "--synthesis", OWN_WORDS)
    assert taken.startswith("Taken; the shift is closed: duty officer, ")
    shown = staffed("duty", "handover", "--show", number)
    assert OWN_WORDS in shown
    assert "taken by 吴谷雨" in shown
    trail = [row for row in rows(staffed("audit", "export")) if row["action"].startswith("duty.")]
    assert [(row["action"], row["actor"], row["subject"], row["detail"]) for row in trail] == [
        ("duty.handover_given", "zhou", number, ""), ("duty.handover_taken", "wu", number, ""),
    ]  # fmt: skip


def test_nobody_takes_their_own_nor_without_the_role(staffed: Call) -> None:
    number = number_in(staffed("--as", "zhou", "duty", "handover", "--give"))
    take = ("duty", "handover", "--take", number, "--synthesis", OWN_WORDS)
    assert "somebody else closes the shift" in staffed("--as", "zhou", *take, status=2)
    assert "may not do duty.handover" in staffed("--as", "gao", *take, status=2)
    assert "--as NAME" in staffed(*take, status=2)


def test_once_a_shift_is_closed_the_next_one_is_handed_over(call: Call, folder: Path) -> None:
    ended = RealClock().now() - timedelta(minutes=10)
    begun = (ended - timedelta(hours=12)).astimezone(ZoneInfo("Asia/Shanghai"))
    write(folder / "config", "roster.yaml", ROSTER.replace("2026-03-09T08:00", f"{begun:%Y-%m-%dT%H:%M}"))
    number = number_in(call("duty", "handover", "--give"))
    assert "on duty: 周小满; next: 吴谷雨" in call("duty", "handover")
    call("duty", "handover", "--take", number, "--synthesis", OWN_WORDS)
    assert "on duty: 吴谷雨; next: 周小满" in call("duty", "handover")
    assert number_in(call("duty", "handover", "--give")) != number


def test_a_draft_changes_nothing(call: Call) -> None:
    said = call("duty", "handover")
    assert "Give it: wanglou duty handover --give" in said
    assert call("duty", "handovers").strip() == "No hand-over was given yet: wanglou duty handover drafts one."
    assert not [row for row in rows(call("audit", "export")) if row["action"].startswith("duty.")]


def test_rows_for_programs(call: Call) -> None:
    (draft,) = rows(call("duty", "handover", "--json"))
    (given,) = rows(call("duty", "handover", "--give", "--json"))
    assert (draft["id"], draft["giver"], given["giver"]) == (given["id"], "", "local")
    assert [section["block"] for section in given["sections"]] == ["severity", "summary", "actions", "situation"]
    (taken,) = rows(call("duty", "handover", "--take", given["id"], "--synthesis", OWN_WORDS, "--json"))
    assert rows(call("duty", "handovers", "--json")) == [taken]


def test_notes_of_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("severity=仓库最要紧\n\nactions=回消防电话\n", encoding="utf-8")
    said = call("duty", "handover", "--notes", str(tmp_path / "notes"))
    assert "giver: 仓库最要紧" in said
    assert "giver: 回消防电话" in said


def test_notes_with_the_mark_of_an_editor(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes("\ufeffseverity=仓库最要紧\r\n".encode())
    assert "giver: 仓库最要紧" in call("duty", "handover", "--notes", str(tmp_path / "notes"))


NOTES = [
    ("too large", b"severity=a\n" + b"\n" * LARGEST, f"is larger than {LARGEST} bytes"),
    ("another encoding", b"severity=" + "仓库".encode("gb18030"), "is not UTF-8 text (byte 10); save it as UTF-8"),
]


@pytest.mark.parametrize(("content", "said"), [case[1:] for case in NOTES], ids=[case[0] for case in NOTES])
def test_notes_that_cannot_be_taken_whole_are_refused(call: Call, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "notes").write_bytes(content)
    (line,) = call("duty", "handover", "--notes", str(tmp_path / "notes"), status=2).splitlines()
    assert line.startswith(f"{tmp_path / 'notes'} {said}")


def test_a_shift_that_nobody_took_is_listed(call: Call, folder: Path) -> None:
    store = open_storage(f"sqlite:///{Workspace(folder).database}")
    store.upgrade()
    now = RealClock().now()
    store.put_handover(a_handover(now - timedelta(days=2), giver="zhou", given_at=now), None, a_change())
    store.close()
    assert "Not handed over: duty officer, " in call("duty", "handovers")


BAD = [
    (("--give", "--show", "H1"), "give one of --give, --show and --take"),
    (("--take", "H1"), "--take goes with --synthesis: what you have understood, in your own words"),
    (("--synthesis", OWN_WORDS), "--take goes with --synthesis: what you have understood, in your own words"),
    (("--show", "H1"), "no hand-over H1 was given; wanglou duty handovers lists them"),
    (("--note", "chief=x"), "not a note: chief=x; write BLOCK=TEXT with one of severity, summary, actions, situation"),
    (("--role", "chief"), "there is no role chief; there are duty, deputy, leader"),
    (("--scope", "x"), "no such watch: x; known: desk"),
    (("--since", "40d"), "--since is not in the shift: at most 31 days before its end, and not ahead"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(row[0])[:24] for row in BAD])
def test_what_cannot_be_asked(call: Call, words: tuple[str, ...], message: str) -> None:
    assert call("duty", "handover", *words, status=2).strip() == message
