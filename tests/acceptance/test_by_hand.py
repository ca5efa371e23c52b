"""What people do with events on the command line: each step is checked, audited, and seen after the next round."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.desk import Desk
from tests.acceptance.town import FIRE, STORY, a_row, lines

PAGE = f"<html><head><title>{FIRE}</title></head><body><h1>{FIRE}</h1><p>2026-03-02 10:00</p><article><p>{STORY}</p></article></body></html>"
QUIET = "市图书馆本周开放夜间阅览室，读者可凭借书证入馆，座位需要提前在服务台登记预约。"


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Two events of two towns' worth of news, processed."""
    rows = [a_row(number, title=FIRE, text=f"{STORY}第{number}次通报。") for number in range(3)]
    rows += [a_row(10 + number, title="图书馆开放夜间阅览", text=f"{QUIET}{number}") for number in range(2)]
    (desk.folder / "news.jsonl").write_bytes(lines(*rows))
    desk.ok("import", str(desk.folder / "news.jsonl"))
    desk.ok("process")
    return desk


def events(desk: Desk) -> dict[str, dict[str, Any]]:
    return {row["title"]: row for row in desk.ok("event", "list", "--all", "--json").rows}


def documents(desk: Desk, event: str) -> list[str]:
    rows = desk.ok("export", "documents").rows
    return [row["id"] for row in rows if row["event_id"] == event]


def test_an_event_is_merged_split_and_named(told: Desk) -> None:
    found = events(told)
    fire, library = found[FIRE]["id"], found["图书馆开放夜间阅览"]["id"]
    assert "takes effect with the next round" in told.ok("event", "merge", fire, library, "--reason", "a test").out
    told.ok("event", "rename", fire, "Works fire", "--reason", "clearer")
    told.ok("process")
    (merged,) = events(told).values()
    assert (merged["title"], merged["documents"]) == ("Works fire", 5)
    last = documents(told, merged["id"])[-1]
    told.ok("event", "split", merged["id"], last, "--reason", "another matter")
    told.ok("process")
    assert sorted(row["documents"] for row in events(told).values()) == [1, 4]
    shown = json.loads(told.ok("event", "show", merged["id"], "--json").out)
    assert [one["kind"] for one in shown["responses"]] == ["merged", "renamed", "split"]
    actions = {json.loads(line)["action"] for line in told.ok("audit", "export").out.splitlines()}
    assert {"event.merge", "event.rename", "event.split"} <= actions


def test_the_record_of_an_event_is_kept_from_acknowledgement_to_disposition(told: Desk) -> None:
    fire = events(told)[FIRE]["id"]
    told.ok("event", "ack", fire)
    told.ok("event", "verify", fire, "--note", "asked the works")
    told.ok("event", "answer", fire, "--url", "https://bureau.example/notice/7", "--note", "notice 7")
    assert events(told)[FIRE]["state"] == "answered"
    told.ok("event", "level", fire, "III", "--reason", "under control")
    told.ok("event", "dispose", fire, "noise", "--reason", "a drill")
    told.ok("process")
    assert events(told)[FIRE]["state"] == "noise"
    shown = json.loads(told.ok("event", "show", fire, "--json").out)
    kinds = [(one["kind"], one["disposition"]) for one in shown["responses"]]
    assert kinds == [
        ("acknowledged", None),
        ("verified", None),
        ("answered", None),
        ("levelled", None),
        ("disposed", "noise"),
    ]


def test_a_merged_event_takes_its_record_along_and_a_refused_order_leaves_none(told: Desk) -> None:
    found = events(told)
    fire, library = found[FIRE]["id"], found["图书馆开放夜间阅览"]["id"]
    told.ok("event", "verify", library, "--note", "asked the library")
    told.ok("event", "verify", fire, "--note", "asked the works")
    for _ in range(2):
        told.ok("event", "merge", fire, library, "--reason", "a test")
    told.ok("process")
    (merged,) = events(told).values()
    gone = ({fire, library} - {merged["id"]}).pop()
    for event in (fire, library):
        shown = json.loads(told.ok("event", "show", event, "--json").out)
        record = [(one["event_id"], one["kind"]) for one in shown["responses"]]
        assert record == [(library, "verified"), (fire, "verified"), (fire, "merged")]
        assert [one["outcome"] for one in shown["orders"]] == ["done", "same_event"]
    lines = told.ok("event", "show", merged["id"]).out.splitlines()
    assert len([line for line in lines if f"(said of {gone}" in line]) >= 1
    assert len([line for line in lines if "asked the" in line]) == 2


WRONG = (
    (("merge", "FIRE", "FIRE", "--reason", "x"), "cannot be merged with itself"),
    (("merge", "FIRE", "E404", "--reason", "x"), "no such event: E404"),
    (("split", "FIRE", "D404", "--reason", "x"), "D404"),
    (("rename", "FIRE", "x", "--reason", " "), "a reason is needed"),
    (("level", "FIRE", "V", "--reason", "x"), "no such level: V"),
    (("level", "FIRE", "II", "--scope", "nowhere", "--reason", "x"), "nowhere"),
    (("answer", "FIRE", "--url", "https://a.example", "--at", "2999-01-01"), "has not come yet"),
    (("raise", "D404", "--reason", "x"), "D404"),
    (("raise", "http://10.0.0.1/a.html", "--reason", "x"), "could not be read"),
)


def test_what_cannot_be_done_is_one_line_and_changes_nothing(told: Desk) -> None:
    fire = events(told)[FIRE]["id"]
    before = told.ok("audit", "export").out
    for words, says in WRONG:
        answer = told.call("event", *(fire if word == "FIRE" else word for word in words))
        assert (answer.status, answer.err.count("\n")) == (2, 1), (words, answer)
        assert says in answer.err, (words, answer)
    assert told.ok("audit", "export").out == before


@pytest.fixture
def page() -> Iterator[str]:
    """A page on loopback that is not stored yet."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.encode() if self.path.endswith(".html") else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/fire.html"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_event_is_raised_from_an_address_that_is_not_stored(desk: Desk, page: str) -> None:
    allowed = Desk(desk.folder, {"WANGLOU_CRAWL__ALLOW_NETWORKS": "127.0.0.0/8"})
    allowed.ok("event", "raise", page, "--reason", "a caller told of it")
    desk.ok("process")
    (row,) = events(desk).values()
    assert row["title"] == FIRE
    assert allowed.ok("event", "raise", page, "--reason", "again")
    assert len(desk.ok("export", "documents").rows) == 1


def test_what_rises_is_held_against_its_own_past(told: Desk) -> None:
    rows = {row["stream"]: row for row in told.ok("rising", "--json").rows}
    assert rows["topic:fire_explosion"]["today"] >= 0
    assert "place:990100" in rows
    assert told.ok("rising").out.startswith("topic or place")
