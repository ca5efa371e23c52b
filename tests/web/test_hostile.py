"""The page shows foreign text and obeys none of it, and answers nobody who comes under a foreign name."""

import json
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote

import pytest
import uvicorn

from domain.messages import LANGUAGES, Catalogue, load_catalogue
from web.app import create_app
from web.links import Standing
from web.views import Bar, EventView, Health, TicketView

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{7*7}} {0}"
HEALTH = Health(
    now="03-01 08:00",
    is_well=True,
    sources=1,
    sources_failing=0,
    last_collected=None,
    inbox_waiting=0,
    alerts_dead=0,
    alerts_repeated=0,
    silent=("delivery:room",),
)
EVENT = EventView(
    id="E1", title=EVIL, level="II", grade=2, index="61", documents=3, outlets=2, first_seen="03-01 07:00",
    last_seen="03-01 08:00", state="new", topics=(EVIL,), bars=(Bar(code="heat", points="+1.00", width=100),),
    reasons=(EVIL,), coverage="90%",
)  # fmt: skip


class OneEvent:
    """A desk with one hostile event."""

    def events(self, *, at_home: bool = False) -> list[EventView]:
        return [EVENT]

    def health(self) -> Health:
        return HEALTH


class NoLinks:
    """A desk without a link that holds."""

    def shown(self, token: str) -> TicketView:
        return TicketView(standing=Standing.FORGED)

    def acknowledged(self, token: str) -> TicketView:
        return self.shown(token)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The page of that desk, really served."""
    app = create_app(OneEvent(), NoLinks(), _words, {"desk.example"})
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical")
    server = uvicorn.Server(config)
    with config.bind_socket() as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def _words(language: str | None) -> Catalogue:
    return load_catalogue(language if language in LANGUAGES else "zh")


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, dict[str, str]]:
    """Status, body and headers for a path that is sent as it stands."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


@pytest.mark.parametrize("query", ["", "why=E1", f"why={quote(EVIL)}", f"lang={quote(EVIL)}", "lang=en&why=E1"])
def test_foreign_text_is_text(port: int, query: str) -> None:
    status, page, headers = ask(port, f"/?{query}")
    assert status == 200
    assert "<script" not in page
    assert "<img" not in page
    assert "{{7*7}}" in page
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("localhost", 200), ("desk.example", 200), ("DESK.example:80", 200), ("evil.example", 421),
    ("127.0.0.1.evil.example", 421),
])  # fmt: skip
def test_only_under_its_own_names(port: int, host: str, status: int) -> None:
    assert ask(port, "/", host)[0] == status


def test_a_monitor_may_use_any_name_and_learns_the_status_alone(port: int) -> None:
    status, body, _ = ask(port, "/healthz", "monitor.example")
    assert (status, json.loads(body)) == (200, {"status": "ok"})


@pytest.mark.parametrize("host", ["127.0.0.1", "desk.example"])
def test_under_its_own_names_health_is_told_in_full(port: int, host: str) -> None:
    assert json.loads(ask(port, "/healthz", host)[1]) == HEALTH.as_row() | {"silent": ["delivery:room"]}


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/docs", "/openapi.json"]
)
def test_nothing_else_is_served(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404
