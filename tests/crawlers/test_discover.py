"""What a page offers to be polled."""

from crawlers.discover import discover
from domain.items import SourceKind

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
