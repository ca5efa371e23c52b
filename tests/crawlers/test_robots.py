"""robots.txt: nothing is fetched that RFC 9309 forbids, over Google's cases, real files and a real web."""

import json
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawlers.robots import KEPT_UNREACHABLE
from crawlers.robots_rules import MAX_BYTES, parse_robots
from crawlers.settings import PRODUCT_TOKEN
from domain.crawl import Grade
from domain.items import SourceKind
from tests.crawlers.driver import Child, Desk, source
from tests.crawlers.web import Reply, Web, serve

STRICTER = {
    # Google takes `Allow: /x/index.html` for the folder too; RFC 9309 does not.
    ("GoogleOnly_IndexHTMLisDirectory", "http://foo.com/allowed-slash/"),
}


def test_no_case_is_fetched_that_the_standard_forbids(shared: Path) -> None:
    cases = json.loads((shared / "data/robots/google_rep_cases.json").read_text(encoding="utf-8"))
    stricter = set()
    for case in cases:
        allowed = parse_robots(case["robots_txt"], case["user_agent"]).allows(case["url"])
        assert case["allowed"] or not allowed, case
        if case["allowed"] and not allowed:
            stricter.add((case["test"], case["url"]))
    assert len(cases) > 100
    assert stricter <= STRICTER


def test_real_files_are_read(shared: Path) -> None:
    files = sorted((shared / "data/robots/real").iterdir())
    for file in files:
        rules = parse_robots(file.read_bytes()[:MAX_BYTES].decode("utf-8", "replace"), PRODUCT_TOKEN)
        assert rules.allows("https://example.org/robots.txt")
        assert isinstance(rules.allows("https://example.org/news/1.html"), bool)
    assert len(files) > 10


HOST = "http://h.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\nUser-agent: Wanglou\nDisallow: /b", "/a", True),
        ("User-agent: wanglou/2.0 (x)\nDisallow: /a", "/a", False),
        ("User-agent: wanglou bot\nDisallow: /a", "/a", False),
        ("User-agent: Wang\nAllow: /\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: Wanglouer\nDisallow: /", "/a", True),
        ("User-agent: Wanglou\nSitemap: http://h/s.xml\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: Wanglou\nUnknown: 1\nUser-agent: x\nDisallow: /", "/a", False),
        ("User-agent: Wanglou\nDisallow: /a\n\nUser-agent: Wanglou\nDisallow: /b", "/b", False),
        ("\ufeffUser-agent: *\r\rDisallow: /a # why\r\n", "/a", False),
        ("user agent: *\ndissallow /a", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*c*e", "/abcde", False),
        ("User-agent: *\nDisallow: /x?id=", "/x?id=3", False),
        # Percent-encoding, RFC 9309 section 2.2.2: both spellings of a shut path are shut.
        ("User-agent: *\nDisallow: /\u65b0\u95fb", "/%E6%96%B0%E9%97%BB/1", False),
        ("User-agent: *\nDisallow: /%e6%96%b0", "/%E6%96%B0/1", False),
        ("User-agent: *\nDisallow: /%62", "/b", False),
        ("User-agent: *\nDisallow: /b", "/%62", False),
        ("User-agent: *\nDisallow: /\nAllow: /\u65b0\u95fb", "/%E6%96%B0%E9%97%BB/1", True),
    ],
)
def test_rules(text: str, path: str, *, allowed: bool) -> None:
    assert parse_robots(text, PRODUCT_TOKEN).allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nRequest-rate: 1/10s", 10),
        ("User-agent: *\nRequest-rate: 2/1m", 30),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: -3", None),
        ("User-agent: *\nRequest-rate: 0/0", None),
        ("User-agent: other\nCrawl-delay: 9\nDisallow: /x", None),
    ],
)
def test_pauses_that_a_file_asks_for(text: str, seconds: float | None) -> None:
    assert parse_robots(text, PRODUCT_TOKEN).crawl_delay == (None if seconds is None else timedelta(seconds=seconds))


def test_a_huge_file_takes_little_time() -> None:
    lines = "".join(f"Disallow: /{n}*x\n" for n in range(60_000))
    started = time.process_time()
    rules = parse_robots(f"User-agent: *\n{lines}"[:MAX_BYTES], PRODUCT_TOKEN)
    assert rules.allows(HOST + "/free")
    assert not rules.allows(HOST + "/17/x")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("status", "reason", "grade"),
    [
        (200, None, None),
        (404, None, None),
        (403, None, None),
        (410, None, None),
        (500, "robots_unreachable", Grade.TEMPORARY),
        (503, "robots_unreachable", Grade.TEMPORARY),
        (429, "robots_unreachable", Grade.TEMPORARY),
    ],
)
def test_the_status_of_the_file(child: Child, web: Web, status: int, reason: str | None, grade: Grade | None) -> None:
    web.replies["/robots.txt"] = Reply(status=status, body=b"User-agent: *\nDisallow: /x", kind="text/plain")
    web.feed("/rss.xml", [])
    report = Desk(child, source(web.url("/rss.xml"))).poll()
    assert (report.reason, report.grade, len(web.asked())) == (reason, grade, 0 if reason else 1)


def test_a_file_that_never_comes_shuts_the_host(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = lambda _: time.sleep(4)
    web.feed("/rss.xml", [])
    assert Desk(child, source(web.url("/rss.xml"))).poll().reason == "robots_unreachable"
    assert web.asked() == []


def cut(body: bytes, status: int = 200) -> Reply:
    """An answer whose connection ends after `body`, long before the length it announced."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(body)

    return Reply(status=status, raw=write, kind="text/plain", headers=(("Content-Length", "9000000"),))


HUGE = b"User-agent: *\nDisallow: /shut/\n" + b"".join(b"Disallow: /x/%d\n" % n for n in range(200_000))


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (cut(b""), "robots_unreachable"),
        (cut(b"User-agent: *\n"), "robots_unreachable"),
        (cut(HUGE[: MAX_BYTES - 1]), "robots_unreachable"),
        (cut(HUGE[:MAX_BYTES]), None),
        (cut(b"", 404), None),
        (Reply(body=HUGE, kind="text/plain"), None),
    ],
    ids=["nothing", "half", "nearly", "enough", "404", "huge"],
)
def test_half_a_file_shuts_the_host_but_for_a_moment(child: Child, web: Web, reply: Reply, reason: str | None) -> None:
    """A rule may be missing, unless all that is parsed of a long file was there."""
    web.replies["/robots.txt"] = reply
    web.feed("/rss.xml", [])
    assert Desk(child, source(web.url("/rss.xml"))).poll().reason == reason
    assert len(web.asked()) == (0 if reason else 1)


def test_a_file_that_came_in_half_is_asked_for_again(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = cut(b"")
    web.feed("/shut/rss.xml", [])
    desk = Desk(child, source(web.url("/shut/rss.xml")))
    assert desk.poll().reason == "robots_unreachable"
    web.replies["/robots.txt"] = Reply(body=HUGE, kind="text/plain")
    time.sleep(KEPT_UNREACHABLE.total_seconds())
    assert (desk.poll().reason, web.asked()) == ("robots", [])


def test_the_file_is_asked_for_once_and_its_pause_is_kept(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 0.4", kind="text/plain")
    web.feed("/rss.xml", [("/a/1.html", "一"), ("/a/2.html", "二")])
    web.page("/a/1.html")
    web.page("/a/2.html")
    desk = Desk(child, source(web.url("/rss.xml")))
    assert desk.poll().found == 2
    desk.poll()
    gaps = [later.at - one.at for one, later in zip(web.asks[1:], web.asks[2:], strict=False)]
    assert len(web.asked("/robots.txt")) == 1
    assert min(gaps) >= 0.4


def test_redirects_of_the_file_are_followed_to_other_hosts(child: Child, web: Web) -> None:
    with serve("127.0.0.1") as other:
        web.replies["/robots.txt"] = Reply(status=301, headers=(("Location", other.url("/rules")),))
        other.replies["/rules"] = Reply(body=b"User-agent: *\nDisallow: /rss.xml", kind="text/plain")
        web.feed("/rss.xml", [])
        assert Desk(child, source(web.url("/rss.xml"))).poll().reason == "robots"


def test_more_than_five_redirects_count_as_no_file(child: Child, web: Web) -> None:
    for hop, path in enumerate(["/robots.txt", *(f"/r{n}" for n in range(1, 8))]):
        web.replies[path] = Reply(status=302, headers=(("Location", f"/r{hop + 1}"),))
    web.feed("/rss.xml", [])
    assert Desk(child, source(web.url("/rss.xml"))).poll().reason is None


def test_every_hop_of_a_redirect_asks_the_rules_of_its_host(child: Child, web: Web) -> None:
    with serve("127.0.0.1") as other:
        other.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /shut", kind="text/plain")
        other.feed("/shut/rss.xml", [])
        web.replies["/rss.xml"] = Reply(status=302, headers=(("Location", other.url("/shut/rss.xml")),))
        assert Desk(child, source(web.url("/rss.xml"))).poll().reason == "robots"
        assert other.asked() == []


def test_pages_of_a_list_that_are_shut_are_never_asked_for(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /a/2.html\n", kind="text/plain")
    links = "".join(f"<li><a href=/a/{n}.html>河口镇集市第{n}日开放通报</a></li>" for n in range(1, 4))
    web.replies["/list/"] = Reply(body=f"<html><body><ul>{links}</ul></body></html>".encode())
    for n in range(1, 4):
        web.page(f"/a/{n}.html", f"河口镇集市第{n}日开放通报")
    desk = Desk(child, source(web.url("/list/"), SourceKind.SITE))
    for _ in range(2):
        desk.poll()
        web.replies["/list/"] = Reply(body=f"<html><body><ul>{links} </ul></body></html>".encode())
    assert (len(desk.stored), web.asked("/a/2.html")) == (2, [])


def test_what_the_feed_says_of_a_shut_page_is_taken_from_the_feed(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /a/\n", kind="text/plain")
    web.feed("/rss.xml", [("/a/1.html", "集市开放")], "镇上集市今日开放。")
    desk = Desk(child, source(web.url("/rss.xml")))
    assert desk.poll().warnings == ("page_robots",)
    assert ([found.text for found in desk.found], web.asked("/a/1.html")) == (["镇上集市今日开放。"], [])
