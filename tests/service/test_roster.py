"""Warnings of gaps: at the entry that leaves them, in the time in which its watch runs."""

from pathlib import Path

import pytest

from config.load import load_configuration
from domain.messages import load_catalogue
from service.roster import gaps_ahead
from tests.alerts.crew import local
from tests.config.desk import write

PEOPLE = "people: [{id: zhou, name: 周小满}]\n"
CASES = [
    ("no gap", "rotations:\n  - {id: a, role: duty, people: zhou, begins_at: 2026-03-01, length: 1d}\n", []),
    ("nobody at all", "", []),
    (
        "it begins later",
        "rotations:\n  - {id: a, role: duty, people: zhou, begins_at: 2026-03-03, length: 1d}\n",
        ["roster.yaml:3 rotations[0]: nobody is on duty as duty from 2026-03-02 08:00 to 2026-03-03 00:00; gaps in the next 28 days: 1"],
    ),
    (
        "it ends",
        "rotations:\n  - {id: a, role: duty, people: zhou, begins_at: 2026-03-01, ends_at: 2026-03-20T18:00, length: 1d}\n",
        ["roster.yaml:3 rotations[0]: nobody is on duty as duty from 2026-03-20 18:00 to 2026-03-30 08:00; gaps in the next 28 days: 1"],
    ),
    (
        "one shift of a leader",
        "shifts:\n  - {role: leader, person: zhou, starts_at: 2026-03-02, ends_at: 2026-03-04}\n",
        ["roster.yaml:3 shifts[0]: nobody is on duty as leader from 2026-03-04 00:00 to 2026-03-30 08:00; gaps in the next 28 days: 1"],
    ),
    (
        "a watch, as long as it runs",
        "rotations:\n  - {id: a, role: duty, scope: storm, people: zhou, begins_at: 2026-03-05T12:00, length: 1d}\n",
        ["roster.yaml:3 rotations[0]: in storm, nobody is on duty as duty from 2026-03-05 00:00 to 2026-03-05 12:00; gaps in the next 28 days: 1"],
    ),
    (
        "a watch that is over",
        "rotations:\n  - {id: a, role: duty, scope: past, people: zhou, begins_at: 2026-03-05T12:00, length: 1d}\n",
        [],
    ),
]  # fmt: skip
SCOPES = """
scopes:
  - {id: desk, name: 值班台}
  - {id: storm, name: 台风, starts_at: 2026-03-05T00:00+08:00, ends_at: 2026-03-09T00:00+08:00}
  - {id: past, name: 旧事, starts_at: 2026-02-01T00:00+08:00, ends_at: 2026-02-09T00:00+08:00}
"""


@pytest.mark.parametrize(("name", "entries", "says"), CASES, ids=[row[0] for row in CASES])
def test_a_gap_is_told_once_with_its_place(tmp_path: Path, name: str, entries: str, says: list[str]) -> None:
    write(tmp_path, "roster.yaml", PEOPLE + entries)
    write(tmp_path, "scopes.yaml", SCOPES)
    found = gaps_ahead(load_configuration(tmp_path), local("2026-03-02T08:00"))
    assert [f"{one.path}: {load_catalogue('en').text(one.code, **dict(one.params))}" for one in found] == says, name
