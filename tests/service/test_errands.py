"""One-off looks at the web from the command line: a real site on loopback, a real process that asks it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.settings import CrawlSettings
from domain.messages import load_catalogue
from service.cli import invoke
from service.errands import copies, survey
from tests.crawlers.web import Reply, Web, serve

SETTINGS = CrawlSettings(
    per_host_delay=timedelta(milliseconds=10), allow_networks=("127.0.0.0/8",), response_timeout=timedelta(seconds=2)
)
ROOM = Path(__file__).resolve().parents[2] / "crawlers"


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    monkeypatch.setenv("WANGLOU_CRAWL__PER_HOST_DELAY", "0.01")
    monkeypatch.setenv("WANGLOU_CRAWL__ALLOW_NETWORKS", "127.0.0.0/8")


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_site_is_surveyed(web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市")])
    assert [one.url for one in survey(web.url("/rss.xml"), SETTINGS).findings] == [web.url("/rss.xml")]
    assert survey(web.url("/none"), SETTINGS).reason == "not_found"


def test_without_a_name_only_this_machine_is_asked() -> None:
    assert [one.reason for one in copies(["http://198.51.100.7/"], SETTINGS)] == ["operator_unset"]


def test_whoever_stops_listening_leaves_no_process(web: Web) -> None:
    web.page("/a.html")
    listening = copies([web.url("/a.html"), web.url("/b.html")], SETTINGS)
    assert next(listening).reason is None
    listening.close()  # type: ignore[attr-defined]


def test_addresses_and_files_are_extracted_in_order(
    web: Web, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    web.page("/a.html", title="河口镇集市今日开放")
    (tmp_path / "page.html").write_text("<html><body><h1>桥已修好</h1><p>桥面今日放行。</p></body></html>", "utf-8")
    given = [web.url("/a.html"), "page.html", "absent.html", web.url("/none")]
    assert invoke(["extract", *given, "--json"]) == 1
    found = rows(capsys)
    assert [row["input"] for row in found] == given
    assert [row["error"] for row in found] == [None, None, "unreadable_file", "not_found"]
    assert "集市" in found[0]["title"]
    assert {"text", "published_at", "warnings"} <= found[3].keys()
    assert not (tmp_path / "workspace").exists()


def test_a_feed_is_parsed_from_its_address(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市")])
    web.page("/a.html")
    assert invoke(["feed", "parse", web.url("/rss.xml"), web.url("/a.html"), "--json"]) == 1
    feed, page = rows(capsys)
    assert [entry["url"] for entry in feed["entries"]] == [web.url("/a/1.html")]
    assert (page["ok"], page["error"], page["entries"]) == (False, "html", [])


def test_a_failure_is_said_in_words(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    assert invoke(["feed", "parse", web.url("/rss.xml")]) == 1
    assert capsys.readouterr().err == f"{web.url('/rss.xml')}: robots.txt does not allow it\n"


def test_sources_are_discovered(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市")])
    assert invoke(["init"]) == 0
    capsys.readouterr()
    assert invoke(["sources", "discover", web.url("/rss.xml"), "--json"]) == 0
    (row,) = rows(capsys)
    assert [(one["kind"], one["entries"]) for one in row["findings"]] == [("feed", 1)]
    assert invoke(["sources", "discover", web.url("/none")]) == 1
    assert "(404)" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.py")))
    reasons = re.findall(r'"(\w+)", Grade', code)
    reasons += re.findall(r'return "(\w+_\w+)"', (ROOM / "networks.py").read_text(encoding="utf-8"))
    feeds, pages = re.findall(r'NotAFeed\("(\w+)"', code), re.findall(r'PageRefused\("([\w.-]+)"', code)
    wanted = [f"crawl.{one}" for one in reasons] + [f"feed.{one}" for one in feeds] + pages
    assert len(set(wanted)) > 30
    assert [one for one in wanted if one not in texts] == []
