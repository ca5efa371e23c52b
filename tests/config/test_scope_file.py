"""Watches written by command: what a person wrote stays, and nothing is written that cannot be read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load_rules
from config.schema_scopes import SCOPES
from config.scope_file import add_scope, set_end
from domain.errors import ConfigError
from tests.config.desk import write

WRITTEN = """\
# 上面的注释
scopes:
  - id: desk   # 值班台
    name: '值班台'

  # 考试周
  - id: exam
    name: 考试周
    starts_at: 2026-06-07T00:00:00+08:00
    ends_at: 2026-06-10T00:00:00+08:00   # 含最后一天
    places: [010101, 990201]
# 末尾的注释
"""
END = "# 末尾的注释\n"
STORM: dict[str, object] = {"id": "storm", "name": "台风", "ends_at": "2026-08-03T00:00:00+08:00", "places": ["010101"]}


def text(folder: Path) -> str:
    return (folder / SCOPES).read_text(encoding="utf-8")


def test_comments_quotes_and_zeros_stay(tmp_path: Path) -> None:
    write(tmp_path, SCOPES, WRITTEN)
    add_scope(tmp_path, STORM)
    added = "  - id: storm\n    name: 台风\n    ends_at: 2026-08-03T00:00:00+08:00\n    places:\n      - 010101\n"
    whole = WRITTEN.replace(END, added + END)
    assert text(tmp_path) == whole
    set_end(tmp_path, "exam", datetime(2026, 6, 9, 4, tzinfo=UTC))
    assert text(tmp_path) == whole.replace("2026-06-10T00:00:00+08:00", "2026-06-09T04:00:00+00:00")
    assert load_rules(tmp_path).scopes[2].scope.places == ("010101",)
    assert [path.name for path in tmp_path.iterdir()] == [SCOPES]


def test_the_first_watch_begins_with_the_shipped_file(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    add_scope(tmp_path, STORM)
    assert [one.scope.id for one in load_rules(tmp_path).scopes] == ["desk", "storm"]
    assert text(tmp_path).startswith("# ")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"id": "exam", "name": "又一个"}, "duplicate_id"),
        ({"id": "desk", "name": "值班台"}, "duplicate_id"),
        ({"id": "storm", "name": "台风", "topics": ["polution"]}, "watch_unknown_topic_near"),
        ({"id": "Storm", "name": "台风"}, "not_identifier"),
        ({"id": "storm", "name": ""}, "empty"),
    ],
)
def test_what_is_wrong_is_not_written(tmp_path: Path, entry: dict[str, str], message: str) -> None:
    write(tmp_path, SCOPES, WRITTEN)
    with pytest.raises(ConfigError) as raised:
        add_scope(tmp_path, entry)
    assert f"config.{message}" in {problem.code for problem in raised.value.problems}
    assert text(tmp_path) == WRITTEN


def test_an_end_before_the_beginning_is_not_written(tmp_path: Path) -> None:
    write(tmp_path, SCOPES, WRITTEN)
    with pytest.raises(ConfigError):
        set_end(tmp_path, "exam", datetime(2026, 6, 1, tzinfo=UTC))
    assert text(tmp_path) == WRITTEN


@pytest.mark.parametrize(
    "name", ["null", "~", "a: b #c", "- x", '"', "'", "a\nb", "\\n", "&a", "*a", "!t", "é\u3000😀"]
)
def test_any_name_is_read_as_it_was_given(tmp_path: Path, name: str) -> None:
    write(tmp_path, SCOPES, WRITTEN)
    add_scope(tmp_path, {**STORM, "name": name})
    assert load_rules(tmp_path).scopes[2].scope.name == name
