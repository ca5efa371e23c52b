"""A real HTTP endpoint on loopback that misbehaves as told, and remembers what it accepted and when."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, Protocol, TypeVar


@dataclass
class Sink:
    """`script`: what to do with each request in turn, then `default`."""

    script: list[str] = field(default_factory=list)
    default: str = "200"
    accepted: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def take(self) -> str:
        return self.script.pop(0) if self.script else self.default

    def accept(self, body: bytes, headers: dict[str, str]) -> None:
        self.accepted.append(json.loads(body))
        self.headers.append(headers)
        self.bodies.append(body)

    @property
    def numbers(self) -> list[str]:
        return [row["alert_id"] for row in self.accepted]


class Handler(BaseHTTPRequestHandler):
    """One request: `200`, `204` and `reset_after` are accepted, `silent` too but never answered."""

    server: "Server[Sink]"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        word = self.server.sink.take()
        if word in {"200", "204", "reset_after", "silent"}:
            self.server.sink.accept(body, dict(self.headers))
        if word.startswith("reset"):
            self._reset()
        elif word == "trickle":
            self._trickle()
        elif word == "silent":
            self.server.sink.released.wait(5)
            self.close_connection = True
        else:
            self._answer(word)

    def _answer(self, word: str) -> None:
        status, _, wait = word.partition(" ")
        self.send_response(int(status))
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _trickle(self) -> None:
        """A header without an end, a byte at a time."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not self.server.sink.released.wait(0.05):
                self.wfile.write(b"x")

    def _reset(self) -> None:
        """Close with RST: what was sent is lost."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it
        pass


class Served(Protocol):
    """What a server on loopback serves: told its address, and let go in the end."""

    address: str
    released: threading.Event


S = TypeVar("S", bound=Served)


class Server(ThreadingHTTPServer, Generic[S]):
    daemon_threads = True

    def __init__(self, sink: S, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.sink = sink

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass

    def shutdown_request(self, request: Any) -> None:
        with suppress(OSError):
            super().shutdown_request(request)


@contextmanager
def served(sink: S, handler: type[BaseHTTPRequestHandler], path: str) -> Iterator[S]:
    """Serves a sink by a handler; its address has this path."""
    server = Server(sink, handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    sink.address = f"http://127.0.0.1:{server.server_address[1]}{path}"
    try:
        yield sink
    finally:
        sink.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def serving(sink: Sink) -> AbstractContextManager[Sink]:
    return served(sink, Handler, "/hook")


def closed_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
