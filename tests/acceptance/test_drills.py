"""Drills as people hold them: a process that runs, commands that act in it, and a kill that leaves the desk as it was."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.acceptance.desk import PATIENCE, Desk, eventually, free_port

ROUTES = """
channels: [{id: file, kind: file, target: told.jsonl}]
routes: [{recipient: duty, channel: file, levels: all}]
"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    (desk.folder / "config" / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    desk.ok("audit", "verify")
    return desk


def told(desk: Desk) -> list[dict[str, Any]]:
    path = desk.folder / "told.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def store(desk: Desk) -> dict[str, bytes]:
    """What is exported of the real desk."""
    return {what: desk.ok("export", what).out.encode() for what in ("documents", "events", "assessments", "alerts")}


def test_people_act_in_a_drill_and_it_ends(desk: Desk) -> None:
    with desk.running("drill", "run", "water_rumour", "--pace", "600", "--yes") as running:
        eventually(lambda: any("III" in row["title"] for row in told(desk)), "an alert of level III")
        desk.ok("drill", "ack")
        desk.ok("drill", "verify", "--note", "asked the works")
        assert "the drill carries it out" in desk.ok("drill", "answer").out
        desk.ok("drill", "level", "IV", "--reason", "nobody was poisoned")
        desk.ok("drill", "close", told(desk)[0]["alert_id"])
        assert running.process.wait(PATIENCE) == 0
    (report,) = desk.ok("drill", "report", "--json").rows
    assert report["state"] == "done"
    assert [one["kind"] for one in report["done"]] == ["acknowledged", "verified", "answered", "levelled", "closed"]
    took = {(one["timed"], one["level"]): one["took"] for one in report["measures"]}
    assert None not in {took[name, "III"] for name in ("check", "answer", "limit")}
    assert all(row["title"].startswith("[DRILL] ") for row in told(desk))
    _check_views(desk, report["drill"]["id"])


def _check_views(desk: Desk, number: str) -> None:
    (row,) = desk.ok("drill", "list", "--past", "--json").rows
    assert (row["id"], row["state"], row["undelivered"]) == (number, "done", 0)
    assert number in desk.ok("drill", "list", "--past").out
    shown = desk.ok("drill", "report", number).out
    assert "acknowledged" in shown
    assert "Drill: not a real event." in shown
    assert desk.ok("drill", "report", number, "--format", "md").out.startswith("# Drill: ")
    assert ".pdf is no format" in desk.call("drill", "report", "-o", "drill.pdf").err
    page = desk.folder.parent / "drill.html"
    desk.ok("drill", "report", "--format", "html", "-o", str(page))
    assert "<td>asked the works" not in page.read_text(encoding="utf-8")
    assert "<h1>Drill: A rumour" in page.read_text(encoding="utf-8")


def test_a_killed_drill_leaves_the_desk_as_it_was(desk: Desk) -> None:
    before = store(desk)
    with desk.running("drill", "run", "kitchen_fire", "--pace", "600", "--yes") as running:
        eventually(lambda: told(desk), "a message")
        assert "one at a time" in desk.call("drill", "run", "kitchen_fire", "--yes").err
        running.kill()
    assert store(desk) == before
    (row,) = desk.ok("drill", "list", "--past", "--json").rows
    assert (row["state"], row["alerts"] >= 1) == ("broken", True)
    assert "broken off" in desk.ok("drill", "report").out
    refused = desk.call("drill", "ack")
    assert (refused.status, "no drill is running" in refused.err) == (2, True)
    entries = [row["action"] for row in desk.ok("audit", "export").rows]
    assert (entries.count("drill.begun"), entries.count("drill.ended")) == (1, 0)


def test_ctrl_c_ends_it_and_says_so(desk: Desk) -> None:
    with desk.running("drill", "run", "kitchen_fire", "--pace", "60", "--yes") as running:
        eventually(lambda: [*desk.folder.glob("drills/D*/drill.json")], "a drill")
        eventually(lambda: desk.ok("drill", "report", "--json").rows[0]["published"], "it runs")
        assert running.end(PATIENCE) == 0
    assert desk.ok("drill", "list", "--past", "--json").rows[0]["state"] == "stopped"


def test_a_channel_that_does_not_take_it_fails_the_drill(desk: Desk) -> None:
    (desk.folder / "told.jsonl").mkdir()
    ended = desk.start("drill", "run", "water_outage", "--pace", "1200", "--yes")
    assert ended.status == 1, ended
    failures = {
        (one["status"], one["detail"].rpartition(":")[2])
        for one in desk.ok("drill", "report", "--json").rows[0]["tellings"]
    }
    assert ("pending", "file.21") in failures
    assert "pending (file.21)" in desk.ok("drill", "report").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "kitchen_fire"), "add --yes"),
        (("run", "nonsense", "--yes"), "kitchen_fire, water_outage, water_rumour"),
        (("run", "kitchen_fire", "--to", "mail", "--yes"), "no such channel: mail; there are: file"),
        (("run", "kitchen_fire", "--pace", "0.5", "--yes"), "pace"),
        (("run", "kitchen_fire", "--for", "soon", "--yes"), "soon"),
        (("report",), "no drill was held here yet"),
        (("report", "../../data"), "no such drill"),
        (("ack",), "no drill is running"),
    ],
    ids=["unasked", "scenario", "channel", "pace", "span", "none", "path", "not running"],
)
def test_what_cannot_be_done_is_said_in_a_line(desk: Desk, words: tuple[str, ...], said: str) -> None:
    answer = desk.call("drill", *words)
    assert answer.status == 2
    assert said in answer.err
    assert not [*desk.folder.glob("drills/D*")]
    assert not told(desk)


def test_scenarios_are_listed_without_being_asked(desk: Desk) -> None:
    assert desk.ok("drill").out == desk.ok("drill", "list").out
    assert [row["id"] for row in desk.ok("drill", "list", "--json").rows] == [
        "kitchen_fire",
        "water_outage",
        "water_rumour",
    ]


def test_a_drill_needs_somebody_who_may(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("long enough")
    owner = Desk(desk.folder, {"WANGLOU_PASSWORD_FILE": str(secret)})
    owner.ok("user", "add", "wang", "--role", "administrator", "--password-file", str(secret))
    owner.ok("--as", "wang", "user", "add", "li", "--role", "analyst", "--password-file", str(secret))
    unnamed, analyst = (owner.call(*who, "drill", "run", "kitchen_fire", "--yes") for who in ((), ("--as", "li")))
    assert [unnamed.status, analyst.status] == [2, 2]
    assert "drill.begin" in analyst.err
    assert not [*desk.folder.glob("drills/D*")]


def test_the_running_service_opens_the_links_of_a_drill(desk: Desk) -> None:
    """Three processes: the service that serves the page, the drill, and the phone that presses the button."""
    address = f"http://127.0.0.1:{free_port()}"
    reached = Desk(desk.folder, {"WANGLOU_WEB__PUBLIC_URL": address, "WANGLOU_WEB__PORT": address.rpartition(":")[2]})
    with reached.running("run"), reached.running("drill", "run", "kitchen_fire", "--pace", "300", "--yes"):
        link = eventually(lambda: links(desk, address), "a message with a link")[0]
        assert "Drill: not a real event." in str(eventually(lambda: visited(link), "the page"))
        assert not desk.ok("drill", "report", "--json").rows[0]["done"]
        assert "Drill: not a real event." in (visited(link, b"") or "")
        (done,) = desk.ok("drill", "report", "--json").rows[0]["done"]
    assert (done["kind"], done["by"]) == ("acknowledged", "duty")
    assert "event.acknowledged" not in [row["action"] for row in desk.ok("audit", "export").rows]


def links(desk: Desk, address: str) -> list[str]:
    found = (re.search(rf"{address}/a/D\S+", row["body"]) for row in told(desk) if "III" in row["title"])
    return [match.group() for match in found if match]


def visited(link: str, pressed: bytes | None = None) -> str | None:
    """The page behind a link; None where nobody answers yet."""
    try:
        with urlopen(link, pressed, timeout=10) as answer:
            page: str = answer.read().decode()
            return page
    except OSError:
        return None
