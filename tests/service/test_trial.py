"""Test messages: whom they go to, once a day, and at once by command over a real endpoint."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from domain.alerts import Reason, SubjectKind
from domain.errors import BadUse, StorageError
from domain.risk import Level
from domain.roster import Contact, Person, Shift
from domain.routes import Channel, ChannelKind, Route
from domain.rules import Rules
from service.cli import invoke
from service.trial import DailyTest, trial_alerts, wanted_ways
from service.workspace import Workspace
from storage.base import Storage
from storage.memory import MemoryStorage
from tests.alerts.sink import Sink, serving
from tests.factories import NOON
from tests.service.calling import Call, caller, desk_with, rows
from tests.service.locking import impatient, locked
from tests.service.watch import rules_in

ALL = (Level.IV, Level.III, Level.II, Level.I)
MAIL = Channel(id="mail", kind=ChannelKind.MAIL, target="smtp://mail.example")
FILE = Channel(id="file", kind=ChannelKind.FILE, target="alerts.jsonl")
SPARE = Channel(id="spare", kind=ChannelKind.FILE, target="spare.jsonl")
EIGHT = NOON - timedelta(hours=4)
"""08:00 of the desk."""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    """Duty over file and mail, the leader over mail; zhou is on duty and can be reached by mail."""
    plain = rules_in(tmp_path)
    routes = (
        Route(recipient="duty", channel="file", levels=ALL),
        Route(recipient="duty", channel="mail", levels=ALL),
        Route(recipient="leader", channel="mail", levels=(Level.I,)),
    )
    person = Person(id="zhou", name="周小满", contacts=(Contact(channel="mail", address="zhou@example.org"),))
    shift = Shift(role="duty", person="zhou", starts_at=NOON - timedelta(days=9), ends_at=NOON + timedelta(days=9))
    return replace(
        plain, channels=(FILE, MAIL, SPARE), scopes=(replace(plain.scopes[0], routes=routes),),
        roster=replace(plain.roster, people=(person,), shifts=(shift,)),
    )  # fmt: skip


WAYS: list[tuple[str, str | None, str | None, list[tuple[str, str]]]] = [
    ("all of the routes", None, None, [("duty", "file"), ("duty", "mail"), ("leader", "mail")]),
    ("a channel", "mail", None, [("duty", "mail"), ("leader", "mail")]),
    ("a channel that no route names", "spare", None, [("duty", "spare")]),
    ("a role", None, "leader", [("leader", "mail")]),
    ("a role without routes", None, "deputy", [("deputy", "file"), ("deputy", "mail")]),
    ("a person by name", None, "周小满", [("zhou", "mail")]),
    ("a person over a channel", "spare", "zhou", [("zhou", "spare")]),
]


@pytest.mark.parametrize(("channel", "to", "ways"), [case[1:] for case in WAYS], ids=[case[0] for case in WAYS])
def test_whom_a_test_goes_to(rules: Rules, channel: str | None, to: str | None, ways: list[tuple[str, str]]) -> None:
    assert [*wanted_ways(rules, channel, to)] == ways


@pytest.mark.parametrize(
    ("channel", "to", "code"),
    [("nowhere", None, "trial.unknown_channel"), (None, "somebody", "trial.unknown_recipient")],
)
def test_what_there_is_not(rules: Rules, channel: str | None, to: str | None, code: str) -> None:
    with pytest.raises(BadUse) as caught:
        wanted_ways(rules, channel, to)
    assert caught.value.code == code


def test_roles_are_the_persons_on_duty_where_a_channel_reaches_persons(rules: Rules) -> None:
    alerts = trial_alerts(rules, wanted_ways(rules, None, None), "test:x", NOON)
    assert [(one.recipient, one.channel) for one in alerts] == [("duty", "file"), ("zhou", "mail"), ("leader", "mail")]
    assert {(one.reason, one.subject_kind) for one in alerts} == {(Reason.TEST, SubjectKind.SYSTEM)}


def told(store: Storage) -> list[datetime]:
    return sorted({row.alert.due_at for row in store.alerts()})


def test_every_day_at_its_time_once(rules: Rules) -> None:
    store = MemoryStorage()
    daily = DailyTest(store, time(9, 30))
    for minute in range(0, 3 * 24 * 60, 7):
        daily.turn(rules, EIGHT + timedelta(minutes=minute))
        daily = DailyTest(store, time(9, 30)) if minute % 5 == 0 else daily
    assert told(store) == [EIGHT + timedelta(days=day, minutes=90) for day in range(3)]
    assert len([*store.alerts()]) == 9


def test_without_a_time_there_is_none(rules: Rules) -> None:
    assert DailyTest(MemoryStorage(), None).turn(rules, NOON) == 0


def test_a_service_that_was_down_does_not_send_it_in_the_night(rules: Rules) -> None:
    store = MemoryStorage()
    DailyTest(store, time(9, 30)).turn(rules, EIGHT + timedelta(hours=3, minutes=30))
    assert told(store) == []


def test_what_a_locked_store_refused_is_sent_later(rules: Rules, tmp_path: Path) -> None:
    with impatient(tmp_path / "wanglou.db") as store:
        daily = DailyTest(store, time(9, 30))
        with locked(tmp_path / "wanglou.db"), pytest.raises(StorageError):
            daily.turn(rules, EIGHT + timedelta(minutes=90))
        assert daily.turn(rules, EIGHT + timedelta(minutes=91)) == 3
        assert daily.turn(rules, EIGHT + timedelta(minutes=92)) == 0


HOOK = """
channels: [{id: file, kind: file, target: alerts.jsonl}, {id: hook, kind: webhook, target: "ADDRESS"}]
routes:
  - {recipient: duty, channel: file, levels: all}
  - {recipient: duty, channel: hook, levels: all}
"""


@pytest.fixture
def hook() -> Iterator[Sink]:
    with serving(Sink()) as found:
        yield found


@pytest.fixture
def call(tmp_path: Path, hook: Sink, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(desk_with(tmp_path / "desk", "routes.yaml", HOOK.replace("ADDRESS", hook.address)), capsys)


def test_at_once_by_command(call: Call, hook: Sink) -> None:
    out = call("alerts", "test", "--to", "duty")
    assert out.splitlines() == ["file, duty officer: delivered", "hook, duty officer: delivered"]
    assert "[TEST] Nothing has happened" in hook.accepted[0]["title"]
    assert [row["action"] for row in rows(call("audit", "export"))][-1] == "alert.test"


FAILURES: list[tuple[str, str, str]] = [
    ("refused for good", "404", "not delivered, and it will not be tried again: http.404"),
    ("refused for now", "503", "not taken, it will be tried again: http.503"),
    ("answer lost", "reset_after", "nobody knows whether it arrived: net."),
]


@pytest.mark.parametrize(("script", "said"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
def test_a_failure_is_told_with_the_reason_of_the_service(
    call: Call, hook: Sink, tmp_path: Path, capsys: pytest.CaptureFixture[str], script: str, said: str
) -> None:
    call("alerts", "list")
    hook.script = [script]
    assert invoke(["-w", str(tmp_path / "desk"), "alerts", "test", "--channel", "hook"]) == 1
    assert said in capsys.readouterr().out


def test_the_service_delivers_where_it_runs(call: Call, hook: Sink, tmp_path: Path) -> None:
    with Workspace(tmp_path / "desk").alone():
        call("alerts", "test", "--channel", "hook", "--wait", "1s", status=1)
    assert hook.accepted == [], "nobody runs here that would deliver"
    assert [row["status"] for row in rows(call("alerts", "list", "--json"))] == ["pending"]


def test_only_the_test_leaves(call: Call, hook: Sink) -> None:
    """What else waits is the service's to send."""
    hook.script = ["503"]
    call("alerts", "test", "--channel", "hook", status=1)
    call("alerts", "test", "--channel", "file")
    assert hook.accepted == []
