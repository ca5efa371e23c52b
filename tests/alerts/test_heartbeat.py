"""Pings to a monitor on loopback that misbehaves in every way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from alerts.heartbeat import Monitor
from tests.alerts.sink import Server, closed_port, served


@dataclass
class Outside:
    """A monitor. `answer`: the status it gives, or `silent`."""

    answer: str = "200"
    pings: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    server: Server[Outside]

    def do_GET(self) -> None:
        outside = self.server.sink
        outside.pings.append(f"{self.command} {self.path}")
        if outside.answer == "silent":
            outside.released.wait(5)
            self.close_connection = True
            return
        self.send_response(int(outside.answer))
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it
        pass


@contextmanager
def outside(answer: str = "200") -> Iterator[Outside]:
    with served(Outside(answer=answer), Handler, "/ping/secret") as found:
        yield found


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_ping_is_one_request(method: str) -> None:
    with outside() as there, Monitor(there.address, method) as monitor:
        assert [monitor.ping(), monitor.ping()] == ["", ""]
        assert there.pings == [f"{method} /ping/secret"] * 2


@pytest.mark.parametrize(("answer", "code"), [("503", "http.503"), ("404", "http.404"), ("302", "http.302")])
def test_what_is_no_yes_is_told_by_its_code(answer: str, code: str) -> None:
    with outside(answer) as there, Monitor(there.address, "GET") as monitor:
        assert monitor.ping() == code
        assert len(there.pings) == 1, "no redirect is followed"


def test_a_silent_monitor_is_left_after_a_while() -> None:
    with outside("silent") as there, Monitor(there.address, "GET", whole=0.2) as monitor:
        assert monitor.ping().startswith("net.")


def test_no_monitor() -> None:
    with Monitor(f"http://127.0.0.1:{closed_port()}/secret", "GET") as monitor:
        assert monitor.ping() == "net.ConnectError"
