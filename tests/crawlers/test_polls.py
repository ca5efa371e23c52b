"""Feeds polled by a real child over a real web: what is found, what is asked again, how a poll ends."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.outcome import from_line
from domain.codec import to_json
from domain.crawl import Grade, HostState, PollReport, PollTask
from tests.crawlers.driver import ROOT, SETTINGS, Child, Desk, first_state, source
from tests.crawlers.web import Ask, Reply, Web

LONG = "河口镇今天发布通报。" * 80


def desk_of(child: Child, web: Web, path: str = "/rss.xml", **fields: Any) -> Desk:
    return Desk(child, source(web.url(path), **fields))


def doors(report: PollReport) -> dict[str, int]:
    return {f"{door.door}:{door.reason}".rstrip(":"): door.count for door in report.doors}


def test_new_entries_are_found_with_their_pages(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放"), ("/a/2.html", "桥梁检修")])
    web.page("/a/1.html")
    web.page("/a/2.html")
    desk = desk_of(child, web)
    report = desk.poll()
    assert (report.reason, report.entries, report.found, report.complete) == (None, 2, 2, True)
    assert {found.title for found in desk.found} == {"集市开放", "桥梁检修"}
    assert all("第5段" in found.text for found in desk.found)
    assert desk.stored.keys() == {web.url("/a/1.html"), web.url("/a/2.html")}


def test_a_304_and_an_equal_body_are_unchanged(child: Child, web: Web) -> None:
    body = web.rss([("/a/1.html", "集市开放")], LONG)

    def reply(ask: Ask) -> Reply:
        if ask.headers.get("if-none-match") == '"1"':
            return Reply(status=304)
        return Reply(body=body, kind="application/rss+xml", headers=(("ETag", '"1"'),))

    web.replies["/rss.xml"] = reply
    desk = desk_of(child, web)
    assert desk.poll().found == 1
    report = desk.poll()
    assert (report.unchanged, report.status, report.etag, report.requests) == (True, 304, '"1"', 1)
    web.replies["/rss.xml"] = Reply(body=body, kind="application/rss+xml")
    report = desk.poll()
    assert (report.unchanged, report.status, report.found) == (True, 200, 0)


def test_known_entries_cost_no_request_and_edited_ones_are_read_again(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放"), ("/a/2.html", "桥梁检修")])
    web.page("/a/1.html")
    web.page("/a/2.html")
    desk = desk_of(child, web)
    desk.poll()
    web.feed("/rss.xml", [("/a/1.html", "集市开放"), ("/a/2.html", "更正:桥梁检修")])
    report = desk.poll()
    assert doors(report) == {"unchanged": 1}
    assert [found.title for found in desk.found] == ["更正:桥梁检修"]
    assert (len(web.asked("/a/1.html")), len(web.asked("/a/2.html"))) == (1, 2)


def test_the_same_address_twice_in_a_feed_is_a_duplicate(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放"), ("/a/1.html?utm_source=rss", "集市开放")])
    web.page("/a/1.html")
    web.page("/a/1.html?utm_source=rss")
    desk = desk_of(child, web)
    assert doors(desk.poll()) == {"duplicate": 1}
    assert list(desk.stored) == [web.url("/a/1.html")]


def test_a_feed_with_whole_articles_needs_no_pages(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")], LONG)
    desk = desk_of(child, web)
    assert (desk.poll().found, web.asked("/a/1.html")) == (1, [])
    web.feed("/short.xml", [("/a/2.html", "桥梁检修")])
    desk = desk_of(child, web, "/short.xml", full_text=True)
    assert (desk.poll().found, web.asked("/a/2.html")) == (1, [])


@pytest.mark.parametrize(
    ("status", "reason", "grade"),
    [
        (401, "login_wall", Grade.SOFT),
        (403, "forbidden", Grade.SOFT),
        (404, "not_found", Grade.SOFT),
        (410, "gone", Grade.PERMANENT),
        (418, "refused_by_server", Grade.SOFT),
        (500, "unavailable", Grade.TEMPORARY),
        (304, "broken_answer", Grade.TEMPORARY),
    ],
)
def test_a_status_is_graded_and_asked_for_once(child: Child, web: Web, status: int, reason: str, grade: Grade) -> None:
    web.replies["/rss.xml"] = Reply(status=status)
    report = desk_of(child, web).poll()
    assert (report.reason, report.grade, report.complete, len(web.asked())) == (reason, grade, False, 1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body>moved</body></html>", "not_a_feed"),
        (b"", "empty"),
        (b"{", "not_a_feed"),
        (b"\0\xff\xfe", "not_a_feed"),
    ],
)
def test_what_is_no_feed_is_a_soft_failure(child: Child, web: Web, body: bytes, reason: str) -> None:
    web.replies["/rss.xml"] = Reply(body=body, kind="application/rss+xml")
    report = desk_of(child, web).poll()
    assert (report.reason, report.grade) == (reason, Grade.SOFT)


@pytest.mark.parametrize(("status", "header", "wait"), [(429, "7", 7), (503, "7", 7), (429, None, 60)])
def test_retry_after_silences_the_host_for_all_its_sources(
    child: Child, web: Web, status: int, header: str | None, wait: int
) -> None:
    web.replies["/rss.xml"] = Reply(status=status, headers=(("Retry-After", header),) if header else ())
    web.feed("/other.xml", [])
    report = desk_of(child, web).poll()
    assert report.retry_at is not None
    assert abs((report.retry_at - datetime.now(UTC)).total_seconds() - wait) < 2
    other = Desk(child, source(web.url("/other.xml")), budget=timedelta(seconds=2)).poll()
    assert (other.reason, other.retry_at is not None, len(web.asked())) == ("busy", True, 1)
    assert other.hosts[0].blocked_until is not None


def test_a_short_retry_after_on_a_page_is_waited_out(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")])
    web.page("/a/1.html")
    page = web.replies["/a/1.html"]
    assert isinstance(page, Reply)
    web.replies["/a/1.html"] = lambda _: (
        page if len(web.asked("/a/1.html")) > 1 else Reply(status=429, headers=(("Retry-After", "1"),))
    )
    assert desk_of(child, web).poll().found == 1
    first, second = web.asked("/a/1.html")
    assert second.at - first.at >= 1.0


def test_a_restart_keeps_the_pause_of_a_host(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child() as first:
        desk = desk_of(first, web, per_host_delay=timedelta(seconds=4))
        desk.poll()
    with Child() as second:
        desk.child = second
        desk.poll()
    assert web.asks[-1].at - web.asks[-2].at >= 4.0 or web.asks[-2].path == "/robots.txt"
    gaps = [b.at - a.at for a, b in zip(web.asks, web.asks[1:], strict=False)]
    assert min(gaps) >= 4.0


def test_pages_that_fail_for_now_are_tried_again_and_then_the_feed_speaks(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")], "镇上集市今日开放。")
    web.replies["/a/1.html"] = Reply(status=500)
    desk = desk_of(child, web)
    for _ in range(2):
        report = desk.poll()
        assert (doors(report), report.complete, report.etag) == ({"failed:unavailable": 1}, False, None)
        assert report.retry_at is not None
    report = desk.poll()
    assert [(found.text, found.fingerprint[0]) for found in desk.found] == [("镇上集市今日开放。", "~")]
    assert (report.complete, report.warnings) == (True, ("page_unavailable",))
    web.feed("/rss.xml", [("/a/1.html", "集市开放")], "镇上集市今日开放。 ")
    assert doors(desk.poll()) == {"unchanged": 1}
    assert len(web.asked("/a/1.html")) == 3


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_page_that_is_gone_leaves_the_words_of_the_feed(child: Child, web: Web, status: int) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")], "镇上集市今日开放。")
    web.replies["/a/1.html"] = Reply(status=status)
    desk = desk_of(child, web)
    report = desk.poll()
    assert ([found.text for found in desk.found], report.complete) == (["镇上集市今日开放。"], True)


def test_what_does_not_fit_the_budget_comes_with_the_next_poll(child: Child, web: Web) -> None:
    entries = [(f"/a/{n}.html", f"第{n}号") for n in range(12)]
    web.feed("/rss.xml", entries, ETag='"1"')
    for path, title in entries:
        web.page(path, title)
    desk = Desk(child, source(web.url("/rss.xml"), per_host_delay=timedelta(seconds=0.15)), timedelta(seconds=1))
    first = desk.poll()
    assert not first.complete
    assert (first.etag, first.entries) == (None, first.found)
    assert len(first.present) == 12
    assert desk.found[0].title == "第0号"
    while not desk.poll().complete:
        pass
    assert (len(desk.stored), len(web.asked()) - len(web.asked("/rss.xml"))) == (12, 12)


def test_a_large_feed_is_taken_whole(child: Child, web: Web) -> None:
    web.feed("/rss.xml", [(f"/a/{n}.html", f"第{n}号通报") for n in range(5000)], "镇上的集市。")
    desk = desk_of(child, web, full_text=True)
    assert desk.poll().found == len(desk.stored) == 5000


def test_comment_totals_of_known_entries_are_recounted(child: Child, web: Web) -> None:
    def rss(comments: int) -> Reply:
        item = f"<item><title>集市</title><link>{web.url('/a/1.html')}</link><slash:comments>{comments}</slash:comments></item>"
        head = '<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>t</title>'
        return Reply(body=f"{head}{item}</channel></rss>".encode(), kind="application/rss+xml")

    web.page("/a/1.html")
    web.replies["/rss.xml"] = rss(3)
    desk = desk_of(child, web)
    desk.poll()
    assert desk.found[0].counters.comments == 3
    web.replies["/rss.xml"] = rss(8)
    desk.poll()
    assert [recount.counters.comments for recount in desk.recounts] == [8]
    assert len(web.asked("/a/1.html")) == 1


def test_a_host_that_asks_for_silence_is_told_of_at_once(web: Web) -> None:
    web.feed("/rss.xml", [("/a/1.html", "集市开放")])
    web.replies["/a/1.html"] = Reply(status=429, headers=(("Retry-After", "600"),))
    settings = to_json(SETTINGS)
    task = to_json(
        PollTask(source=(one := source(web.url("/rss.xml"))), state=first_state(one), budget=timedelta(seconds=20))
    )
    command = [sys.executable, "-m", "crawlers.process"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(settings + b"\n" + task + b"\n")
        process.stdin.flush()
        said = from_line(process.stdout.readline())
        process.stdin.close()
    assert isinstance(said, HostState)
    assert said.blocked_until is not None
    assert (said.blocked_until - datetime.now(UTC)).total_seconds() > 590
