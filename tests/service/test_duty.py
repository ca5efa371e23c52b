"""Who is on duty, by command: now, next, and where nobody is."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.config.desk import write
from tests.service.calling import Call, caller, desk_with, rows

ROSTER = """
people:
  - {id: zhou, name: 周小满, contacts: {console: zhou@example.org}}
  - {id: wu, name: 吴谷雨}
  - {id: zheng, name: 郑清和}
rotations:
  - {id: main, role: duty, people: zhou wu, begins_at: 2026-03-02T08:00, length: 12h}
  - {id: office, role: deputy, people: wu zheng, begins_at: 2026-03-02, length: 7d, days: working, hours: 08:30-18:00}
overrides:
  - {role: duty, person: zheng, replaces: zhou, starts_at: 2026-03-03T08:00, ends_at: 2026-03-03T20:00, reason: 请假}
"""


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a workspace with a roster; its output, or what it said where it ended with `status`."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(desk_with(tmp_path / "desk", "roster.yaml", ROSTER), capsys)


SHOWN = """\
On duty 2026-03-02 21:00 (Asia/Shanghai)
duty officer: 吴谷雨
deputy: nobody

duty officer, 1 days, gaps: 0
from         until        who
03-02 21:00  03-03 08:00  吴谷雨
03-03 08:00  03-03 20:00  郑清和 (stands in)
03-03 20:00  03-03 21:00  吴谷雨

deputy, 1 days, gaps: 2
from         until        who
03-02 21:00  03-03 08:30  nobody
03-03 08:30  03-03 18:00  吴谷雨
03-03 18:00  03-03 21:00  nobody
"""


def test_now_and_next_and_gaps(call: Call) -> None:
    said = call("duty", "show", "--at", "2026-03-02T21:00", "--days", "1")
    assert [line.rstrip() for line in said.splitlines()] == SHOWN.splitlines()
    assert max(cell_len(line) for line in said.splitlines()) <= 46


def test_a_narrow_screen_folds_and_cuts_nothing(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.cli.root.PIPED", 40)
    said = call("duty", "show", "--at", "2026-03-02T21:00", "--days", "1")
    assert max(cell_len(line) for line in said.splitlines()) <= 40
    assert "郑清和" in said
    assert "stands in" in " ".join(said.split())


def test_rows_for_programs(call: Call) -> None:
    (row,) = rows(call("duty", "show", "--at", "2026-03-03T09:00", "--days", "1", "--role", "duty", "--json"))
    assert (row["role"], row["scope"], row["gaps"]) == ("duty", None, 0)
    assert row["on_duty"] == [{"id": "zheng", "name": "郑清和"}]
    assert [turn["source"] for turn in row["turns"]] == ["override", "rotation", "rotation"]
    assert row["turns"][0]["ends_at"] == "2026-03-03T12:00:00+00:00"
    assert "example.org" not in json.dumps(row)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--role", "chief"), "there is no role chief; there are duty, deputy, leader"),
        (("--days", "0"), "0 days are out of bounds; look 1 to 366 days ahead"),
        (("--days", "367"), "367 days are out of bounds; look 1 to 366 days ahead"),
        (("--at", "9999-12-31"), "9999-12-30 is too far away; a roster speaks of the years 2000 to 2999"),
        (("--at", "0001-01-02"), "0001-01-01 is too far away; a roster speaks of the years 2000 to 2999"),
        (("--at", "0001-01-01"), "no moment: 0001-01-01; write 2026-03-01, 2026-03-01T08:00+08:00, or a span back from now such as 24h"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(call: Call, words: tuple[str, ...], message: str) -> None:
    assert call("duty", "show", *words, status=2).strip() == message


def test_an_empty_roster_says_so(call: Call, tmp_path: Path) -> None:
    write(tmp_path / "desk" / "config", "roster.yaml", "people: []\n")
    assert "The roster says nothing about it" in call("duty", "show")


def test_check_warns_of_the_gaps_of_four_weeks(call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "2 warnings" in call("config", "check")
    write(tmp_path / "desk" / "config", "roster.yaml", ROSTER.replace(", days: working, hours: 08:30-18:00", ""))
    assert "1 warnings" in call("config", "check")
