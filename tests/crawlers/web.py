"""A small real web on loopback that answers as a test tells it, and remembers what it was asked."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answerer = Callable[["Ask"], "Reply | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `raw` writes the body itself, piece by piece, instead of `body`."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass(slots=True)
class Web:
    """The answers by path; what is not listed is 404. A plain Reply or a function of the request."""

    port: int = 0
    host: str = "127.0.0.1"
    replies: dict[str, Reply | Answerer] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"

    def asked(self, path: str | None = None) -> list[Ask]:
        """Requests for `path`, or all but robots.txt."""
        return [ask for ask in self.asks if (ask.path == path if path else ask.path != "/robots.txt")]

    def feed(self, path: str, entries: list[tuple[str, str]], text: str = "kurz", **headers: str) -> None:
        """Serves an RSS feed of (path, title)."""
        self.replies[path] = Reply(
            body=self.rss(entries, text), kind="application/rss+xml", headers=tuple(headers.items())
        )

    def rss(self, entries: list[tuple[str, str]], text: str = "kurz") -> bytes:
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{escape(self.url(path))}</link><guid>{escape(path)}</guid>"
            f"<description>{escape(text)}</description><pubDate>{formatdate(1_790_000_000 - n)}</pubDate></item>"
            for n, (path, title) in enumerate(entries)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()

    def page(
        self, path: str, title: str = "河口镇集市今日开放", words: str = "河口镇集市今日开放,摊位一百二十个。"
    ) -> None:
        """Serves an article page."""
        text = "".join(f"<p>{words}第{n}段,镇上的人们早早来到集市,买菜的、卖花的都有。</p>" for n in range(6))
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
        self.replies[path] = Reply(body=html.encode())


@contextmanager
def serve(host: str = "127.0.0.1", port: int = 0) -> Iterator[Web]:
    """A web of its own port, which is a host of its own to the child."""
    web = Web(host=host)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(web, self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is what many tests are about."""

    server = Server((host, port), Handler)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(web: Web, handler: BaseHTTPRequestHandler) -> None:
    ask = Ask(path=handler.path, headers={k.lower(): v for k, v in handler.headers.items()}, at=time.monotonic())
    web.asks.append(ask)
    found = web.replies.get(handler.path, Reply(status=404))
    reply = found if isinstance(found, Reply) else found(ask)
    if reply is None:  # hang up without a word
        handler.close_connection = True
        handler.connection.close()
        return
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.kind)
    for name, value in reply.headers:
        handler.send_header(name.replace("_", "-"), value)
    if reply.raw is not None:
        handler.close_connection = True
        handler.end_headers()
        reply.raw(handler)
        return
    handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    handler.wfile.write(reply.body)
