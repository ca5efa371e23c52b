"""Replay and what-if as a person calls them."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.open import open_storage
from tests.acceptance.desk import Desk
from tests.acceptance.town import a_row, lines
from tests.service.town import fill


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """The fire as five outlets tell it, the last of them first, and a line that is no document."""
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(*(a_row(number) for number in reversed(range(5)))) + b"{not json\n")
    return file


def test_a_file_is_replayed_without_a_workspace(tmp_path: Path, posts: Path) -> None:
    desk, out = Desk(tmp_path / "absent"), tmp_path / "out"
    told = desk.call("replay", str(posts), "--out", str(out), "--language", "en")
    assert told.status == 2, told
    assert "line 6 was not imported" in told.err
    assert "5 documents, 1 events" in told.out
    assert "not a public alert" in told.out
    assert not desk.folder.exists()
    assert json.loads((out / "summary.json").read_text())["doors"] == {"new": 5, "failed(line)": 1}
    again = desk.call("replay", str(posts), "--out", str(out), "--resume", "--json")
    assert again.rows == [json.loads((out / "summary.json").read_text())]


def test_a_workspace_gives_its_rules(desk: Desk, posts: Path) -> None:
    before = desk.files()
    told = desk.call("replay", str(posts), "--out", str(desk.folder.parent / "out"), "--json")
    (event,) = [json.loads(line) for line in (desk.folder.parent / "out" / "events.jsonl").read_text().splitlines()]
    assert (
        told.rows[0]["alerts"]["total"]
        == len((desk.folder.parent / "out" / "alerts.jsonl").read_text().splitlines())
        > 0
    )
    assert {one["scope"] for one in event["levels"]} == {"desk"}
    assert event["urls"] == [f"https://outlet{number}.example/a/{number}.html" for number in range(5)]
    assert desk.files() == before


def test_what_if_answers_in_words_and_in_json(desk: Desk) -> None:
    with closing(open_storage(f"sqlite:///{desk.folder / 'data' / 'wanglou.db'}")) as store:
        fill(store, [a_row(number) for number in range(5)])
    draft = desk.folder.parent / "draft"
    draft.mkdir()
    told = desk.ok("whatif", "--config", str(draft), "--since", "2d", "--json").rows[0]
    assert told["rows"] == 5
    assert told["transitions"]["desk"]
    assert told["alerts"]["present"]["total"] > told["alerts"]["other"]["total"] == 0, "the draft has no institution"
    (change,) = told["changes"]
    assert (change["other"], change["why"][0]["name"]) == ("NONE", "gate")
    said = desk.ok("whatif", "--config", str(draft), "--since", "2d").out
    assert change["title"] in said
    assert "flood minutes" in said
    assert "not a public alert" in said
    same = desk.ok("whatif", "--config", str(desk.folder / "config"), "--since", "2d", "--json").rows[0]
    assert same["changes"] == []
    assert same["alerts"]["present"] == same["alerts"]["other"]


Setup = Callable[[Path], None]


def _results(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "events.jsonl").write_text("")


def _nothing(_: Path) -> None:
    pass


BAD: tuple[tuple[str, Setup, tuple[str, ...], str], ...] = (
    ("no such file", _nothing, ("replay", "absent.jsonl", "--out", "out"), "cannot read absent.jsonl"),
    ("a folder", _nothing, ("replay", ".", "--out", "out"), "cannot read ."),
    ("nowhere to write", _nothing, ("replay", "posts.jsonl"), "--out"),
    ("a place that cannot be made", _nothing, ("replay", "posts.jsonl", "--out", "posts.jsonl/out"), "posts.jsonl/out"),
    ("results of something else", _results, ("replay", "posts.jsonl", "--out", "out"), "out holds a events.jsonl that is not from a replay"),
    ("no such rules", _nothing, ("replay", "posts.jsonl", "--out", "out", "--config", "absent"), "absent"),
    ("no such language", _nothing, ("replay", "posts.jsonl", "--out", "out", "--language", "fr"), "no language fr; there are: zh, en"),
    ("what if: no rules", _nothing, ("whatif", "--since", "1d"), "--config"),
    ("what if: no such rules", _nothing, ("whatif", "--config", "absent", "--since", "1d"), "absent"),
    ("what if: no beginning", _nothing, ("whatif", "--config", "desk/config"), "--since"),
    ("what if: no moment", _nothing, ("whatif", "--config", "desk/config", "--since", "lately"), "no moment: lately"),
    ("what if: no span", _nothing, ("whatif", "--config", "desk/config", "--since", "1d", "--until", "2d"), "is not before --until"),
    ("what if: no warm-up", _nothing, ("whatif", "--config", "desk/config", "--since", "1d", "--warm-up", "long"), "no span of time: long"),
    ("what if: nothing stored", _nothing, ("whatif", "--config", "desk/config", "--since", "1d"), "nothing was stored"),
)  # fmt: skip


@pytest.mark.parametrize(("setup", "words", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_use_is_one_clear_line(desk: Desk, posts: Path, setup: Setup, words: tuple[str, ...], said: str) -> None:
    setup(desk.folder.parent)
    told = desk.call(*words)
    assert told.status == 2, told
    assert said in told.err
    assert (len(told.err.splitlines()), told.out) == (1, "")
