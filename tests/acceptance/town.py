"""What the tests' town says: documents as JSONL rows, and a feed on loopback that a test can write into."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

OUTLETS = (
    ("澄川日报", "news", "local"), ("川省新闻网", "news", "provincial"), ("中央新闻台", "news", "central"),
    ("澄川论坛", "forum", "other"), ("澄川微讯", "microblog", "other"),
)  # fmt: skip
FIRE = "澄川市一化工厂发生火灾 已致3人受伤"
STORY = (
    "澄川市北园区一家化工厂今天上午突发火灾并引发爆炸,现场浓烟滚滚,消防车赶到扑救。截至中午已造成3人受伤送医,"
    "附近居民已疏散,起火原因正在调查。"
)


def a_row(number: int, **other: Any) -> dict[str, Any]:
    """The fire as the outlet of that number tells it, a few minutes after the one before."""
    name, platform, tier = OUTLETS[number % len(OUTLETS)]
    at = datetime.now(UTC) - timedelta(hours=3) + timedelta(minutes=7 * number)
    row = {
        "url": f"https://outlet{number % len(OUTLETS)}.example/a/{number}.html", "title": FIRE,
        "text": f"{STORY}这是本台的第{number}条消息。", "published_at": at.isoformat(), "source": name, "outlet": name,
        "platform": platform, "tier": tier, "collected_at": at.isoformat(),
    }  # fmt: skip
    return {**row, **other}


def lines(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


class Feed:
    """An RSS feed that carries whole texts; `posts` may grow while it is served."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str]] = []
        self.asked = 0
        self.address = ""

    def post(self, title: str, text: str) -> None:
        self.posts = [*self.posts, (title, text)]

    def body(self) -> bytes:
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.address}/p/{number}.html</link><guid>p{number}</guid>"
            f"<pubDate>{now}</pubDate><description>{escape(text)}</description></item>"
            for number, (title, text) in enumerate(self.posts)
        )
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>澄川日报</title>{items}</channel></rss>'.encode()


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        is_feed = self.path == "/feed.xml"
        self.server.feed.asked += is_feed
        body = self.server.feed.body() if is_feed else b""
        self.send_response(200 if is_feed else 404)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    feed: Feed

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news."""


@contextmanager
def serving(feed: Feed) -> Iterator[Feed]:
    """The feed at `address`/feed.xml."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.feed = feed
    feed.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
