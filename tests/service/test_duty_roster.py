"""The roster as a calendar, turns in from one, and both where versions act: by command."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.duty import Role, User
from domain.roster import Shift
from service.governance import read_ledger
from service.staff import hash_password
from service.workspace import Workspace
from storage.open import open_storage
from storage.values import Change
from tests.config.desk import write
from tests.service.calling import Call, caller, desk_with, rows

ROSTER = """\
# 值班表
people:
  - {id: zhou, name: 周小满, contacts: {console: zhou@example.org}}   # 组长
  - {id: wu, name: 吴谷雨}
rotations:
  - {id: main, role: duty, people: zhou wu, begins_at: 2026-03-02T08:00, length: 12h}
"""
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SOON = NOW + timedelta(days=3)


def event(start: datetime, *lines: str) -> str:
    times = (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=12):%Y%m%dT%H%M%SZ}")
    return "\n".join(("BEGIN:VEVENT", *times, *lines, "END:VEVENT", ""))


def calendar(folder: Path, *events: str) -> str:
    file = folder / "plan.ics"
    file.write_text("BEGIN:VCALENDAR\n" + "".join(events) + "END:VCALENDAR\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk_with(tmp_path / "desk", "roster.yaml", ROSTER)


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a workspace with a roster; its output, or what it said where it ended with `status`."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(folder, capsys)


def written(folder: Path) -> str:
    return (folder / "config" / "roster.yaml").read_text(encoding="utf-8")


def test_turns_to_come_as_a_calendar(call: Call, folder: Path, tmp_path: Path) -> None:
    call("duty", "export", "--days", "2", "-o", str(tmp_path / "roster.ics"))
    content = (tmp_path / "roster.ics").read_text(encoding="utf-8")
    assert content.count("BEGIN:VEVENT") == 5, "the turn that runs, and those that begin in two days"
    assert "SUMMARY:duty officer: 周小满" in content
    assert "example.org" not in content
    starts = [line for line in content.splitlines() if line.startswith("DTSTART:")]
    assert all(line.endswith(("T000000Z", "T120000Z")) for line in starts), "whole turns"
    assert "export.roster" in call("audit", "export")
    assert call("duty", "export", "--days", "2", "--role", "leader").count("BEGIN:VEVENT") == 0


def test_a_calendar_becomes_shifts_of_the_file(call: Call, folder: Path, tmp_path: Path) -> None:
    file = calendar(tmp_path, event(SOON, "SUMMARY:值班 吴谷雨"), event(NOW - timedelta(days=9), "SUMMARY:周小满"))
    shown = call("duty", "import", file, "--role", "duty", "--dry-run")
    assert "Would be added to the roster: 1; known already: 0; events over or more than a year ahead: 1" in shown
    assert written(folder) == ROSTER
    said = call("duty", "import", file, "--role", "duty")
    assert shown.splitlines()[0] == said.splitlines()[0]
    assert "takes it up within seconds" in said
    assert written(folder) == f"{ROSTER}shifts:\n  {said.splitlines()[0]}\n"
    roster = load_rules(folder / "config").roster
    assert roster.shifts == (Shift(role="duty", person="wu", starts_at=SOON, ends_at=SOON + timedelta(hours=12)),)
    assert "Added to the roster: 0; known already: 1" in call("duty", "import", file, "--role", "duty")
    audit = [json.loads(line) for line in call("audit", "export").splitlines()]
    assert [(row["actor"], row["detail"]) for row in audit if row["action"] == "duty.import"] == [("local", "1")]


def test_with_a_reason_its_times_are_overrides(call: Call, folder: Path, tmp_path: Path) -> None:
    file = calendar(tmp_path, event(SOON, "SUMMARY:wu", "CATEGORIES:值班员"))
    call("duty", "import", file, "--reason", "周小满病假 13812345678", "--scope", "desk")
    (one,) = load_rules(folder / "config").roster.overrides
    assert (one.role, one.person, one.scope) == ("duty", "wu", "desk")
    assert one.reason == "周小满病假 [手机号]"


def test_what_cannot_be_taken_is_told_at_once_and_nothing_is_written(call: Call, folder: Path, tmp_path: Path) -> None:
    file = calendar(
        tmp_path, event(SOON, "SUMMARY:张三"), event(SOON, "SUMMARY:zhou"), event(SOON, "RRULE:FREQ=SECONDLY")
    )
    lines = call("duty", "import", file, "--role", "duty", status=2).splitlines()
    assert lines[0].startswith("plan.ics:2: the event names nobody of the roster: 张三")
    assert lines[1].startswith("plan.ics:12: a repetition that is not taken")
    assert len(lines) == 3
    assert written(folder) == ROSTER
    assert "Added to the roster: 1" in call("duty", "import", file, "--role", "duty", "--skip-bad")


BAD = [
    ("no role", (), "says no role"),
    ("an unknown role", ("--role", "chief"), "there is no role chief"),
    ("an unknown watch", ("--role", "duty", "--scope", "storm"), "there is no desk or watch called storm"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "message"), BAD, ids=[row[0] for row in BAD])
def test_bad_use(call: Call, folder: Path, tmp_path: Path, name: str, words: tuple[str, ...], message: str) -> None:
    file = calendar(tmp_path, event(SOON, "SUMMARY:zhou"))
    assert message in call("duty", "import", file, *words, status=2), name
    assert written(folder) == ROSTER


def test_a_file_that_is_not_there(call: Call, tmp_path: Path) -> None:
    assert "cannot use" in call("duty", "import", str(tmp_path / "none.ics"), status=2)


@pytest.fixture
def governed(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version acts; Li is on duty and may not approve rules."""
    call("config", "propose", "--reason", "first")
    with_storage = open_storage(f"sqlite:///{Workspace(folder).database}")
    (version,) = read_ledger(with_storage).versions
    call("config", "approve", version, "--alone")
    call("config", "activate", version)
    change = Change(at=NOW, actor="local", action="user.add", subject="x", detail="")
    for name, role in (("li", Role.DUTY), ("gao", Role.ANALYST)):
        user = User(name=name, role=role, password=hash_password("correct horse"), created_at=NOW)
        with_storage.put_user(user, change)
    with_storage.close()
    (folder / "password").write_text("correct horse\n", encoding="utf-8")
    monkeypatch.setenv("WANGLOU_PASSWORD_FILE", str(folder / "password"))
    return folder


def test_where_versions_act_a_swap_needs_no_second_person(call: Call, governed: Path, tmp_path: Path) -> None:
    file = calendar(tmp_path, event(NOW - timedelta(hours=1), "SUMMARY:wu"))
    write(governed / "config", "levels.yaml", "thresholds: {IV: 25}\n")
    said = call("--as", "li", "duty", "import", file, "--role", "duty", "--reason", "换班")
    assert "The roster acts from" in said
    assert "differs from" in said
    (shown,) = rows(call("duty", "show", "--json", "--days", "1"))
    assert ([one["id"] for one in shown["on_duty"]], shown["turns"][0]["source"]) == (["wu"], "override")
    acts = rows(call("config", "history", "--json"))[-3:]
    assert [(act["act"], act["by"]) for act in acts] == [("proposed", "li"), ("approved", "li"), ("activated", "li")]
    assert "levels" not in "".join(
        line["path"] for line in rows(call("config", "diff", acts[0]["config_id"], acts[2]["replaces"], "--json"))
    )
    assert "whole" in call("audit", "verify")
    assert call("--as", "li", "duty", "apply").strip() == "This roster acts already."


def test_it_is_a_matter_of_those_on_duty(call: Call, governed: Path) -> None:
    assert "gao is analyst and may not do duty.apply" in call("--as", "gao", "duty", "apply", status=2)
    assert "may not do config.propose" in call("--as", "li", "config", "propose", "--reason", "x", status=2)


def test_another_draft_at_fault_does_not_hold_up_a_swap(call: Call, governed: Path) -> None:
    write(governed / "config", "levels.yaml", "broken: [")
    write(governed / "config", "roster.yaml", "people: [{}]\n")
    assert "does not fit what acts" in call("duty", "show", errors=True)
    write(governed / "config", "roster.yaml", ROSTER.replace("zhou wu,", "wu,"))
    assert "The roster of the file is another" in call("duty", "show", errors=True)
    assert "The roster acts from" in call("--as", "li", "duty", "apply", "--reason", "周小满停职")
    (shown,) = rows(call("duty", "show", "--json"))
    assert [one["id"] for one in shown["on_duty"]] == ["wu"]


def test_a_swap_is_one_command(call: Call, folder: Path) -> None:
    said = call(
        "duty",
        "swap",
        "wu",
        "--replaces",
        "zhou",
        "--from",
        "2026-03-02T08:00",
        "--until",
        "2026-03-02T20:00",
        "--reason",
        "病假",
    )
    assert (
        said.splitlines()[0]
        == "- {role: duty, person: wu, replaces: zhou, starts_at: 2026-03-02T08:00, ends_at: 2026-03-02T20:00, reason: 病假}"
    )
    assert written(folder).startswith(ROSTER)
    (row,) = rows(call("duty", "show", "--at", "2026-03-02T09:00", "--json"))
    assert [one["id"] for one in row["on_duty"]] == ["wu"]


def test_a_swap_from_now_on_acts_at_once(call: Call, governed: Path) -> None:
    call("--as", "li", "duty", "swap", "wu", "--until", f"{SOON.isoformat()}", "--reason", "换班")
    (row,) = rows(call("duty", "show", "--json"))
    assert ([one["id"] for one in row["on_duty"]], row["turns"][0]["source"]) == (["wu"], "override")
    assert "gao is analyst and may not do duty.swap" in call(
        "--as", "gao", "duty", "swap", "wu", "--until", "2099-01-01", "--reason", "x", status=2
    )


SWAPS = [
    ("somebody unknown", ("chen", "--until", "2099-01-01"), "the roster has nobody with the id chen"),
    ("over already", ("wu", "--until", "2020-01-01"), "it does not end after it begins"),
    ("for oneself", ("wu", "--replaces", "wu", "--until", "2099-01-01"), "somebody cannot stand in for themselves"),
    ("no moment", ("wu", "--until", "tomorrow"), "no moment: tomorrow"),
    ("too far", ("wu", "--until", "9999-12-31"), "is too far away"),
    ("no role", ("wu", "--until", "2099-01-01", "--role", "chief"), "there is no role chief"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "message"), SWAPS, ids=[row[0] for row in SWAPS])
def test_a_swap_that_cannot_be(call: Call, folder: Path, name: str, words: tuple[str, ...], message: str) -> None:
    assert message in call("duty", "swap", *words, "--reason", "x", status=2), name
    assert written(folder) == ROSTER
