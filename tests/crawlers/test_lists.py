"""List pages and sitemaps: which links are articles, and how a list is walked."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from crawlers.list_links import read_list
from crawlers.list_totals import number
from crawlers.sitemap import NotASitemapError, looks_like_sitemap, read_sitemap
from domain.items import Selectors, SourceKind
from tests.crawlers.driver import Child, Desk, source
from tests.crawlers.web import Ask, Reply, Web

HEADLINE = "河口镇集市第{}日照常开放的通报"
URL = "https://news.example/list/"


def html(*links: tuple[str, str], around: str = "") -> str:
    rows = "".join(f'<li><a href="{href}">{words}</a></li>' for href, words in links)
    return f"<html><body><nav><a href='/2024/9.html'>{HEADLINE}</a></nav><ul>{rows}</ul>{around}</body></html>"


@pytest.mark.parametrize(
    ("href", "words", "is_article"),
    [
        ("/a/12.html", HEADLINE, True),
        ("/2024-05/06/content_123.htm", HEADLINE, True),
        ("thread-1204-1-1.html", HEADLINE, True),
        ("/viewthread.php?tid=120", HEADLINE, True),
        ("/p/8812345678", HEADLINE, True),
        ("https://gov.news.example/art/2024/5/6/art_1_2.html", HEADLINE, True),
        ("/a/2024/5/council-approves-new-bridge-over-the-river", "Council approves new bridge", True),
        ("/2024/05/06/index.html", HEADLINE, True),
        ("/a/13.html", "更多", False),
        ("/about.html", "关于我们", False),
        ("/guoji/", "国际", False),
        ("/list/index_2.html", "2", False),
        ("/list/?page=2", "下一页", False),
        ("/list/?page=2&day=88123456", "后一天", False),
        ("https://other.example/a/12.html", HEADLINE, False),
        ("/files/12.pdf", HEADLINE, False),
        ("javascript:void(0)", HEADLINE, False),
        ("mailto:a@news.example", HEADLINE, False),
        ("#top", HEADLINE, False),
    ],
)
def test_links(href: str, words: str, *, is_article: bool) -> None:
    found = read_list(html((href, words)), url=URL).links
    assert bool(found) is is_article


def test_a_pattern_decides_alone() -> None:
    page = html(("/x", "短"), ("/a/12.html", HEADLINE))
    assert [link.url for link in read_list(page, url=URL, pattern=r"/x$").links] == ["https://news.example/x"]


def test_an_address_counts_once_with_its_longest_words() -> None:
    page = html(("/a/1.html", "图"), ("/a/1.html#c", HEADLINE), ("/a/1.html", "评论"))
    assert [link.words for link in read_list(page, url=URL).links] == [HEADLINE]


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<a href="?page=1">下一页</a>', "https://news.example/list/?page=1"),
        ('<a href="/list/2.html"> 下 一 页 &gt; </a>', "https://news.example/list/2.html"),
        ('<link rel="next" href="/list/3.html">', "https://news.example/list/3.html"),
        ('<a rel="nofollow next" href="/list/4.html">2</a>', "https://news.example/list/4.html"),
        ('<a class="page next" href="/list/5.html"><i></i></a>', "https://news.example/list/5.html"),
        ('<a href="https://other.example/">下一页</a>', None),
        ('<a href="/list/">下一页</a>', None),
        ('<a href="/list/?day=1">后一天</a>', None),
        ("", None),
    ],
)
def test_the_next_page(markup: str, url: str | None) -> None:
    assert read_list(html(around=markup), url=URL).next_url == url


@pytest.mark.parametrize(
    ("text", "total"),
    [("评论 12", 12), ("1,204条", 1204), ("1.2万", 12_000), ("3k", 3000), ("无", None), ("3亿", 300_000_000)],
)
def test_totals(text: str, total: int | None) -> None:
    assert number(text) == total


def sitemap(*rows: tuple[str, str], root: str = "urlset", tag: str = "url") -> bytes:
    body = "".join(f"<{tag}><loc>{loc}</loc><lastmod>{lastmod}</lastmod></{tag}>" for loc, lastmod in rows)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{root}>'.encode()


def test_a_sitemap_is_read_newest_first() -> None:
    body = sitemap(("/a/1.html", "2026-05-01"), ("/a/2.html", "2026-05-03T10:00:00+08:00"), ("/a/3.html", ""))
    for packed in (body, gzip.compress(body)):
        page = read_sitemap(packed, url="https://news.example/sitemap.xml.gz", max_bytes=10_000)
        assert [place.url[-6] for place in page.places] == ["2", "1", "3"]
        assert looks_like_sitemap(packed, "https://news.example/sitemap.xml.gz")


@pytest.mark.parametrize("body", [b"", b"<html>", b"\x1f\x8bbroken", gzip.compress(b" " * 1_000_000, mtime=0)])
def test_what_is_no_sitemap(body: bytes) -> None:
    with pytest.raises(NotASitemapError):
        read_sitemap(body, url=URL, max_bytes=100_000)


def articles(web: Web, numbers: range) -> None:
    for n in numbers:
        web.page(f"/a/{n}.html", HEADLINE.format(n))


def site(child: Child, web: Web, path: str = "/list/", **fields: Any) -> Desk:
    return Desk(child, source(web.url(path), SourceKind.SITE, **fields), timedelta(seconds=30))


def paged(web: Web, total: list[int], *, size: int = 10) -> None:
    """A list over all of `total` articles, newest first, with a next page as long as there is one."""

    def reply(ask: Ask) -> Reply:
        page = int(ask.path.partition("page=")[2] or 0)
        numbers = range(total[0] - 1, -1, -1)[page * size : (page + 1) * size]
        rows = "".join(f"<li><a href='/a/{n}.html'>{HEADLINE.format(n)}</a></li>" for n in numbers)
        more = f'<a href="/list/?page={page + 1}">下一页</a>' if (page + 1) * size < total[0] else ""
        return Reply(body=f"<html><body><ul>{rows}</ul>{more}</body></html>".encode())

    for page in range(40):
        web.replies[f"/list/?page={page}"] = reply
    web.replies["/list/"] = reply


def test_a_list_is_walked_to_its_end_once_and_then_only_while_it_brings_news(child: Child, web: Web) -> None:
    total = [35]
    articles(web, range(60))
    paged(web, total)
    desk = site(child, web)
    assert desk.poll().found == 35
    assert desk.found[0].title == HEADLINE.format(0)
    web.asks.clear()
    total[0] = 37
    assert desk.poll().found == 2
    assert [ask.path for ask in web.asked()] == ["/list/", "/list/?page=1", "/a/35.html", "/a/36.html"]


def test_a_changed_list_with_one_new_article_costs_one_article(child: Child, web: Web) -> None:
    """However often it happens: what stands on pages that are not walked is not forgotten."""
    total = [35]
    articles(web, range(60))
    paged(web, total)
    desk = site(child, web)
    desk.poll()
    for n in range(35, 38):
        web.asks.clear()
        total[0] += 1
        report = desk.poll()
        assert (report.found, report.complete, report.whole, len(desk.known)) == (1, True, False, n + 1)
        assert [ask.path for ask in web.asked() if "/a/" in ask.path] == [f"/a/{n}.html"]
    web.asks.clear()
    total[0] += 15
    assert desk.poll().found == 15
    assert len([ask for ask in web.asked() if "/a/" in ask.path]) == 15


def test_a_list_seen_to_its_end_tells_what_is_gone(child: Child, web: Web) -> None:
    articles(web, range(30))
    paged(web, [25])
    desk = site(child, web)
    report = desk.poll()
    assert (report.whole, len(report.present), len(desk.known)) == (True, 25, 25)
    web.replies["/list/"] = Reply(body=html(*((f"/a/{n}.html", HEADLINE.format(n)) for n in (24, 26))).encode())
    assert desk.poll().whole
    assert len(desk.known) == 2


@pytest.mark.parametrize(
    "reply",
    [Reply(body=html(around="repairs").encode()), Reply(status=404), Reply(status=503)],
    ids=["empty", "404", "503"],
)
def test_a_list_that_breaks_off_makes_nothing_be_forgotten(child: Child, web: Web, reply: Reply) -> None:
    """On its first page or further on."""
    articles(web, range(15))
    paged(web, [15])
    desk = site(child, web)
    desk.poll()
    for path in ("/list/", "/list/?page=1"):
        paged(web, [16])
        web.replies[path] = reply
        desk.poll()
        assert len(desk.known) >= 15
    assert all(len(web.asked(f"/a/{n}.html")) == 1 for n in range(15))


def test_a_poll_that_ended_early_is_taken_up_where_it_ended(child: Child, web: Web) -> None:
    """As after a kill: the newest articles were not stored yet, so that the walk goes as deep again."""
    articles(web, range(30))
    paged(web, [30])
    desk = site(child, web, per_host_delay=timedelta(seconds=0.05))
    desk.budget = timedelta(seconds=1)
    polls = 0
    while len(desk.stored) < 30 and polls < 20:
        desk.poll()
        polls += 1
    assert (len(desk.stored), polls > 1) == (30, True)
    assert all(len(web.asked(f"/a/{n}.html")) == 1 for n in range(30))


def test_a_trap_of_ever_new_list_pages_is_left(web: Web, child: Child) -> None:
    def reply(ask: Ask) -> Reply:
        page = int(ask.path.partition("page=")[2] or 0)
        more = f'<a class=next href="/list/?page={page + 1}">下一页</a>'
        rows = "".join(f"<a href='/a/{page}00{n}.html'>{HEADLINE.format(n)}</a>" for n in range(3))
        return Reply(body=f"<html><body>{rows}{more}</body></html>".encode())

    web.replies["/list/"] = reply
    for page in range(60):
        web.replies[f"/list/?page={page}"] = reply
    report = site(child, web).poll()
    assert "list_depth" in report.warnings
    assert len([ask for ask in web.asked() if "/list/" in ask.path]) == 25


def test_a_link_that_leads_to_no_article_is_refused_and_not_asked_for_again(child: Child, web: Web) -> None:
    web.replies["/list/"] = Reply(body=html(("/a/1.html", HEADLINE)).encode())
    web.replies["/a/1.html"] = Reply(body=b"<html><body><h1>x</h1></body></html>")
    desk = site(child, web)
    for _ in range(2):
        assert [(door.door, door.reason) for door in desk.poll().doors] == [("rejected", "no_article")]
        web.replies["/list/"] = Reply(body=html(("/a/1.html", HEADLINE), around=" ").encode())
    assert len(web.asked("/a/1.html")) == 1


def test_selectors_of_a_source_have_the_last_word(child: Child, web: Web) -> None:
    row = f"<li><a href='/a/1.html'>{HEADLINE}</a> <b class=n>1.2万</b></li>"
    web.replies["/list/"] = Reply(body=f"<html><body><ul>{row}</ul></body></html>".encode())
    page = "<h1>站名</h1><h2 class=t>真标题</h2><i class=d>2026-05-06 07:08</i><div class=b><p>第一段正文。</p><p>第二段正文。</p></div>"
    web.replies["/a/1.html"] = Reply(body=f"<html><body>{page}{'<p>别的话。</p>' * 30}</body></html>".encode())
    selectors = Selectors(title="h2.t", body="div.b p", date="i.d", comments="b.n")
    desk = site(child, web, selectors=selectors)
    desk.poll()
    found = desk.found[0]
    assert (found.title, found.text, found.counters.comments) == ("真标题", "第一段正文。\n第二段正文。", 12_000)
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2026-05-05T23:08:00+00:00"
    web.replies["/list/"] = Reply(body=f"<html><body><ul>{row.replace('1.2', '1.5')}</ul></body></html>".encode())
    desk.poll()
    assert [recount.counters.comments for recount in desk.recounts] == [15_000]


def test_a_sitemap_index_is_a_source(child: Child, web: Web) -> None:
    articles(web, range(3))
    web.replies["/sitemap.xml"] = Reply(
        body=sitemap((web.url("/news.xml.gz"), "2026-05-01"), root="sitemapindex", tag="sitemap"),
        kind="application/xml",
    )
    rows = [(web.url(f"/a/{n}.html"), f"2026-05-0{n + 1}") for n in range(3)]
    web.replies["/news.xml.gz"] = Reply(body=gzip.compress(sitemap(*rows)), kind="application/gzip")
    desk = site(child, web, "/sitemap.xml")
    assert desk.poll().found == 3
    assert desk.found[0].title == HEADLINE.format(2)
    assert desk.poll().unchanged


@pytest.mark.parametrize(("status", "whole"), [(404, False), (200, True)])
def test_a_sitemap_that_fails_is_not_gone(child: Child, web: Web, status: int, *, whole: bool) -> None:
    articles(web, range(4))
    paths = ("/new.xml", "/old.xml")
    for n, path in enumerate(paths):
        web.replies[path] = Reply(body=sitemap((web.url(f"/a/{n}.html"), "")), kind="application/xml")
    index = sitemap(*((web.url(path), "") for path in paths), root="sitemapindex", tag="sitemap")
    web.replies["/sitemap.xml"] = Reply(body=index, kind="application/xml")
    desk = site(child, web, "/sitemap.xml")
    assert desk.poll().whole
    web.replies["/sitemap.xml"] = Reply(body=index + b"\n", kind="application/xml")
    web.replies["/old.xml"] = Reply(status=status, body=sitemap((web.url("/a/2.html"), "")), kind="application/xml")
    report = desk.poll()
    assert (report.whole, len(desk.known), report.found) == (whole, 2, int(whole))
