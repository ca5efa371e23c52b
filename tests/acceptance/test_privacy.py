"""Nobody's name: planted in every place that names somebody, and after the whole path found nowhere (DESIGN section 2)."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.tables import metadata
from tests.acceptance.planted import FIRE, MARK, RARE, fill, page, posts
from tests.acceptance.traces import traces, traces_in, words_of_index
from tests.crawlers.web import serve

ROOT = Path(__file__).resolve().parents[2]
INSTITUTION = """
name: 河口镇应急办
aliases: [河口应急]
places: [{code: "999900", name: 河口镇}]
sector: [消防]
"""
ROUTES = """
channels: [{id: console, kind: console}, {id: file, kind: file, target: alerts.jsonl}]
routes: [{recipient: duty, channel: console, levels: all}, {recipient: duty, channel: file, levels: all}]
"""
SOURCES: list[dict[str, Any]] = [
    {"kind": "feed", "name": "河口全文", "url": "/rss", "full_text": True},
    {"kind": "feed", "name": "河口原子", "url": "/atom", "full_text": True},
    {"kind": "feed", "name": "河口结构", "url": "/json", "full_text": True},
    {"kind": "feed", "name": "河口网页", "url": "/pages", "tier": "central"},
    {"kind": "feed", "name": "搬家", "url": "/feed-moved"},
    {"kind": "feed", "name": "失踪", "url": "/feed-nowhere"},
    {"kind": "feed", "name": "破损", "url": "/feed-broken"},
    {"kind": "feed", "name": "丢失", "url": "/feed-lost"},
    {"kind": "site", "name": "河口论坛", "url": "/board", "platform": "forum"},
]
PEOPLE = ("author", "byline", "creator", "contributor", "editor", "reporter", "writer", "user", "nick", "handle", "account",
          "person", "poster", "owner", "avatar", "profile", "screen", "mail", "phone")  # fmt: skip
STAFF = {"users", "audit"}
"""The named exception: those who work at the desk."""


@dataclass(frozen=True, slots=True)
class Run:
    """A workspace after the whole path, what the commands said, and the pages the web was asked for."""

    folder: Path
    said: bytes
    asked: frozenset[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The planted web collected, processed and told, an import taken, everything exported."""
    base = tmp_path_factory.mktemp("privacy")
    folder, outside = base / "w", tmp_path_factory.mktemp("given")
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "institution.yaml").write_text(INSTITUTION, encoding="utf-8")
    (folder / "config" / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    (base / "tmp").mkdir()
    with serve() as web:
        fill(web)
        (outside / "sources.json").write_text(
            json.dumps([{**one, "url": web.url(one["url"])} for one in SOURCES]),
            encoding="utf-8",
        )
        (outside / "posts.jsonl").write_text(_import(web.url("")), encoding="utf-8")
        said = _wanglou(base, "sources", "import", str(outside / "sources.json"))
        (folder / "drop" / "late.jsonl").write_text(_import("http://late.example").split("\n")[0], encoding="utf-8")
        said += _wanglou(base, "run", "--no-web", "--for", "15s")
        said += _wanglou(base, "sources", "discover", web.url("/page/1")) + _wanglou(base, "sources", "check", status=1)
        asked = frozenset(ask.path for ask in web.asks)
    said += _wanglou(base, "import", str(outside / "posts.jsonl"), status=2)
    for file in (
        "documents.jsonl",
        "documents.csv",
        "documents.xlsx",
        "events.jsonl",
        "assessments.jsonl",
        "alerts.jsonl",
    ):
        said += _wanglou(base, "export", file.split(".")[0], "--revisions", "-o", str(base / file))
    for command in (("search", "起火"), ("search", "起火", "--json"), ("event", "list", "--all"), ("event", "list", "--all", "--json"),
                    ("sources", "list"), ("sources", "list", "--json"), ("audit", "export")):  # fmt: skip
        said += _wanglou(base, *command)
    said += _filed(base)
    return Run(base, said, asked)


def _filed(base: Path) -> bytes:
    """What the gravest event leaves in the papers of a desk: a hand-over, and an evaluation in Word and as a page."""
    event = max(_rows(base / "events.jsonl"), key=lambda row: row["index"] or 0.0)["id"]
    commands = (
        ("duty", "handover", "--give"), ("event", "close", event), ("event", "effect", event),
        ("report", "evaluation", event, "-o", str(base / "evaluation.docx")), ("report", "evaluation", event, "--format", "html"),
    )  # fmt: skip
    return b"".join(_wanglou(base, *command) for command in commands)


def test_the_path_was_walked(run: Run) -> None:
    """Else the other tests of this file would say nothing."""
    rows = _rows(run.folder / "documents.jsonl")
    assert len({row["source_id"] for row in rows}) >= 7
    assert {"late.example"} <= {str(row["url"]).split("/")[2] for row in rows}
    assert any("[署名]" in row["text"] for row in rows)
    assert any("[手机号]" in row["text"] and "[账号]" in row["text"] for row in rows)
    assert (run.folder / "w" / "alerts.jsonl").read_text("utf-8").count("起火") >= 1
    assert zipfile.is_zipfile(run.folder / "evaluation.docx")
    assert "起火".encode() in run.said
    assert {f"/u/{MARK}lost/1", "/moved/2", "/feed-moved", "/thread-3-1.html", f"/u/{MARK}moved/9"} <= run.asked


def test_posts_keep_apart(run: Run) -> None:
    """Masking an account must not make two posts one."""
    urls = {row["url"] for row in _rows(run.folder / "documents.jsonl") if row["source_name"] == "河口全文"}
    assert len(urls) == len(posts()) + 1


def test_no_trace_in_any_file(run: Run) -> None:
    assert traces_in(run.folder) == []


def test_no_trace_in_the_search_index(run: Run) -> None:
    found = [
        word
        for word in words_of_index(run.folder / "w" / "data" / "wanglou.db")
        if MARK in word or set(word) & set(RARE)
    ]
    assert found == []


def test_no_trace_in_what_was_said(run: Run) -> None:
    assert traces(run.said) == []


def test_no_column_names_a_person() -> None:
    named = [f"{table.name}.{column.name}" for table in metadata.tables.values() if table.name not in STAFF
             for column in table.columns if any(word in column.name for word in PEOPLE)]  # fmt: skip
    assert named == []


def test_no_exported_field_names_a_person(run: Run) -> None:
    for what in ("documents", "events", "assessments", "alerts"):
        keys = {key for row in _rows(run.folder / f"{what}.jsonl") for key in _keys(row)}
        assert [key for key in keys if any(word in key for word in PEOPLE)] == [], what


def test_the_traces_would_be_found(tmp_path: Path) -> None:
    with serve() as web:
        (tmp_path / "page.html").write_bytes(page(web))
    assert len(traces_in(tmp_path)) > 30
    assert all(map(traces, ("作者:李龘靐".encode(), b"%E9%BE%98%E9%9D%90", b'"\\u9f98\\u9750"')))


def _import(base: str) -> str:
    """Lines of a file as other collectors write them, people and all; the last is torn."""
    row = {
        "url": f"{base}/u/{MARK}/import/1", "title": f"{FIRE}(记者 李龘靐)", "text": f"记者 王籲矗 电话13988776655 @{MARK}imported",
        "source": f"@{MARK}source", "source_id": f"{MARK}sourceid", "outlet": f"@{MARK}outlet", "platform": "microblog",
        "author": f"{MARK}author", "user": {"name": f"{MARK}user", "id": 9988776655}, "published_at": "2026-03-01T08:00:00+08:00",
        "counters": {"comments": 3, f"{MARK}": 4}, "topics": [{"topic": f"{MARK}topic"}], "places": [f"{MARK}place"],
    }  # fmt: skip
    broken = {**row, "url": f"{base}/u/{MARK}/import/2", "published_at": "today"}
    strange = {**row, "url": f"{base}/u/{MARK}/import/3", "platform": "person"}
    nowhere = {**row, "url": f"ftp://{MARK}@example.com/4"}
    lines = [json.dumps(one, ensure_ascii=False) for one in (row, broken, strange, nowhere)]
    return "\n".join([*lines, f'{{"url": "{MARK}torn'])


def _wanglou(base: Path, *arguments: str, status: int = 0) -> bytes:
    """What a command says on both streams; it must end with `status`."""
    env = {
        **os.environ, "WANGLOU_CRAWL__OPERATOR": "河口镇应急办", "WANGLOU_CRAWL__CONTACT": "https://example.org/contact",
        "WANGLOU_CRAWL__ALLOW_NETWORKS": "127.0.0.0/8", "WANGLOU_CRAWL__POLL_INTERVAL": "5s",
        "WANGLOU_CRAWL__PER_HOST_DELAY": "0.05s", "WANGLOU_PROCESS__EVALUATION_INTERVAL": "1s", "TMPDIR": str(base / "tmp"),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "service", "-w", str(base / "w"), *arguments], cwd=ROOT, env=env,
                          capture_output=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == status, done.stderr.decode("utf-8", "replace")
    return done.stdout + done.stderr


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {str(key) for key in value} | {key for inner in value.values() for key in _keys(inner)}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()
