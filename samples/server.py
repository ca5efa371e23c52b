"""The town's web servers: every outlet on its own loopback address, all on one port, in threads of this process."""

import errno
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self

from samples.quiet import ordinary_of_story, quiet_articles
from samples.site import Answer, Part, Site
from samples.town import Outlet, Town

_IDLE = 30
"""Seconds after which a silent connection is closed."""

_WAKE = 0.2
"""Seconds between two looks of a server whether it is to end."""

_ATTEMPTS = 20
"""How many free ports are tried until one is free on every address."""


class TownServer:
    """Serves the town at desk time: only what is out at `now()`, seen from the story's `start`.

    `port` 0 chooses one that is free on every address. Threads are daemons: the servers end with their process.
    """

    def __init__(self, town: Town, *, start: datetime, now: Callable[[], datetime], port: int = 0) -> None:
        self._town = town
        self._start = start
        self._now = now
        self._wanted = port
        self._open = ExitStack()
        self._lock = Lock()
        self._requests: Counter[tuple[str, Part, int]] = Counter()
        self.port = port

    def start(self) -> Self:
        """Bind every outlet's address and begin to answer; OSError where the port is taken."""
        servers = self._bound()
        self._open.callback(_close, servers)
        self.port = servers[0].server_address[1]
        articles = (*self._town.story, *ordinary_of_story(self._town), *quiet_articles(self._town))
        for server, outlet in zip(servers, self._town.outlets, strict=True):
            own = [article for article in articles if article.outlet == outlet.id]
            site = Site(outlet=outlet, articles=own, start=self._start, port=self.port)
            server.ask = self._asker(site)
            Thread(target=server.serve_forever, args=(_WAKE,), name=f"town {outlet.id}", daemon=True).start()
        return self

    def close(self) -> None:
        """Stop answering and free the port; harmless when done twice."""
        self._open.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def requests(self) -> Counter[tuple[str, Part, int]]:
        """How many requests were answered so far, by outlet id, part of the site and status."""
        with self._lock:
            return self._requests.copy()

    def _asker(self, site: Site) -> Callable[[str, dict[str, str]], Answer]:
        def ask(path: str, headers: dict[str, str]) -> Answer:
            answer = site.answer(path, asked=headers, now=self._now())
            with self._lock:
                self._requests[site.outlet.id, answer.part, answer.status] += 1
            return answer

        return ask

    def _bound(self) -> list["_OutletServer"]:
        for attempt in range(_ATTEMPTS):
            try:
                return _bind(self._town.outlets, self._wanted)
            except OSError as error:
                if self._wanted or error.errno != errno.EADDRINUSE or attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")


class _OutletServer(ThreadingHTTPServer):
    daemon_threads = True
    ask: Callable[[str, dict[str, str]], Answer]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Town/1"
    timeout = _IDLE
    server: _OutletServer

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Requests are counted, not written to the terminal."""

    def _reply(self, *, with_body: bool) -> None:
        answer = self.server.ask(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and answer.status != 304:
            self.wfile.write(answer.body)


def _close(servers: list[_OutletServer]) -> None:
    """All at once, since each takes until it next wakes."""
    with ThreadPoolExecutor(len(servers)) as pool:
        list(pool.map(_OutletServer.shutdown, servers))
    for server in servers:
        server.server_close()


def _bind(outlets: tuple[Outlet, ...], port: int) -> list[_OutletServer]:
    """A listening server an outlet, all on one port: `port`, or the one the first address was given."""
    servers: list[_OutletServer] = []
    try:
        for outlet in outlets:
            servers.append(_OutletServer((outlet.address, port), _Handler))
            port = servers[0].server_address[1]
    except OSError:
        for server in servers:
            server.server_close()
        raise
    return servers
