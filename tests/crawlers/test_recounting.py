"""Pages read again for their totals alone: polite, within the poll's time, and quietly given up where there is nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawlers.outcome import Bye
from domain.crawl import PollReport, Recount
from domain.items import Counters, Selectors
from tests.crawlers.driver import Child, Desk, source
from tests.crawlers.web import Reply, Web

ID = "D0123456789abcdef0123"
PAGE = '<html><head><script type="application/ld+json">{{"commentCount": {0}}}</script></head><body><i>{1}</i></body></html>'


def page(comments: int, likes: int = 0) -> Reply:
    return Reply(body=PAGE.format(comments, likes).encode())


@pytest.fixture
def desk(child: Child, web: Web) -> Desk:
    """A feed without entries, polled once, so that it is unchanged from now on."""
    web.feed("/rss.xml", [], ETag='"1"')
    desk = Desk(child, source(web.url("/rss.xml")))
    desk.poll()
    return desk


def poll(desk: Desk, *recount: tuple[str, str]) -> tuple[list[Recount], PollReport]:
    """One poll that is also to count these pages."""
    desk.recounts = []
    desk.child.send(replace(desk.task(), recount=recount))
    while True:
        said = desk.child.next()
        assert said is not None
        assert not isinstance(said, Bye)
        report = desk.take(said)
        if report is not None:
            return desk.recounts, report


def test_totals_come_although_the_listing_is_as_it_was(desk: Desk, web: Web) -> None:
    web.replies["/a/1.html"] = page(12)
    recounts, report = poll(desk, (ID, web.url("/a/1.html")))
    assert recounts == [Recount(source_id=desk.source.id, key=ID, counters=Counters(comments=12))]
    assert (report.doors, report.entries, report.requests) == ((), 0, 2)


def test_selectors_of_the_operator_find_totals(desk: Desk, web: Web) -> None:
    web.replies["/a/1.html"] = page(12, likes=7)
    desk.source = replace(desk.source, selectors=Selectors(likes="i"))
    recounts, _ = poll(desk, (ID, web.url("/a/1.html")))
    assert [one.counters for one in recounts] == [Counters(comments=12, likes=7)]


@pytest.mark.parametrize("status", [200, 404, 410])
def test_a_page_without_totals_is_left_alone(desk: Desk, web: Web, status: int) -> None:
    web.replies["/a/1.html"] = Reply(status=status, body=b"<html><body>gone</body></html>")
    for _ in range(2):
        recounts, report = poll(desk, (ID, web.url("/a/1.html")))
        assert (recounts, report.reason, report.complete, report.warnings) == ([], None, True, ())
    assert len(web.asked("/a/1.html")) == 1


def test_what_robots_txt_shuts_and_what_we_made_ourselves_is_never_asked_for(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /shut", kind="text/plain")
    web.feed("/rss.xml", [])
    desk = Desk(child, source(web.url("/rss.xml")))
    made = web.url("/rss.xml?wanglou-entry=0123456789")
    assert poll(desk, (ID, web.url("/shut/1.html")), ("D1", made))[0] == []
    assert [ask.path for ask in web.asked()] == ["/rss.xml"]


def test_a_host_in_trouble_is_not_pressed(desk: Desk, web: Web) -> None:
    web.replies["/a/1.html"] = Reply(status=503)
    web.replies["/a/2.html"] = page(3)
    recounts, report = poll(desk, (ID, web.url("/a/1.html")), ("D2", web.url("/a/2.html")))
    assert (recounts, report.reason) == ([], None)
    assert web.asked("/a/2.html") == []


def test_a_page_this_poll_has_read_is_not_read_again(desk: Desk, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")])
    web.page("/a/1.html")
    _, report = poll(desk, (ID, web.url("/a/1.html")))
    assert (report.found, len(web.asked("/a/1.html"))) == (1, 1)


def test_no_page_is_begun_after_the_poll_s_time(desk: Desk, web: Web) -> None:
    pages = [(f"D{n}", web.url(f"/a/{n}.html")) for n in range(9)]
    web.replies.update({f"/a/{n}.html": page(n + 1) for n in range(9)})
    desk.source, desk.budget = replace(desk.source, per_host_delay=timedelta(seconds=0.4)), timedelta(seconds=1.5)
    recounts, report = poll(desk, *pages)
    assert 0 < len(recounts) < 9
    assert report.complete
