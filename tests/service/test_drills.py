"""A drill over a real desk: everything real stays as it was, everything told is marked, and its links are its own."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from alerts.links import LIFE, PATH, Ticket, token_of
from domain.clock import RealClock, VirtualClock
from domain.codec import to_json
from domain.drills import Drill, DrillState
from domain.duty import broken_at
from domain.errors import BadUse
from domain.risk import Level
from domain.roster import Override, Person, Roster, Rotation
from domain.rules import Rules
from samples.drills import load_places, load_scenarios
from service.app import App, open_app
from service.cli import invoke
from service.console import open_console
from service.drills.audience import audience
from service.drills.folder import Drills
from service.drills.holding import hold, planned
from service.drills.opened import open_drill
from service.drills.report import drill_report, report_of
from service.drills.rules import rules_of_drill
from service.link_key import link_key
from tests.alerts.sink import Sink, serving
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event, at

OUTAGE = next(one for one in load_scenarios() if one.id == "water_outage")
INSTITUTION = """
name: 澄川市应急管理局
places: [{code: "990900", name: 澄川市, aliases: [澄川]}]
"""
ROUTES = """
channels:
  - {{id: hook, kind: webhook, target: "{hook}"}}
  - {{id: file, kind: file, target: alerts.jsonl}}
routes:
  - {{recipient: duty, channel: hook, levels: all, quiet: [{{hours: 00:00-23:59}}]}}
  - {{recipient: duty, channel: file, levels: all}}
"""
REAL = an_event()
PAGE = an_alert(REAL, occasion="first:II", level=Level.II, decided_at=at(65), due_at=at(65), recipient="duty")


def a_drill(app: App, rules: Rules, pace: float = 3600.0) -> Drill:
    return planned(app, OUTAGE, rules, by="wang", pace=pace)


def drilled(app: App, *channels: str) -> Rules:
    return rules_of_drill(app.rules, load_places(), channels, RealClock().now())


def tables(app: App) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the real store but those of the audit trail."""
    with closing(sqlite3.connect(app.workspace.database)) as store:
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(store.execute(f"SELECT * FROM {name}"), key=repr) for name in names if "audit" not in name}


@dataclass(frozen=True)
class Desk:
    """A desk with one real alert that nobody has acknowledged."""

    app: App
    sink: Sink


@contextmanager
def opened_desk(folder: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        sink = stack.enter_context(serving(Sink()))
        (folder / "config").mkdir(parents=True)
        (folder / "config" / "institution.yaml").write_text(INSTITUTION, encoding="utf-8")
        (folder / "config" / "routes.yaml").write_text(ROUTES.format(hook=sink.address), encoding="utf-8")
        environ = {"WANGLOU_WEB__PUBLIC_URL": "https://desk.example", "WANGLOU_WEB__PORT": "0"}
        app = stack.enter_context(open_app(folder, environ, make=True))
        app.storage.put_sources([a_source()], a_change())
        app.storage.commit_harvest(a_harvest(a_document()))
        memory = a_memory(REAL, level=Level.II, highest=Level.II)
        app.storage.commit_step(a_step(events=(REAL,), memories=(memory,), alerts=(PAGE,)))
        yield Desk(app, sink)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "desk") as found:
        yield found


@dataclass(frozen=True)
class Held:
    """A desk on which a drill was held, and what its real store held before."""

    app: App
    sink: Sink
    drill: Drill
    rules: Rules
    before: dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with opened_desk(tmp_path_factory.mktemp("held") / "desk") as desk:
        rules, before = drilled(desk.app, "hook"), tables(desk.app)
        ended = hold(desk.app, a_drill(desk.app, rules), rules, OUTAGE)
        yield Held(desk.app, desk.sink, ended, rules, before)


def test_a_drill_touches_nothing_real(held: Held) -> None:
    assert tables(held.app) == held.before
    entries = [*held.app.storage.audit()]
    assert broken_at(entries) is None
    assert [(one.actor, one.action, one.subject, one.detail) for one in entries[-2:]] == [
        ("wang", "drill.begun", held.drill.id, "water_outage"),
        ("wang", "drill.ended", held.drill.id, "over"),
    ]


def test_every_message_is_marked_and_leads_into_the_drill(held: Held) -> None:
    assert held.sink.accepted
    assert all(row["title"].startswith("【演练】") for row in held.sink.accepted)
    assert all(row["body"].startswith("演练:不是真实事件。\n演练时钟快 3600 倍") for row in held.sink.accepted)
    links = [re.findall(r"https://desk\.example(/a/\S+)", row["body"]) for row in held.sink.accepted]
    assert any(links)
    assert all(link.startswith(f"/a/{held.drill.id}.") for found in links for link in found)


def test_only_the_named_channel_is_used(held: Held) -> None:
    assert not (held.app.workspace.folder / "alerts.jsonl").exists()


def test_its_report_tells_what_was_told(held: Held) -> None:
    report = drill_report(held.app, held.drill)
    assert Drills(held.app.workspace).kept_report(held.drill.id)
    assert {one.number for one in report.tellings} == {row["alert_id"] for row in held.sink.accepted}
    assert (report.reached, report.state) == (OUTAGE.reaches, DrillState.OVER)
    assert [one.title for one in report.published] == [one.title for one in OUTAGE.documents]
    assert not report.undelivered
    assert report.unmet


def test_the_kept_report_is_what_the_store_says(held: Held) -> None:
    with open_drill(held.app, held.drill) as opened:
        assert report_of(held.drill, DrillState.OVER, opened.storage, opened.rules) == drill_report(
            held.app, held.drill
        )


def test_a_report_that_this_release_cannot_read_is_said(desk: Desk) -> None:
    drills, drill = Drills(desk.app.workspace), a_drill(desk.app, drilled(desk.app, "hook"))
    with drills.begun(drill):
        drills.keep(replace(drill, ended_at=drill.begun_at, ending=DrillState.DONE))
        drills.keep_report(drill.id, b'{"of": "another release"}')
    with pytest.raises(BadUse, match=r"drill\.other_release"):
        drill_report(desk.app, drills.named(None))


def test_everybody_who_was_told_had_been_announced(held: Held) -> None:
    heard = audience(held.rules, held.drill.begun_at)
    announced = {(one.recipient, channel) for one in heard for channel in one.channels}
    report = drill_report(held.app, held.drill)
    assert {(one.recipient, one.channel) for one in report.tellings} <= announced


def test_a_channel_that_refuses_is_told(desk: Desk) -> None:
    desk.sink.default = "404"
    rules = drilled(desk.app, "hook")
    report = drill_report(desk.app, hold(desk.app, a_drill(desk.app, rules), rules, OUTAGE, most=timedelta(seconds=3)))
    assert report.undelivered
    assert {(one.status.value, one.detail) for one in report.undelivered if one.attempts} == {("dead", "http.404")}


class Visits:
    """A phone that follows links to the real console."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc

    def __call__(self, token: str, method: str = "GET") -> tuple[int, str]:
        connection = HTTPConnection(self._host, timeout=10)
        with closing(connection):
            connection.request(method, PATH + token)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


@dataclass(frozen=True)
class Twins:
    """A desk and a drill that hold the very same alert, and the console of the desk."""

    app: App
    drill: Drill
    visit: Visits

    def token(self, drill: str, key: bytes | None = None) -> str:
        ends_at = RealClock().now() + LIFE
        return token_of(Ticket(alert_id=PAGE.id, ends_at=ends_at, drill=drill), key or link_key(self.app.workspace))

    @property
    def acknowledged(self) -> tuple[int, int]:
        """How often for real, and how often in the drill."""
        with open_drill(self.app, self.drill) as opened:
            return tuple(len(one.storage.responses(REAL.id)) for one in (self.app, opened))  # type: ignore[return-value]


@pytest.fixture
def twins(desk: Desk) -> Iterator[Twins]:
    app, rules = desk.app, drilled(desk.app, "hook")
    drill = a_drill(app, rules, pace=1.0)
    with Drills(app.workspace).begun(drill), open_console(app, VirtualClock(at(90))) as address:
        Drills(app.workspace).keep(drill)
        with open_drill(app, drill, rules) as opened:
            opened.storage.put_sources([a_source()], a_change())
            opened.storage.commit_harvest(a_harvest(a_document()))
            memory = a_memory(REAL, level=Level.II, highest=Level.II)
            opened.storage.commit_step(a_step(events=(REAL,), memories=(memory,), alerts=(PAGE,)))
        yield Twins(app, drill, Visits(address))


def test_a_link_of_a_drill_acknowledges_in_the_drill_alone(twins: Twins) -> None:
    token = twins.token(twins.drill.id)
    status, page = twins.visit(token)
    assert (status, "演练:不是真实事件。" in page) == (200, True)
    assert twins.acknowledged == (0, 0)
    status, page = twins.visit(token, "POST")
    assert (status, "演练:不是真实事件。" in page) == (200, True)
    assert twins.acknowledged == (0, 1)
    assert twins.visit(token, "POST")[0] == 409
    assert twins.acknowledged == (0, 1)


def test_a_real_link_acknowledges_for_real_alone(twins: Twins) -> None:
    status, page = twins.visit(twins.token(""), "POST")
    assert (status, "演练" in page) == (200, False)
    assert twins.acknowledged == (1, 0)


def test_no_link_crosses_over(twins: Twins) -> None:
    own = twins.token(twins.drill.id)
    forged = (
        own.partition(".")[2],
        f"{twins.drill.id}.{twins.token('')}",
        twins.token("D20200101-000000"),
        twins.token(twins.drill.id, b"x" * 32),
        f"../{own}",
        f"D20200101-000000/../{own}",
    )
    for token in forged:
        for method in ("GET", "POST"):
            assert twins.visit(token, method)[0] == 404
    assert twins.acknowledged == (0, 0)


def test_what_is_over_is_acknowledged_no_more(twins: Twins) -> None:
    Drills(twins.app.workspace).keep(replace(twins.drill, ended_at=RealClock().now(), ending=DrillState.STOPPED))
    status, page = twins.visit(twins.token(twins.drill.id), "POST")
    assert (status, twins.acknowledged) == (409, (0, 0))
    assert "不需要再签收" in page


def test_one_at_a_time(twins: Twins) -> None:
    other = replace(twins.drill, id="D20200101-000000")
    with pytest.raises(BadUse) as raised, Drills(twins.app.workspace).begun(other):
        pass
    assert raised.value.code == "drill.another_runs"
    assert Drills(twins.app.workspace).running() == twins.drill


ZHOU, WU = Person(id="zhou", name="周小满"), Person(id="wu", name="吴谷雨")


def rostered(rules: Rules, now: datetime) -> Rules:
    """Zhou has the turn, and Wu stands in for the next hour."""
    turn = Rotation(id="main", role="duty", people=("zhou",), begins_at=at(0), length=timedelta(hours=24))
    stand_in = Override(
        role="duty", person="wu", starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=1), reason="ill"
    )
    return replace(rules, roster=Roster(people=(ZHOU, WU), rotations=(turn,), overrides=(stand_in,)))


def test_those_on_duty_when_it_begins_are_told_to_its_end(desk: Desk) -> None:
    now = RealClock().now()
    rules = rules_of_drill(rostered(desk.app.rules, now), load_places(), ("hook",), now)
    heard = [(one.recipient, one.channels, one.people) for one in audience(rules, now)]
    assert heard[0] == ("duty", ("hook",), ("吴谷雨",))
    assert [one.id for one in rules.channels] == ["hook"]
    assert {recipient for recipient, _, _ in heard} == {"duty", "deputy", "leader"}
    for hours in (-6, 6):
        assert audience(rules, now + timedelta(hours=hours))[0].people == ("吴谷雨",)


def test_a_channel_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(BadUse, match=r"drill\.no_channel"):
        drilled(desk.app, "hook", "nonsense")


def test_whoever_begins_is_told_who_will_be_and_what_else_is_open(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["-w", str(desk.app.workspace.folder), "drill", "run", "water_outage", "--to", "hook"]) == 2
    said = capsys.readouterr()
    assert "值班员:hook" in said.out
    assert "1 个Ⅱ级以上的真实事件" in said.out
    assert "--yes" in said.err
    assert not desk.sink.accepted


SPOILT_ID = "D20200101-000000"
SPOILT = [
    ("no JSON", lambda head: b"{"),
    ("no text", lambda head: b"\xff"),
    ("no head", lambda head: b"[]"),
    ("a field less", lambda head: head.replace(b'"scenario"', b'"scenery"')),
    ("a field more", lambda head: head.replace(b"{", b'{"later":1,', 1)),
    ("another state", lambda head: head.replace(b'"stopped"', b'"paused"')),
    ("another drill's", lambda head: head.replace(b"D20200101-000000", b"D20200101-000001")),
]


@pytest.mark.parametrize("spoil", [row[1] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_a_head_that_cannot_be_read_hides_no_other_drill(
    twins: Twins, capsys: pytest.CaptureFixture[str], spoil: Callable[[bytes], bytes]
) -> None:
    drills = Drills(twins.app.workspace)
    drills.folder(SPOILT_ID).mkdir()
    spoilt = replace(twins.drill, id=SPOILT_ID, ended_at=twins.drill.begun_at, ending=DrillState.STOPPED)
    (drills.folder(SPOILT_ID) / "drill.json").write_bytes(spoil(to_json(spoilt)))
    assert (drills.all(), drills.running(), drills.unreadable()) == ((twins.drill,), twins.drill, (SPOILT_ID,))
    with pytest.raises(BadUse, match=r"drill\.unreadable"):
        drills.named(SPOILT_ID)
    assert invoke(["-w", str(twins.app.workspace.folder), "drill", "list", "--past"]) == 0
    said = capsys.readouterr()
    assert (twins.drill.id in said.out, SPOILT_ID in said.err, SPOILT_ID in said.out) == (True, True, False)


def test_a_link_of_a_drill_that_cannot_be_read_is_of_nothing(twins: Twins) -> None:
    token = twins.token(twins.drill.id)
    (Drills(twins.app.workspace).folder(twins.drill.id) / "drill.json").write_bytes(b"{")
    assert twins.visit(token, "POST")[0] == 404
    assert twins.acknowledged == (0, 0)


def test_two_drills_in_one_second_are_said(desk: Desk) -> None:
    drills, drill = Drills(desk.app.workspace), a_drill(desk.app, drilled(desk.app, "hook"))
    assert drill.id == f"D{drill.begun_at:%Y%m%d-%H%M%S}", "of UTC"
    with drills.begun(drill):
        drills.keep(drill)
    with pytest.raises(BadUse, match=r"drill\.same_second"), drills.begun(drill):
        pass
