"""Hostile and broken hosts: bounded time, bounded size, no address that is shut, and nobody else delayed."""

import gzip
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from crawlers.failures import retry_time
from crawlers.http_date import http_date
from crawlers.settings import CrawlSettings
from domain.crawl import Found, Grade, PollReport
from tests.crawlers.driver import SETTINGS, Child, Desk, source
from tests.crawlers.web import Reply, Web, serve


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for longer than anybody should wait."""
    for _ in range(60):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.2)


def pour(handler: BaseHTTPRequestHandler) -> None:
    """A body without an end."""
    handler.wfile.write(b"<rss><channel>")
    for _ in range(200_000):
        handler.wfile.write(b"<item><title>x</title></item>" * 2000)


def stay_silent(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(8)


def break_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"<rss version='2.0'><channel><title>t</title>")


BOMB = gzip.compress(b" " * 200_000_000, 1)
FAULTS = {
    "drip": (Reply(raw=drip), "timeout", Grade.TEMPORARY),
    "pour": (Reply(raw=pour), "too_large", Grade.SOFT),
    "bomb": (Reply(body=BOMB, headers=(("Content-Encoding", "gzip"),)), "too_large", Grade.SOFT),
    "wrong gzip": (Reply(body=b"no gzip", headers=(("Content-Encoding", "gzip"),)), "broken_answer", Grade.TEMPORARY),
    "announced": (Reply(raw=drip, headers=(("Content-Length", "99999999999"),)), "too_large", Grade.SOFT),
    "silent": (lambda _: time.sleep(8), "timeout", Grade.TEMPORARY),
    "reset": (lambda _: None, "reset", Grade.TEMPORARY),
    "long header": (Reply(headers=(("X-Long", "x" * 20_000),)), "reset", Grade.TEMPORARY),
    "many headers": (Reply(headers=tuple((f"X-{n}", "x") for n in range(300))), "reset", Grade.TEMPORARY),
    "loop": (Reply(status=302, headers=(("Location", "/rss.xml"),)), "redirect_loop", Grade.SOFT),
    "file": (Reply(status=302, headers=(("Location", "file:///etc/passwd"),)), "bad_address", Grade.SOFT),
    "no host": (Reply(status=302, headers=(("Location", "http://[::1"),)), "bad_address", Grade.SOFT),
    "user name": (Reply(status=302, headers=(("Location", "http://a:b@127.0.0.1/"),)), "bad_address", Grade.SOFT),
    "metadata": (Reply(status=302, headers=(("Location", "http://169.254.169.254/x"),)), "address_refused", Grade.SOFT),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_costs_one_poll_and_has_a_name(child: Child, web: Web, name: str) -> None:
    reply, reason, grade = FAULTS[name]
    web.replies["/rss.xml"] = reply  # type: ignore[assignment]
    started = time.monotonic()
    report = Desk(child, source(web.url("/rss.xml"))).poll()
    assert (report.reason, report.grade) == (reason, grade)
    assert time.monotonic() - started < 30, "it ends; a busy machine takes its time"


def test_an_answer_cut_short_is_read_but_not_believed(child: Child, web: Web) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(web.rss([("/a/1.html", "集市")], "话" * 700))

    web.replies["/rss.xml"] = Reply(raw=cut, headers=(("Content-Length", "900000"),))
    report = Desk(child, source(web.url("/rss.xml"))).poll()
    assert (report.reason, report.found, report.complete, report.body_hash) == (None, 1, False, None)


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "Fri, 31 Dec 9999 23:59:00 -2359",
        "yesterday",
    ],
)
def test_a_date_that_does_not_exist_is_no_date(child: Child, web: Web, date: str) -> None:
    assert http_date(date) is None
    assert retry_time(date, datetime.now(UTC)) is None
    web.feed("/rss.xml", [("/a/1.html", "集市")], "话" * 700, Last_Modified=date)
    report = Desk(child, source(web.url("/rss.xml"))).poll()
    assert (report.reason, report.found, report.last_modified) == (None, 1, None)


def test_a_redirect_to_a_shut_network_is_not_followed(child: Child, web: Web) -> None:
    with serve("127.66.6.6") as canary:
        web.replies["/rss.xml"] = Reply(status=302, headers=(("Location", canary.url("/secret")),))
        web.feed("/ok.xml", [("/gone.html", "集市")])
        web.replies["/gone.html"] = Reply(status=301, headers=(("Location", canary.url("/page")),))
        assert Desk(child, source(web.url("/rss.xml"))).poll().reason == "address_refused"
        Desk(child, source(web.url("/ok.xml"))).poll()
        assert canary.asks == []


def test_a_name_that_leads_to_a_shut_network_is_not_connected(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child(CrawlSettings(operator="test", contact="test@example.org")) as child:
        for host in ("localhost", "127.1", "2130706433", "0x7f000001"):
            report = Desk(child, source(f"http://{host}:{web.port}/rss.xml")).poll()
            assert report.reason in ("address_refused", "robots_unreachable")
    assert web.asks == []


def test_without_operator_only_loopback_is_crawled(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child(CrawlSettings(allow_networks=("127.0.0.0/8", "10.0.0.0/8"))) as child:
        assert Desk(child, source(web.url("/rss.xml"))).poll().reason is None
        assert Desk(child, source("http://10.1.2.3/rss.xml")).poll().reason == "operator_unset"


def test_a_moved_feed_is_remembered_and_a_detour_is_not(child: Child, web: Web) -> None:
    web.replies["/old.xml"] = Reply(status=301, headers=(("Location", "/new.xml"),))
    web.replies["/detour.xml"] = Reply(status=302, headers=(("Location", "/old.xml"),))
    web.feed("/new.xml", [])
    desk = Desk(child, source(web.url("/old.xml")))
    assert desk.poll().moved_to == web.url("/new.xml")
    desk.poll()
    assert len(web.asked("/old.xml")) == 1
    assert Desk(child, source(web.url("/detour.xml"))).poll().moved_to is None


def test_five_redirects_are_followed_and_six_are_not(child: Child, web: Web) -> None:
    for hop in range(7):
        web.replies[f"/{hop}"] = Reply(status=302, headers=(("Location", f"/{hop + 1}"),))
    web.feed("/5", [])
    assert Desk(child, source(web.url("/0"))).poll().reason is None
    web.replies["/5"] = Reply(status=302, headers=(("Location", "/6"),))
    web.feed("/6", [])
    assert Desk(child, source(web.url("/0"))).poll().reason == "redirect_loop"


def test_a_slow_host_delays_nobody(web: Web) -> None:
    with Child(replace(SETTINGS, response_timeout=timedelta(seconds=15))) as child, serve() as slow:
        slow.replies["/rss.xml"] = Reply(raw=drip)
        web.feed("/rss.xml", [("/a/1.html", "集市")])
        web.page("/a/1.html")
        child.send(Desk(child, source(slow.url("/rss.xml")), timedelta(seconds=5)).task())
        child.send(Desk(child, source(web.url("/rss.xml"))).task())
        first, second = child.next(), child.next()
        assert isinstance(first, Found)
        assert isinstance(second, PollReport)
        assert second.found == 1
