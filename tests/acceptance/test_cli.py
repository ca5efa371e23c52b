"""The command line as a person uses it: by subprocess, with its exit status, its one line of advice, and what it leaves."""

import csv
import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.acceptance.desk import Desk
from tests.acceptance.town import FIRE, STORY, a_row, lines

SOURCES = [
    {"kind": "feed", "url": "http://127.0.0.1:9/good.xml", "name": "Good paper"},
    {"kind": "fed", "url": "http://127.0.0.1:9/bad.xml", "name": "Misspelt"},
    {"kind": "feed", "url": "https://weibo.com/u/1234567890", "name": "Somebody"},
]
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>澄川日报</title><item><title>停水通知</title>'
    "<link>http://a.example/1.html</link><guid>1</guid><pubDate>Mon, 02 Mar 2026 08:00:00 +0800</pubDate>"
    "<description>明天上午停水。</description></item></channel></rss>"
)
PAGE = (
    f"<html><head><title>{FIRE}</title></head><body><h1>{FIRE}</h1><p>2026-03-02 10:00</p>"
    f"<article><p>{STORY}</p><p>{STORY}</p></article></body></html>"
)


def test_init_makes_a_workspace_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    first = desk.ok("init")
    assert {path.name for path in desk.folder.iterdir()} == {"config", "data", "drop", "logs", "wanglou.yaml"}
    assert "config/institution.yaml, wanglou.yaml" in first.out
    (desk.folder / "wanglou.yaml").write_text("language: en\n")
    assert "written: -" in desk.ok("init").out
    assert (desk.folder / "wanglou.yaml").read_text() == "language: en\n"


Setup = Callable[[Desk], None]


def _setting(desk: Desk) -> None:
    (desk.folder / "wanglou.yaml").write_text("crawl:\n  operatr: X\n")


def _rules(desk: Desk) -> None:
    (desk.folder / "config" / "topics.yaml").write_text("topics:\n  - {id: x, nam: y}\n")


def _list(desk: Desk) -> None:
    (desk.folder.parent / "list.json").write_text(json.dumps(SOURCES))


def _nothing(_: Desk) -> None:
    pass


BAD: tuple[tuple[str, Setup, tuple[str, ...], dict[str, str], str], ...] = (
    ("setting in the file", _setting, ("sources", "list"), {}, "wanglou.yaml:2 crawl.operatr"),
    ("setting in the environment", _nothing, ("sources", "list"), {"WANGLOU_CRAWL__OPERATR": "X"}, "WANGLOU_CRAWL__OPERATR"),
    ("database out of reach", _nothing, ("event", "list"), {"WANGLOU_DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/x"},
     "cannot be reached"),
    ("rules file", _rules, ("process",), {}, "topics.yaml"),
    ("source list with bad rows", _list, ("sources", "import", "list.json"), {}, "Good ones (1): Good paper"),
    ("source list that is absent", _nothing, ("sources", "import", "absent.json"), {}, "absent.json"),
    ("account of a person", _nothing, ("sources", "add", "https://weibo.com/u/1234567890"), {}, "one person's account"),
    ("address that is none", _nothing, ("sources", "add", "paper"), {}, "not an http(s) address: paper"),
    ("unknown source", _nothing, ("sources", "pause", "nobody"), {}, "no such source: nobody"),
    ("unknown level", _nothing, ("export", "events", "--level", "V"), {}, "no level V; there are: NONE, IV, III, II, I"),
    ("unknown topic", _nothing, ("search", "x", "--topic", "sport"), {}, "no topic sport"),
    ("unknown format", _nothing, ("export", "documents", "--format", "pdf"), {}, "no format pdf"),
    ("unknown tone", _nothing, ("search", "x", "--tone", "angry"), {}, "--tone"),
    ("unknown event", _nothing, ("event", "show", "E0"), {}, "no such event: E0"),
    ("moment that is none", _nothing, ("search", "x", "--since", "yesterday"), {}, "no moment: yesterday"),
    ("span that is none", _nothing, ("run", "--for", "long"), {}, "no span of time: long"),
    ("folder of rules that is absent", _nothing, ("config", "check", "--config", "absent"), {}, "absent"),
    ("file that is absent", _nothing, ("import", "absent.jsonl"), {}, "absent.jsonl"),
    ("file to label that is absent", _nothing, ("label", "absent.jsonl"), {}, "absent.jsonl"),
    ("place to write that is none", _nothing, ("export", "events", "-o", "no/such/file.jsonl"), {}, "no/such/file.jsonl"),
    ("unknown rule", _nothing, ("explain", "--text", "x", "--rule", "outag"), {}, "did you mean outage?"),
    ("title without a text", _nothing, ("explain", "D0", "--title", "x"), {}, "--title goes with --text"),
    ("nothing to hold a rule against", _nothing, ("explain", "D0", "--rule", "outage"), {}, "D0"),
    ("unknown command", _nothing, ("fly",), {}, "fly"),
    ("unknown option", _nothing, ("search", "--sideways"), {}, "--sideways"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "words", "environment", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_input_gets_a_clear_line_and_changes_nothing(
    desk: Desk, setup: Setup, words: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    setup(desk)
    before = _stored(desk)
    told = Desk(desk.folder, environment).call(*words)
    assert told.status == 2, told
    assert said in told.err
    assert "Traceback" not in told.err
    assert not told.out
    # A line each for the problems, and at most one that says what became of the whole.
    assert len(told.err.splitlines()) <= 3
    assert _stored(desk) == before


def test_an_unreachable_database_makes_no_workspace(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    told = desk.call("init", WANGLOU_DATABASE_URL="postgresql+psycopg://127.0.0.1:1/x")
    assert (told.status, len(told.err.splitlines())) == (2, 1)
    assert not desk.folder.exists()


def test_the_good_rows_of_a_list_can_be_taken(desk: Desk) -> None:
    _list(desk)
    told = desk.ok("sources", "import", "list.json", "--skip-bad")
    assert "1 sources imported, 2 rows left out" in told.out
    assert "row 2 (Misspelt)" in told.err
    assert "row 3 (Somebody)" in told.err
    assert [row["name"] for row in desk.ok("sources", "list", "--json").rows] == ["Good paper"]


def test_a_line_that_is_no_document_is_named_and_the_rest_is_imported(desk: Desk) -> None:
    file = desk.folder.parent / "in.jsonl"
    file.write_bytes(lines(a_row(0)) + b"{not json\n" + lines({"title": "no address"}) + b"[1]\n" + lines(a_row(1)))
    told = desk.call("import", str(file), "--json")
    assert told.status == 2
    assert told.rows == [{"doors": {"failed(line)": 3, "new": 2}, "bad_lines": [2, 3, 4]}]
    assert [line.split(" was ")[0][-6:] for line in told.err.splitlines()] == ["line 2", "line 3", "line 4"]
    assert len(desk.ok("export", "documents").rows) == 2


def test_many_bad_lines_are_counted_and_a_damaged_archive_is_one_line(desk: Desk) -> None:
    file = desk.folder.parent / "in.jsonl"
    file.write_bytes(b"{\n" * 103)
    told = desk.call("import", str(file))
    assert (told.status, len(told.err.splitlines())) == (2, 101)
    assert "3 more such lines" in told.err.splitlines()[-1]
    packed = bytearray(gzip.compress(lines(a_row(0))))
    packed[10:14] = b"\xff\xff\xff\xff"
    file.write_bytes(packed)
    told = desk.call("import", str(file))
    assert (told.status, len(told.err.splitlines())) == (2, 1)


READING = (
    ("event", "list"), ("event", "show", "E0"), ("alerts", "list"), ("sources", "list"), ("search", "x"),
    ("export", "events"), ("audit", "verify"), ("audit", "export"), ("user", "list"),
)  # fmt: skip


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_reading_needs_a_workspace_and_makes_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    desk = Desk(tmp_path / "absent")
    told = desk.call(*words)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("no workspace here")
    assert not desk.folder.exists()


def test_changes_ask_who_acts_once_there_are_users(desk: Desk) -> None:
    password = desk.folder.parent / "password"
    password.write_text("correct horse battery\n")
    wrong = desk.folder.parent / "wrong"
    wrong.write_text("wrong horse battery\n")
    add = ("user", "add", "--password-file", str(password))
    assert "has to be an administrator" in desk.call(*add, "An", "--role", "analyst").err
    assert "take U+200B away" in desk.call(*add, "Wang\u200b", "--role", "administrator").err
    desk.ok(*add, "Wang", "--role", "administrator")
    assert "--as NAME" in desk.call(*add, "An").err
    assert "wrong name or password" in desk.call("--as", "Wang", *add, "An", WANGLOU_PASSWORD_FILE=str(wrong)).err
    assert "wrong name or password" in desk.call("--as", "Nobody", *add, "An", WANGLOU_PASSWORD_FILE=str(password)).err
    desk.ok("--as", "Wang", *add, "An", "--role", "analyst", WANGLOU_PASSWORD_FILE=str(password))
    assert "a user Wang already" in desk.call("--as", "Wang", *add, "ｗAng ", WANGLOU_PASSWORD_FILE=str(password)).err
    refused = desk.call("--as", "An", "user", "role", "Wang", "analyst", WANGLOU_PASSWORD_FILE=str(password))
    assert (refused.status, refused.err) == (2, "An is analyst and may not do user.role\n")
    assert (
        "stays one"
        in desk.call("--as", "Wang", "user", "role", "Wang", "analyst", WANGLOU_PASSWORD_FILE=str(password)).err
    )
    desk.ok("--as", "An", "sources", "add", "http://127.0.0.1:9/feed.xml", WANGLOU_PASSWORD_FILE=str(password))
    assert desk.ok("event", "list").status == 0
    acts = [(row["actor"], row["action"]) for row in desk.ok("audit", "export").rows]
    assert ("Wang", "user.add") in acts
    assert ("An", "source.add") in acts


def test_the_audit_trail_holds_until_somebody_touches_it(desk: Desk) -> None:
    desk.ok("sources", "add", "http://127.0.0.1:9/feed.xml")
    desk.ok("sources", "pause", "http://127.0.0.1:9/feed.xml")
    assert desk.ok("audit", "verify").out == "the audit chain is whole\n"
    with sqlite3.connect(desk.folder / "data" / "wanglou.db") as database:
        (sequence,) = database.execute("SELECT max(sequence) FROM audit WHERE action = 'source.add'").fetchone()
        database.execute("UPDATE audit SET actor = 'somebody else' WHERE sequence = ?", (sequence,))
    database.close()
    told = desk.call("audit", "verify")
    assert told.status == 1
    assert f"entry {sequence}" in told.out


def test_from_a_file_to_an_alert_and_out_again(desk: Desk, tmp_path: Path) -> None:
    packed = tmp_path / "in.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(*(a_row(number) for number in range(10)))))
    assert "10 new" in desk.ok("import", str(packed)).out
    assert "processed 10 documents, delivered 2 alerts" in desk.ok("process").out
    assert "10 known already" in desk.ok("import", str(packed)).out
    (event,) = desk.ok("event", "list", "--json").rows
    assert (event["title"], event["level"], event["documents"], event["outlets"]) == (FIRE, "II", 10, 5)
    shown = desk.ok("event", "show", event["id"]).out
    assert "level II (major)" in shown
    assert "severity" in shown
    assert "not a public alert under law" in shown
    assert desk.ok("alerts", "list").out.count("delivered") == 2
    _check_search(desk)
    desk.ok("event", "ack", event["id"], "--note", "on it")
    assert desk.ok("event", "show", event["id"], "--json").rows[0]["state"] == "acknowledged"
    _check_formats(desk, tmp_path)


def _check_search(desk: Desk) -> None:
    """Two characters are a word; words that are not there find nothing."""
    for query, found in (("火灾", 10), ("受伤", 10), ("消防 火灾", 10), ("地震", 0)):
        assert len(desk.ok("search", query, "--json").rows) == found, query
    assert len(desk.ok("search", "火灾", "--topic", "fire_explosion", "--limit", "3", "--json").rows) == 3


def _check_formats(desk: Desk, folder: Path) -> None:
    rows = desk.ok("export", "documents").rows
    for name in ("out.jsonl", "out.csv", "out.xlsx"):
        desk.ok("export", "documents", "-o", str(folder / name))
    assert [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()] == rows
    with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["url"] for row in csv.DictReader(stream)] == [row["url"] for row in rows]
    book = load_workbook(folder / "out.xlsx", read_only=True)
    assert book.active is not None
    head, *cells = book.active.iter_rows(values_only=True)
    book.close()
    assert [dict(zip(head, line, strict=True))["title"] for line in cells] == [FIRE] * 10


def test_the_import_of_an_export_is_the_identity(desk: Desk, tmp_path: Path) -> None:
    first = tmp_path / "first.jsonl"
    rows = [a_row(number) for number in range(4)]
    rows[1] |= {"counters": {"likes": 7, "comments": None, "reposts": 0}, "text": "来电 13800138000,车牌京A12345。"}
    rows[2]["published_at"] = None
    first.write_bytes(lines(*rows))
    desk.ok("import", str(first))
    assert desk.ok("process", "--json").rows[0]["processed"] == 4
    out = tmp_path / "out.jsonl"
    desk.ok("export", "documents", "-o", str(out))
    second = Desk(tmp_path / "second")
    second.ok("init")
    second.ok("import", str(out))
    second.ok("process")
    assert _public(second.ok("export", "documents").rows) == _public(desk.ok("export", "documents").rows)
    assert "13800138000" not in out.read_text(encoding="utf-8")


def _public(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything but what depends on the institution of the desk."""
    return [{key: value for key, value in row.items() if key not in {"places", "score", "event_id"}} for row in rows]


def test_labelling_needs_no_workspace(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "absent")
    given = lines({"title": FIRE, "text": f"{STORY}电话13800138000。", "mine": 7}) + b"[]\n"
    told = desk.call("label", "-", "--json", given=given)
    assert told.status == 2
    (row,) = told.rows
    assert row["mine"] == 7
    assert row["topics"][0]["topic"] == "fire_explosion"
    assert "13800138000" not in row["masked_text"]
    assert "line 2" in told.err
    assert not desk.folder.exists()


def test_a_rule_is_held_against_a_text_a_document_and_an_event(desk: Desk) -> None:
    (desk.folder / "config" / "topics.yaml").write_text(
        "topics: [{id: drill, name: 演练, keywords: [{id: alarm, any: 警报, all: [演练], near: 5}]}]\n",
        encoding="utf-8",
    )
    told = desk.ok("explain", "--title", "通知", "--text", "演练时间已定，届时会拉响警报", "--rule", "drill.alarm")
    assert "12 characters apart, more than 5 (near): 通知 [演练]时间已定，届时会拉响[警报]" in told.out
    (desk.folder.parent / "posts.jsonl").write_bytes(lines(a_row(1)))
    desk.ok("import", "posts.jsonl")
    desk.ok("process")
    (document,) = desk.ok("export", "documents").rows
    (event,) = desk.ok("export", "events").rows
    for subject in (document["id"], event["id"]):
        assert f"document {document['id']}" in desk.ok("explain", subject, "--rule", "drill").out
        (row,) = desk.ok("explain", subject, "--rule", "drill.alarm", "--json").rows
        assert [one["part"] for one in row["rules"][0]["reasons"]] == ["group", "group"]


def test_feeds_and_pages_are_read_from_files(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "absent")
    (tmp_path / "feed.xml").write_text(RSS, encoding="utf-8")
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(RSS.encode()))
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "broken.gz").write_bytes(gzip.compress(PAGE.encode())[:-20])
    feeds = desk.ok("feed", "parse", "feed.xml", "feed.xml.gz", "--url", "http://a.example/", "--json").rows
    assert [(row["input"], row["ok"], row["entries"][0]["published_at"]) for row in feeds] == [
        ("feed.xml", True, "2026-03-02T00:00:00+00:00"), ("feed.xml.gz", True, "2026-03-02T00:00:00+00:00"),
    ]  # fmt: skip
    (page,) = desk.ok("extract", "page.html.gz", "--url", "http://a.example/2026/0302/1.html", "--json").rows
    assert (page["ok"], page["title"]) == (True, FIRE)
    assert STORY in page["text"]
    for command in (("feed", "parse"), ("extract",)):
        told = desk.call(
            *command, "absent", "feed.xml" if command[0] == "feed" else "page.html.gz", "broken.gz", "--json"
        )
        assert (told.status, [row["ok"] for row in told.rows], told.err) == (1, [False, True, False], "")
        assert desk.call(*command, "absent").err.startswith("absent: ")
    assert not desk.folder.exists()


def test_help_speaks_both_languages(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "absent")
    english, chinese = (desk.ok("--help", WANGLOU_LANGUAGE=language).out for language in ("en", "zh"))
    assert "watchtower" in english
    assert "望楼" in chinese
    assert "help_" not in english + chinese


def test_a_workspace_belongs_to_one_service(desk: Desk) -> None:
    with desk.running("run", "--no-web") as service:
        while not (desk.folder / "data" / "collecting").exists():
            assert service.process.poll() is None
        told = desk.start("run", "--no-web")
        assert (told.status, len(told.err.splitlines())) == (2, 1)
        assert told.err.startswith("another wanglou process holds the workspace")
        assert desk.call("process").status == 2
        assert desk.ok("event", "list").status == 0
        assert service.end(20) == 0
    assert desk.ok("process").status == 0


def _stored(desk: Desk) -> dict[str, object]:
    """Files other than the database, and the rows of every table of it."""
    files: dict[str, object] = {name: content for name, content in desk.files().items() if not name.startswith("data/")}
    with sqlite3.connect(f"file:{desk.folder / 'data' / 'wanglou.db'}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        files |= {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in tables}
    database.close()
    return files
