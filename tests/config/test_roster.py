"""`roster.yaml` as a value: moments on the desk's clock, names in a text or a list, lists in their order."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.diff import differences
from config.load import Shipped, load_rules, read_shipped
from domain.codec import from_json, to_json
from domain.roster import Contact, Hours, Override, Person, Roster, Rotation, Shift
from domain.rules import Rules
from domain.workdays import Days, Holiday
from tests.config.desk import INSTITUTION, write
from tests.config.test_any_input import ACCIDENTS, KEYS, holds

WRITTEN = """
people:
  - {id: zhou, name: 周小满, contacts: {file: zhou, console: "13800000000"}}
  - {id: wu.g, name: 吴谷雨}
rotations:
  - id: main
    role: duty
    people: [zhou, wu.g, zhou]
    begins_at: 2026-03-02T08:00
    length: 12h
  - {id: chief, role: leader, people: zhou, begins_at: 2026-03-02, ends_at: 2026-03-31T24:00, length: 7d, days: off,
     weekdays: sun sat sat, hours: 20:00-08:00, scope: desk}
shifts:
  - {role: deputy, person: wu.g, starts_at: 2026-03-02T08:00:00, ends_at: 2026-03-02T08:00Z}
overrides:
  - {role: duty, person: zhou, replaces: wu.g, starts_at: 2026-03-02 20:00, ends_at: 2026-03-02T24:00, reason: 换班}
holidays:
  - {name: 国庆节, first: 2026-10-01, last: 2026-10-07, worked: [2026-10-10, 2026-09-20]}
  - {name: 元旦, first: 2026-01-01}
"""
EIGHT = datetime(2026, 3, 2, tzinfo=UTC)
"""Of Shanghai."""
VALUE = Roster(
    people=(
        Person(id="zhou", name="周小满", contacts=(Contact(channel="console", address="13800000000"), Contact(channel="file", address="zhou"))),
        Person(id="wu.g", name="吴谷雨"),
    ),
    rotations=(
        Rotation(id="main", role="duty", people=("zhou", "wu.g", "zhou"), begins_at=EIGHT, length=timedelta(hours=12)),
        Rotation(
            id="chief", role="leader", people=("zhou",), begins_at=EIGHT - timedelta(hours=8), length=timedelta(days=7),
            ends_at=datetime(2026, 3, 31, 16, tzinfo=UTC), days=Days.OFF, weekdays=(5, 6),
            hours=Hours(begins=timedelta(hours=20), ends=timedelta(hours=32)), scope="desk",
        ),
    ),
    shifts=(Shift(role="deputy", person="wu.g", starts_at=EIGHT, ends_at=EIGHT + timedelta(hours=8)),),
    overrides=(
        Override(
            role="duty", person="zhou", replaces="wu.g", starts_at=EIGHT + timedelta(hours=12),
            ends_at=EIGHT + timedelta(hours=16), reason="换班",
        ),
    ),
    holidays=(
        Holiday(name="国庆节", first=date(2026, 10, 1), last=date(2026, 10, 7), worked=(date(2026, 9, 20), date(2026, 10, 10))),
        Holiday(name="元旦", first=date(2026, 1, 1), last=date(2026, 1, 1)),
    ),
)  # fmt: skip


def test_a_whole_file_as_a_value(tmp_path: Path) -> None:
    write(tmp_path, "roster.yaml", WRITTEN)
    rules = load_rules(tmp_path)
    assert rules.roster == VALUE
    assert from_json(Rules, to_json(rules)) == rules


def test_nobody_is_shipped() -> None:
    assert load_rules(None).roster == Roster()


def test_the_clock_is_the_institution_s_unless_the_roster_has_its_own(tmp_path: Path) -> None:
    write(tmp_path, "institution.yaml", INSTITUTION + "time_zone: Asia/Urumqi\n")
    assert load_rules(tmp_path).roster.time_zone == "Asia/Urumqi"
    write(tmp_path, "roster.yaml", WRITTEN + "time_zone: Europe/Berlin\n")
    roster = load_rules(tmp_path).roster
    assert roster.time_zone == "Europe/Berlin"
    assert roster.rotations[0].begins_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert roster.shifts[0].ends_at == VALUE.shifts[0].ends_at, "an offset is one in any zone"


def test_the_examples_of_the_shipped_file_are_right(tmp_path: Path) -> None:
    """Every commented entry, in the list above it; the watch that one of them names is there."""
    lines = files("config").joinpath("defaults/roster.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    shown = [line[1:] if line.startswith("#  - ") else line.replace(": []", ":") for line in lines]
    write(tmp_path, "roster.yaml", "".join(shown))
    write(tmp_path, "scopes.yaml", "scopes: [{id: desk, name: 值班台}, {id: storm, name: 台风}]")
    write(
        tmp_path, "routes.yaml",
        "channels: [{id: mail, kind: console}, {id: wecom, kind: console}]\nroutes: [{recipient: duty, channel: mail, levels: all}]",
    )  # fmt: skip
    roster = load_rules(tmp_path).roster
    assert [len(part) for part in (roster.people, roster.rotations, roster.shifts, roster.overrides, roster.holidays)] == [
        4, 4, 1, 1, 1,
    ]  # fmt: skip


CHANGES = [
    ("a contact", 'console: "13800000000"', 'console: "13800000001"', "roster.people.zhou.contacts.console.address"),
    ("a length", "length: 12h", "length: 8h", "roster.rotations.main.length"),
    ("a day", "first: 2026-01-01", "first: 2026-01-02", "roster.holidays[2].first"),
    ("a reason", "reason: 换班", "reason: 病假", "roster.overrides[1].reason"),
    ("an order of turns", "[zhou, wu.g, zhou]", "[wu.g, zhou, zhou]", "roster.rotations.main.people"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "path"), CHANGES, ids=[row[0] for row in CHANGES])
def test_what_differs_is_told_by_name(tmp_path: Path, name: str, old: str, new: str, path: str) -> None:
    write(tmp_path / "a", "roster.yaml", WRITTEN)
    write(tmp_path / "b", "roster.yaml", WRITTEN.replace(old, new))
    found = differences(load_rules(tmp_path / "a"), load_rules(tmp_path / "b"))
    assert path in {one.path for one in found}, name
    assert load_rules(tmp_path / "a").config_id != load_rules(tmp_path / "b").config_id


LINES = WRITTEN.splitlines(keepends=True)
WORDS = (
    "", "~", "[]", "{}", "zhou", "duty", "chief", "all", "working", "mon", "0", "-1", "12h", "36h", "99999d", "08:30-18:00", "24:00-24:00", "99:99-00:00",
    "2026-03-02", "2026-03-02T24:00", "2026-03-02T24:01", "2026-03-29T02:30", "2026-03-02T08:00Z", "2026-03-02T08:00-23:59", "2000-01-01T00:00+14:00",
    "2999-12-31T24:00", "9999-12-31", "0001-01-01", "２０２６-03-02", "Europe/Berlin", "Pacific/Apia", "desk", "storm", "周小满", "\u200b", "\x00",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return read_shipped()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACCIDENTS), st.integers(0, len(LINES) - 1), st.sampled_from((*WORDS, *KEYS))),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_any_accident_with_a_roster_is_a_roster_or_told(
    shipped: Shipped, accidents: list[tuple[Any, int, str]]
) -> None:
    lines = list(LINES)
    for accident, at, word in accidents:
        lines = accident(lines, min(at, max(0, len(lines) - 1)), word)
    holds(shipped, "roster.yaml", "".join(lines).encode("utf-8", "replace"))
