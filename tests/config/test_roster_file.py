"""`roster.yaml` by itself: read whatever the other files say, and added to with everything that a person wrote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from config.local_times import written
from config.roster_file import line_of, put_roster, read_roster, with_entries
from config.schema_roster import RosterFile
from domain.errors import ConfigError
from domain.roster import Override, Roster, Shift
from domain.rules import Rules
from tests.config.desk import write

WRITTEN = """\
# 上面的注释
people:
  - {id: zhou, name: '周小满'}   # 组长
  - {id: wu, name: "吴谷雨"}

rotations: []
shifts:
  # 国庆
  - {role: leader, person: zhou, starts_at: 2026-10-01T08:00, ends_at: 2026-10-04T24:00}
holidays:
  - {name: 元旦, first: 2026-01-01}   # 一天
# 末尾的注释
"""
EIGHT = datetime(2026, 3, 2, tzinfo=UTC)
SHIFT = Shift(role="duty", person="wu", starts_at=EIGHT, ends_at=EIGHT + timedelta(hours=12))
SWAP = Override(
    role="duty", person="zhou", starts_at=EIGHT, ends_at=EIGHT + timedelta(hours=1), reason="a: b #c", replaces="wu"
)
LINES = (
    "{role: duty, person: wu, starts_at: 2026-03-02T08:00, ends_at: 2026-03-02T20:00}",
    "{role: duty, person: zhou, replaces: wu, starts_at: 2026-03-02T08:00, ends_at: 2026-03-02T09:00, reason: 'a: b #c'}",
)


@pytest.fixture(scope="module")
def shipped() -> Rules:
    return load_rules(None)


def test_comments_quotes_and_order_stay(tmp_path: Path, shipped: Rules) -> None:
    write(tmp_path, "roster.yaml", WRITTEN)
    text, roster = with_entries(tmp_path, (SHIFT, SWAP), shipped)
    whole = WRITTEN.replace("24:00}\n", f"24:00}}\n  - {LINES[0]}\n").replace(
        "# 末尾的注释\n", f"# 末尾的注释\noverrides:\n  - {LINES[1]}\n"
    )
    assert text == whole
    assert (tmp_path / "roster.yaml").read_text(encoding="utf-8") == WRITTEN
    put_roster(tmp_path, text)
    assert read_roster(tmp_path, shipped) == load_rules(tmp_path).roster == roster
    assert (roster.shifts[1], roster.overrides) == (SHIFT, (SWAP,))
    assert [path.name for path in tmp_path.iterdir()] == ["roster.yaml"]


def test_the_first_entry_of_an_empty_list_keeps_the_examples_under_it(tmp_path: Path, shipped: Rules) -> None:
    write(tmp_path, "roster.yaml", "people: [{id: zhou, name: 周小满}]\nshifts: []\n#  - 示例\noverrides: []\n")
    text, _ = with_entries(tmp_path, (replace(SHIFT, person="zhou"),), shipped)
    assert text.splitlines()[1:] == ["shifts:", f"  - {LINES[0].replace('wu', 'zhou')}", "#  - 示例", "overrides: []"]


@pytest.mark.parametrize("content", ["", "# 空\n", "people: []\n"])
def test_an_empty_file_has_room(tmp_path: Path, shipped: Rules, content: str) -> None:
    write(tmp_path, "roster.yaml", content)
    with pytest.raises(ConfigError):
        with_entries(tmp_path, (SHIFT,), shipped)
    assert with_entries(tmp_path, (), shipped)[1] == Roster()


def test_without_a_file_it_begins_with_the_shipped_one(tmp_path: Path, shipped: Rules) -> None:
    assert read_roster(tmp_path, shipped) == Roster()
    text, _ = with_entries(tmp_path, (), shipped)
    assert text.startswith("# 值班表")


def test_what_the_other_files_say_does_not_matter(tmp_path: Path, shipped: Rules) -> None:
    write(tmp_path, "roster.yaml", WRITTEN)
    write(tmp_path, "levels.yaml", "broken: [")
    assert len(read_roster(tmp_path, shipped).people) == 2


BAD = [
    ("somebody unknown", replace(SHIFT, person="chen"), "roster.yaml:10 shifts[1].person", "config.unknown_person"),
    ("an unknown watch", replace(SHIFT, scope="storm"), "roster.yaml:10 shifts[1].scope", "config.unknown_scope"),
    ("no span", replace(SHIFT, ends_at=EIGHT), "roster.yaml:10 shifts[1].ends_at", "config.no_span"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "entry", "path", "code"), BAD, ids=[row[0] for row in BAD])
def test_what_is_wrong_is_not_written(
    tmp_path: Path, shipped: Rules, name: str, entry: Shift, path: str, code: str
) -> None:
    write(tmp_path, "roster.yaml", WRITTEN)
    with pytest.raises(ConfigError) as raised:
        with_entries(tmp_path, (entry,), shipped)
    assert [(one.path, one.code) for one in raised.value.problems] == [(path, code)], name


def test_an_entry_in_one_line() -> None:
    assert [line_of(entry, ZoneInfo("Asia/Shanghai")) for entry in (SHIFT, SWAP)] == [f"- {line}" for line in LINES]


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"])


@given(st.datetimes(datetime(2000, 1, 2), datetime(2999, 1, 1)), ZONES)  # noqa: DTZ001  drawn without, used in UTC
def test_a_moment_is_read_as_it_was_written(moment: datetime, zone: str) -> None:
    at = moment.replace(microsecond=0, tzinfo=UTC)
    text = written(at, ZoneInfo(zone))
    form = RosterFile.model_validate({"shifts": [{"role": "duty", "person": "x", "starts_at": text, "ends_at": text}]})
    assert form.value(zone).shifts[0].starts_at == at
