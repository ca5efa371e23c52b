"""The service as a process: a post becomes a delivered alert; SIGTERM and SIGKILL lose nothing and repeat nothing."""

import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from alerts.channels.webhook import signature
from tests.acceptance.desk import PATIENCE, Desk, Running, eventually, free_port
from tests.acceptance.town import FIRE, OUTLETS, STORY, Feed, a_row, lines, serving
from tests.alerts.sink import Sink
from tests.alerts.sink import serving as listening

SECRET = "the secret of the hook"
SETTINGS = """\
crawl: {{operator: acceptance, contact: desk@example.org, poll_interval: 1s, per_host_delay: 0.05s, allow_networks: [127.0.0.0/8]}}
process: {{evaluation_interval: 2s}}
web: {{port: {port}}}
secrets: {{hook: {secret}}}
"""
ROUTES = """\
channels: [{{id: hook, kind: webhook, target: "{address}", secret: hook}}]
routes: [{{recipient: duty, channel: hook, levels: all}}]
"""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check")  # fmt: skip


class Post:
    """A desk with a paper whose feed it polls every second, and a hook that it tells."""

    def __init__(self, desk: Desk, feed: Feed, hook: Sink) -> None:
        self.desk, self.feed, self.hook, self.port = desk, feed, hook, free_port()
        settings = SETTINGS.format(port=self.port, secret=SECRET)
        (desk.folder / "wanglou.yaml").write_text(settings, encoding="utf-8")
        (desk.folder / "config" / "routes.yaml").write_text(ROUTES.format(address=hook.address), encoding="utf-8")
        name, platform, tier = OUTLETS[0]
        desk.ok("sources", "add", f"{feed.address}/feed.xml", "--name", name, "--platform", platform, "--tier", tier)

    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def health(self) -> dict[str, Any] | None:
        """What `/healthz` says; None while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.page()}healthz", timeout=10) as answer:
                row: dict[str, Any] = json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None
        return row

    def titles(self) -> Counter[str]:
        """Titles of the stored documents, each as often as it is stored."""
        return Counter(row["title"] for row in self.desk.ok("export", "documents").rows)

    def drop(self, name: str, *rows: dict[str, Any]) -> None:
        """Lay a file into the drop folder, whole at once."""
        part = self.desk.folder / name
        part.write_bytes(lines(*rows))
        part.rename(self.desk.folder / "drop" / name)

    def taken(self, name: str) -> bool:
        return not (self.desk.folder / "drop" / name).exists()


@pytest.fixture
def post(desk: Desk) -> Iterator[Post]:
    with serving(Feed()) as feed, listening(Sink()) as hook:
        yield Post(desk, feed, hook)


@contextmanager
def service(post: Post) -> Iterator[Running]:
    """The service, once it answers."""
    with post.desk.running("run") as running:
        eventually(lambda: post.health() or _ended(running), "the service answers")
        yield running


def _ended(running: Running) -> bool:
    assert running.process.poll() is None, "the service has ended by itself"
    return False


def _fire(post: Post) -> None:
    """The fire in the paper's feed and at four other outlets."""
    post.feed.post(FIRE, STORY)
    post.drop("others.jsonl", *(a_row(number) for number in (1, 2, 3, 4)))


def test_a_post_becomes_a_signed_alert_and_the_page_shows_it(post: Post) -> None:
    with service(post) as running:
        _fire(post)
        eventually(lambda: post.hook.accepted, "an alert arrives")
        assert post.taken("others.jsonl")
        message, headers, body = post.hook.accepted[0], post.hook.headers[0], post.hook.bodies[0]
        assert FIRE in message["title"]
        assert headers["X-Wanglou-Signature"] == signature(body, SECRET.encode())
        assert headers["Idempotency-Key"] == message["alert_id"]
        health = post.health()
        assert health is not None
        assert (health["status"], health["sources"]) == ("ok", 1)
        _look_at(post.page())
        assert running.end() == 0
    assert post.titles()[FIRE] == 5
    assert max(Counter(post.hook.numbers).values()) == 1


def test_sigterm_ends_soon_and_loses_nothing(post: Post) -> None:
    with service(post) as running:
        for number in range(40):
            post.feed.post(f"澄川日报第{number}条", f"第{number}条的正文。")
        eventually(lambda: post.feed.asked > 1, "the feed is polled")
        children = running.children()
        assert running.end(10) == 0
        assert not any(child.is_running() for child in children)
    with service(post) as running:
        asked = post.feed.asked
        eventually(lambda: post.feed.asked > asked + 1, "the feed is polled again")
        assert running.end(10) == 0
    assert post.titles() == Counter(f"澄川日报第{number}条" for number in range(40))


def test_sigkill_repeats_nothing_and_leaves_no_orphan(post: Post) -> None:
    with service(post) as running:
        _fire(post)
        eventually(lambda: post.hook.accepted, "an alert arrives")
        children = running.children()
        assert children
        running.kill()
        eventually(lambda: not any(_lives(child) for child in children), "the crawl child ends with the service")
    with service(post) as running:
        for number in range(3):
            post.feed.post(f"后来的第{number}条", f"后来的第{number}条的正文。")
        eventually(lambda: post.titles()["后来的第2条"], "collection goes on")
        assert running.end() == 0
    assert set(post.titles().values()) == {1, 5}
    told = [row for row in post.hook.accepted if not row["repeated"]]
    assert max(Counter(row["alert_id"] for row in told).values()) == 1
    occasions = Counter(
        (row["subject_id"], row["episode"], row["occasion"]) for row in post.desk.ok("export", "alerts").rows
    )
    assert max(occasions.values()) == 1


def test_a_killed_crawl_child_is_replaced(post: Post) -> None:
    with service(post) as running:
        (child,) = eventually(running.children, "a crawl child starts")
        eventually(lambda: post.feed.asked, "the feed is polled")
        child.kill()
        post.feed.post("换班之后", "换班之后的正文。")
        eventually(lambda: post.titles()["换班之后"], "a new child collects")
        assert [one.pid for one in running.children()] != [child.pid]
        assert running.end() == 0


def test_a_dropped_file_is_taken_in_and_a_bad_one_put_aside(post: Post) -> None:
    with service(post) as running:
        post.drop("good.jsonl", a_row(1), a_row(2))
        bad = post.desk.folder / "drop" / "bad.jsonl"
        bad.write_bytes(b"not a document\n" + lines(a_row(3)))
        eventually(lambda: post.taken("good.jsonl"), "the good file is taken in")
        eventually((post.desk.folder / "drop" / "bad" / "bad.jsonl").exists, "the bad file is put aside")
        assert running.end() == 0
    assert post.titles()[FIRE] == 3


def _lives(child: psutil.Process) -> bool:
    return bool(child.is_running() and child.status() != psutil.STATUS_ZOMBIE)


def _look_at(address: str) -> None:
    """The page in a real browser, wide and narrow, light and dark, in both languages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(ARGUMENTS))
        for width in (1440, 390):
            for scheme in ("light", "dark"):
                _check_page(browser, address, width, scheme)
        browser.close()


def _check_page(browser: Browser, address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for language, head in (("en", "Open events"), ("zh", "待处置事件")):
        page.goto(f"{address}?lang={language}")
        expect(page.get_by_role("heading", name=head)).to_be_visible()
        expect(page.get_by_role("heading", name=FIRE)).to_be_visible()
        page.get_by_role("link", name="why" if language == "en" else "为什么").first.click()
        expect(page.get_by_role("rowheader").first).to_be_visible()
        page.reload()
        expect(page.get_by_role("rowheader").first).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px of page on {width} px of screen"
    assert not said
    context.close()


def _chromium() -> str:
    found = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
    assert found, "no Chromium; run `make browser`"
    return found
