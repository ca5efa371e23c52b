"""The child as a process: how it ends, what it says beside its outcomes, and who it says it is."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

from crawlers.outcome import Bye
from domain.crawl import Grade, PollReport
from domain.items import Counters, Door
from tests.crawlers.driver import ROOT, SETTINGS, Child, Desk, source, wait_for_end
from tests.crawlers.web import Reply, Web, serve


def test_the_end_of_input_ends_the_child_at_once_also_while_it_waits(web: Web) -> None:
    web.replies["/rss.xml"] = lambda _: time.sleep(5)
    child = Child()
    child.send(Desk(child, source(web.url("/rss.xml"))).task())
    while not web.asked():
        time.sleep(0.02)
    started = time.monotonic()
    status, log = child.close()
    assert (status, time.monotonic() - started < 1.5) == (0, True)
    assert "Traceback" not in log


def test_the_parents_death_ends_the_child() -> None:
    """The parent is killed with no chance to close anything."""
    script = (
        "import sys,time; sys.path[:0]=['.']\n"
        "from tests.crawlers.driver import Child\n"
        "child = Child(); print(child.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    until = time.monotonic() + 5
    while _is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123 - one line
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_worn_child_finishes_says_bye_and_leaves(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child(replace(SETTINGS, max_age=timedelta(0))) as child:
        child.send(Desk(child, source(web.url("/rss.xml"))).task())
        said = [child.next(), child.next()]
        assert isinstance(said[0], Bye)
        assert isinstance(said[1], PollReport)
        assert child.next() is None
        assert wait_for_end(child.process, 5)
        assert child.process.returncode == 0


def test_memory_counts_as_wear(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child(replace(SETTINGS, memory_limit=1_000_000)) as child:
        child.send(Desk(child, source(web.url("/rss.xml"))).task())
        assert isinstance(child.next(), Bye)


def test_a_line_that_is_no_task_harms_nothing(web: Web) -> None:
    web.feed("/rss.xml", [])
    child = Child()
    assert child.process.stdin is not None
    child.process.stdin.write(b'{"secret": "Geheimnis"}\n[]\nnonsense\n')
    assert Desk(child, source(web.url("/rss.xml"))).poll().reason is None
    _, log = child.close()
    assert "task_unreadable" in log
    assert "Geheimnis" not in log


def test_the_log_has_no_text_and_no_address(web: Web) -> None:
    web.feed("/rss.xml", [("/a/geheim.html", "Geheimtitel")], "Geheimtext")
    web.replies["/a/geheim.html"] = Reply(body=b"<html>Geheimseite" * 400_000)
    web.replies["/geheim.xml"] = Reply(status=500)
    child = Child()
    Desk(child, source(web.url("/rss.xml"))).poll()
    Desk(child, source(web.url("/geheim.xml"))).poll()
    _, log = child.close()
    assert "reason=unavailable" in log
    assert "geheim" not in log.lower()
    assert "127.0.0.1" not in log


def test_every_request_names_operator_and_contact_and_no_proxy_is_used(web: Web) -> None:
    web.feed("/rss.xml", [])
    settings = replace(SETTINGS, operator="河口镇监测室", contact="https://hekou.example/kontakt")
    os.environ["http_proxy"] = "http://127.66.6.6:9"
    try:
        with Child(settings) as child:
            assert Desk(child, source(web.url("/rss.xml"))).poll().reason is None
    finally:
        del os.environ["http_proxy"]
    agents = {ask.headers["user-agent"] for ask in web.asks}
    assert len(web.asks) == 2
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.isascii()
    assert agent.startswith("Wanglou/")
    assert "https://hekou.example/kontakt" in agent


def test_doors_add_up_where_every_door_is_used(child: Child, web: Web) -> None:
    web.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /shut/\n", kind="text/plain")
    entries = [("/a/1.html", "一"), ("/a/2.html", "二"), ("/a/2.html?utm_source=x", "二"), ("/a/404.html", "三")]
    web.feed("/rss.xml", [*entries, ("/a/500.html", "四"), ("/shut/5.html", "五")], "")
    for path in ("/a/1.html", "/a/2.html"):
        web.page(path)
    web.replies["/a/500.html"] = Reply(status=500)
    desk = Desk(child, source(web.url("/rss.xml")))
    report = desk.poll()
    counts = {(count.door, count.reason): count.count for count in report.doors}
    assert counts == {
        (Door.DUPLICATE, ""): 1,
        (Door.FAILED, "not_found"): 1,
        (Door.FAILED, "unavailable"): 1,
        (Door.REJECTED, "robots"): 1,
    }
    assert (report.entries, report.found, desk.found[0].counters) == (6, 2, Counters())
    assert web.asked("/shut/5.html") == []


def test_large_answers_share_what_may_be_in_flight(web: Web) -> None:
    def pour_slowly(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(20):
            handler.wfile.write(b" " * 400_000)
            time.sleep(0.05)

    settings = replace(SETTINGS, max_bytes_in_flight=5_000_000, response_timeout=timedelta(seconds=10))
    with Child(settings) as child, serve() as other:
        for host in (web, other):
            host.replies["/rss.xml"] = Reply(raw=pour_slowly)
            child.send(Desk(child, source(host.url("/rss.xml"))).task())
        first = child.next()
        assert isinstance(first, PollReport)
        assert (first.reason, first.grade) == ("crowded", Grade.TEMPORARY)


def test_settings_that_cannot_be_read_end_the_child_with_status_1() -> None:
    command = [sys.executable, "-m", "crawlers.process"]
    done = subprocess.run(
        command, cwd=ROOT, input=b'{"secret": "Geheimnis"}\n', capture_output=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert b"Geheimnis" not in done.stdout + done.stderr


def test_an_interrupt_at_the_terminal_is_the_parents_to_answer(web: Web) -> None:
    web.feed("/rss.xml", [])
    with Child() as child:
        desk = Desk(child, source(web.url("/rss.xml")))
        desk.poll()
        child.process.send_signal(signal.SIGINT)
        assert desk.poll().reason is None
