"""Input made to do harm, end to end: it is stored as plain text or refused with a reason, and nothing obeys it."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from domain.errors import BadUse
from service.cli import invoke
from service.source_list import read_sources

TITLES = (
    "half \ud800 pair", "nul \x00 byte", "red \x1b[31m \x1b]0;title\x07 \x9b31m", "turned \u202e round", "two\nlines",
    "<script>alert(1)</script>", "[red]markup[/] [link=file:///etc/passwd]x[/link]", "{0} {title.__class__} %s %(x)s",
    "=cmd|'/c calc'!A1", "\uff1d1+1", "+1", "-1", "@SUM(A1)",
)  # fmt: skip
QUERIES = (
    '"',
    '起火"',
    "NEAR(",
    "*",
    "^x",
    "a OR",
    "'; DROP TABLE documents; --",
    "(((",
    "tokens:a",
    "\\",
    "\x1b[31m",
    "\udcff",
    " ",
)
UNTEXT = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160), 0x202E, 0xD800)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace that has taken in one document a hostile title."""
    rows = [{"url": f"http://x.example/{n}", "title": f"{title} 起火", "text": f"河口镇化工厂起火,3人受伤。{title}", "source": title}
            for n, title in enumerate(TITLES)]  # fmt: skip
    (tmp_path / "given.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="ascii")
    folder = tmp_path / "w"
    assert invoke(["-w", str(folder), "import", str(tmp_path / "given.jsonl")]) == 0
    assert invoke(["-w", str(folder), "process"]) == 0
    return folder


def test_nothing_said_speaks_to_the_terminal(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        ["search", "起火", "--limit", "99"],
        ["event", "list", "--all"],
        ["sources", "list"],
        ["search", "起火", "--json"],
    ):
        capsys.readouterr()
        assert invoke(["-w", str(desk), *command]) == 0
        said = capsys.readouterr().out
        assert "half" in said
        assert not [char for char in UNTEXT if char in said], command


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_words_and_no_language(desk: Path, query: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["-w", str(desk), "search", "--json", "--", query]) == 0


def test_spreadsheets_run_nothing(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("csv", "xlsx"):
        assert invoke(["-w", str(desk), "export", "documents", "-o", str(tmp_path / f"out.{form}")]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(
    "fields",
    [{"counters": {"comments": 10**30}}, {"counters": {"comments": True}}, {"published_at": "0001-01-01T00:00:00+14:00"},
     {"platform": ["news"]}, {"title": float("nan")}],
)  # fmt: skip
def test_impossible_values_are_bad_lines(tmp_path: Path, fields: dict[str, object]) -> None:
    row = {"url": "http://x.example/1", "title": "t", **fields}
    (tmp_path / "given.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert invoke(["-w", str(tmp_path / "w"), "import", str(tmp_path / "given.jsonl")]) == 2


def test_times_near_the_ends_of_the_calendar_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"url": f"http://x.example/{year}", "title": "起火", "published_at": f"{year}-01-02T00:00:00+00:00",
             "collected_at": f"{year}-01-02T00:00:00+00:00"} for year in ("0001", "9999")]  # fmt: skip
    (tmp_path / "given.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for command in (
        ["import", str(tmp_path / "given.jsonl")],
        ["process"],
        ["search", "起火"],
        ["event", "list", "--all"],
    ):
        assert invoke(["-w", str(tmp_path / "w"), *command]) == 0


def test_what_follows_an_endless_line_is_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.intake.LONGEST_LINE", 1000)
    hidden = json.dumps({"url": "http://x.example/1", "title": "hidden"})
    (tmp_path / "given.jsonl").write_text(" " * 999 + "x" + hidden, encoding="utf-8")
    assert invoke(["-w", str(tmp_path / "w"), "import", str(tmp_path / "given.jsonl")]) == 2
    assert invoke(["-w", str(tmp_path / "w"), "export", "documents", "-o", str(tmp_path / "out.jsonl")]) == 0
    assert (tmp_path / "out.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [("huge.csv", "url,name\nhttp://a.example/," + "a" * 200_000), ("deep.json", "[" * 100_000),
     ("digits.json", '[{"url":"http://a.example/","poll_interval":' + "9" * 5000 + "}]"),
     ("entity.opml", '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;" xmlUrl="http://a.example/"/></opml>'),
     ("deep.opml", "<opml>" + "<outline>" * 5000 + "</outline>" * 5000 + "</opml>"), ("empty.csv", "")],
)  # fmt: skip
def test_a_list_that_is_none_is_one_clear_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadUse, match=r"source\.list_broken"):
        read_sources(tmp_path / name)


@pytest.mark.parametrize(
    ("row", "code"),
    [({"url": "file:///etc/passwd"}, "address.not_http"), ({"url": "http://u:p@a.example/"}, "address.with_user"),
     ({"time_zone": "a" * 5000}, "source.unknown_zone"), ({"time_zone": "Asia"}, "source.unknown_zone"),
     ({"time_zone": "../../etc/passwd"}, "source.unknown_zone"), ({"kind": ["feed"]}, "source.unknown_value"),
     ({"selectors": {"links": "("}}, "source.bad_pattern"), ({"poll_interval": 10**18}, "source.bad_span")],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, row: dict[str, object], code: str) -> None:
    (tmp_path / "list.json").write_text(json.dumps([{"url": "http://a.example/", **row}]), encoding="utf-8")
    good, bad = read_sources(tmp_path / "list.json")
    assert (good, [one.error.code for one in bad]) == ((), [code])
