"""What a page offers to be polled."""

import subprocess
import sys

from crawlers.discover import discover
from crawlers.errand import Copy, Errand, Survey
from domain.codec import from_json, to_json
from domain.items import SourceKind
from tests.crawlers.driver import ROOT, SETTINGS
from tests.crawlers.web import Reply, Web

URL = "https://news.example/list/"


def found(html: str) -> list[tuple[str, SourceKind]]:
    return [
        (candidate.url, candidate.kind) for candidate in discover(html.encode(), html, url=URL) if candidate.is_stated
    ]


def test_stated_feeds_come_first_then_the_page_as_a_list() -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="要闻" href="/rss/news.xml">'
    rows = "".join(f"<li><a href='/a/{n}.html'>河口镇集市第{n}日照常开放的通报</a></li>" for n in range(4))
    html = f"<html><head>{link}<title>河口新闻</title></head><body>{rows}<a href='feed.xml'>RSS</a></body></html>"
    assert found(html) == [
        ("https://news.example/rss/news.xml", SourceKind.FEED),
        ("https://news.example/list/feed.xml", SourceKind.FEED),
        (URL, SourceKind.SITE),
    ]
    titles = [candidate.title for candidate in discover(html.encode(), html, url=URL)][:3]
    assert titles == ["要闻", "RSS", "河口新闻"]


def test_a_feed_offers_itself() -> None:
    feed = "<rss version='2.0'><channel><title>河口新闻</title></channel></rss>"
    assert [(one.url, one.kind, one.title) for one in discover(feed.encode(), feed, url=URL)] == [
        (URL, SourceKind.FEED, "河口新闻")
    ]


def test_a_bare_page_offers_places_to_try() -> None:
    candidates = discover(b"<html></html>", "<html></html>", url=URL)
    assert not any(candidate.is_stated for candidate in candidates)
    assert {candidate.url for candidate in candidates} >= {
        "https://news.example/feed",
        "https://news.example/sitemap.xml",
    }


def lines_of(module: str, *urls: str) -> list[bytes]:
    """What an errand to the addresses brings home."""
    errand = to_json(Errand(settings=SETTINGS, addresses=urls))
    with subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(errand + b"\n")
        process.stdin.flush()
        return process.stdout.readlines()


def survey(url: str) -> Survey:
    (line,) = lines_of("crawlers.survey", url)
    return from_json(Survey, line)


def test_a_survey_looks_at_what_a_page_offers(web: Web) -> None:
    links = '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><a href="/old/rss.xml">RSS</a>'
    web.replies["/"] = Reply(body=f"<html><body>{links}</body></html>".encode())
    web.feed("/rss.xml", [("/a/1.html", "集市"), ("/a/2.html", "桥")])
    found = survey(web.url("/"))
    assert [(one.url, one.kind, one.entries) for one in found.findings] == [(web.url("/rss.xml"), SourceKind.FEED, 2)]
    assert "/feed" not in {ask.path for ask in web.asks}


def test_a_survey_tries_the_usual_places_where_a_page_offers_nothing(web: Web) -> None:
    web.replies["/"] = Reply(body=b"<html><body>nothing</body></html>")
    web.feed("/atom.xml", [])
    assert [one.url for one in survey(web.url("/")).findings] == [web.url("/atom.xml")]


def test_a_survey_obeys_robots_txt(web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    assert survey(web.url("/")).reason == "robots"
    assert web.asked() == []


def test_copies_are_made_one_after_another(web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /shut", kind="text/plain")
    web.replies["/old"] = Reply(status=302, headers=(("Location", "/new"),))
    web.replies["/new"] = Reply(body="集市".encode("gbk"), kind="text/html; charset=gbk")
    addresses = [web.url(path) for path in ("/old", "/shut/1", "/none")]
    first, shut, absent = (from_json(Copy, line) for line in lines_of("crawlers.single", *addresses))
    assert (first.url, first.body.decode("gbk"), first.content_type) == (
        web.url("/new"),
        "集市",
        "text/html; charset=gbk",
    )
    assert (shut.reason, absent.reason) == ("robots", "not_found")
    assert [ask.path for ask in web.asks] == ["/robots.txt", "/old", "/new", "/none"]
