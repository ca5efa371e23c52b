"""The delivery log, and what was given up put back, by command."""

from pathlib import Path

import pytest

from domain.alerts import DeliveryStatus
from service.workspace import Workspace
from storage.open import open_storage
from tests.factories import a_change, a_delivery, a_document, a_harvest, a_source, a_step, an_alert, an_event, at
from tests.service.calling import Call, caller, rows

EVENT = an_event()
DEAD, UNKNOWN, DELIVERED, WAITING = (
    an_alert(EVENT, occasion=f"rise:{number}", channel=channel, recipient="duty")
    for number, channel in enumerate(("hook", "hook", "file", "hook"))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with an alert of each fate."""
    folder = tmp_path / "desk"
    Workspace(folder).make()
    storage = open_storage(f"sqlite:///{Workspace(folder).database}")
    storage.upgrade()
    storage.put_sources([a_source()], a_change())
    storage.commit_harvest(a_harvest(a_document()))
    storage.commit_step(a_step(events=(EVENT,), alerts=(DEAD, UNKNOWN, DELIVERED, WAITING)))
    fates = {DEAD: (DeliveryStatus.DEAD, "http.404"), UNKNOWN: (DeliveryStatus.UNKNOWN, "net.ReadTimeout"),
             DELIVERED: (DeliveryStatus.DELIVERED, "http.200")}  # fmt: skip
    for alert, (status, detail) in fates.items():
        storage.claim_alert(a_delivery(alert))
        storage.record_delivery(a_delivery(alert, status=status, finished_at=at(69), detail=detail))
    storage.close()
    return folder


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(folder, capsys)


def test_alerts_by_what_became_of_them(call: Call) -> None:
    for status, alert in (("dead", DEAD), ("unknown", UNKNOWN), ("delivered", DELIVERED), ("pending", WAITING)):
        assert [row["id"] for row in rows(call("alerts", "list", "--status", status, "--json"))] == [alert.id]
    assert call("alerts", "list", "--status", "nonsense", status=2)


def test_the_log_has_every_attempt_and_what_waits(call: Call) -> None:
    found = rows(call("alerts", "log", "--event", EVENT.id, "--json"))
    assert {row["alert_id"]: row["delay_seconds"] for row in found} == {
        DEAD.id: 240, UNKNOWN.id: 240, DELIVERED.id: 240, WAITING.id: None,
    }  # fmt: skip
    lines = call("alerts", "log", "--channel", "hook").splitlines()
    assert len(lines) == 4
    assert any("undeliverable" in line and "http.404" in line and "4 min" in line for line in lines)
    assert any("outcome unknown" in line and "net.ReadTimeout" in line for line in lines)


def test_the_log_of_a_channel_that_is_none_is_a_slip_of_the_pen(call: Call) -> None:
    assert "no channel is called xx; known: console, file, hook" in call("alerts", "log", "--channel", "xx", status=2)
    assert len(call("alerts", "log", "--channel", "console").splitlines()) == 1


def test_the_list_has_the_number_that_other_commands_ask_for(call: Call) -> None:
    head, *lines = call("alerts", "list").splitlines()
    assert head.split()[:2] == ["alert", "time"]
    assert {line.split()[0] for line in lines} == {DEAD.id, UNKNOWN.id, DELIVERED.id, WAITING.id}
    assert all("duty officer" in line for line in lines)


def test_by_id(call: Call) -> None:
    said = call("alerts", "retry", DEAD.id, UNKNOWN.id)
    assert "2 alerts are pending again" in said
    assert {row["id"]: row["status"] for row in rows(call("alerts", "list", "--json"))} == {
        DEAD.id: "pending", UNKNOWN.id: "pending", DELIVERED.id: "delivered", WAITING.id: "pending",
    }  # fmt: skip
    trail = [(row["action"], row["subject"]) for row in rows(call("audit", "export"))]
    assert trail[-2:] == [("alert.retry", DEAD.id), ("alert.retry", UNKNOWN.id)]


def test_by_channel(call: Call) -> None:
    said = call("alerts", "retry", "--channel", "file")
    assert said == "nothing to put back: no alert over file is undeliverable or of unknown outcome\n"
    assert "2 alerts" in call("alerts", "retry", "--channel", "hook")


REFUSED: list[tuple[str, tuple[str, ...], str]] = [
    ("delivered", (DELIVERED.id,), "was not given up (delivered)"),
    ("pending", (WAITING.id,), "was not given up (pending)"),
    ("unknown", ("A0",), "no such alert: A0"),
    ("a channel of no alert", ("--channel", "hok"), "no channel is called hok; known: console, file, hook"),
    ("nothing named", (), "name alerts"),
    ("both named", (DEAD.id, "--channel", "hook"), "name alerts"),
]


@pytest.mark.parametrize(("given", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_changes_nothing(call: Call, given: tuple[str, ...], said: str) -> None:
    assert said in call("alerts", "retry", *given, status=2)
    assert len(rows(call("alerts", "list", "--status", "dead", "--json"))) == 1
