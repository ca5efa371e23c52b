"""The link of a message, over HTTP: only a person's press acknowledges, once, and every other visitor gets a clear page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from alerts.follow import is_acknowledged
from alerts.links import LIFE, PATH, Ticket, token_of
from domain.alerts import Alert, Reason, SubjectKind
from domain.clock import VirtualClock
from domain.risk import Level
from domain.roster import Contact, Person, Roster, Rotation
from samples.town import institution_file
from service.app import App, open_app
from service.cases import case_of, duty_row
from service.console import open_console
from service.digests import acknowledge
from service.link_key import link_key
from service.telling import Teller
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event, at

EVENT = an_event()
PAGE = an_alert(EVENT, occasion="first:II", level=Level.II, decided_at=at(65), due_at=at(65), recipient="duty")
DEPUTY = an_alert(
    EVENT, occasion="escalate:first:II:deputy", level=Level.II, decided_at=at(85), due_at=at(85), recipient="deputy",
    reason=Reason.ESCALATED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visited:
    """An answer of the console."""

    status: int
    page: str
    headers: dict[str, str]


@dataclass(slots=True)
class Console:
    """A console that is served, over a workspace with one event at level II."""

    app: App
    clock: VirtualClock
    address: str

    def link(self, alert: Alert = PAGE, **other: object) -> str:
        ticket = Ticket(alert_id=alert.id, ends_at=other.get("ends_at", alert.decided_at + LIFE))  # type: ignore[arg-type]
        return PATH + token_of(ticket, link_key(self.app.workspace))

    def visit(self, path: str, method: str = "GET", **headers: str) -> Visited:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=10)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Visited(answer.status, answer.read().decode(), told)
        finally:
            connection.close()

    @property
    def acknowledged_by(self) -> list[str]:
        return [one.actor for one in self.app.storage.responses(EVENT.id)]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "config").mkdir()
    (folder / "config" / "institution.yaml").write_bytes(institution_file().read_bytes())
    return folder


@pytest.fixture
def console(workspace: Path, tmp_path: Path) -> Iterator[Console]:
    environ = {
        "WANGLOU_WEB__PORT": "0", "WANGLOU_DATABASE_URL": f"sqlite:///{tmp_path / 'wanglou.db'}",
        "WANGLOU_WEB__PUBLIC_URL": "https://desk.example",
    }  # fmt: skip
    with open_app(workspace, environ, make=True) as app:
        app.storage.put_sources([a_source()], a_change())
        app.storage.commit_harvest(a_harvest(a_document(title="<b>城东</b>化工厂起火")))
        memory = a_memory(EVENT, level=Level.II, highest=Level.II)
        app.storage.commit_step(a_step(events=(EVENT,), memories=(memory,), alerts=(PAGE, DEPUTY)))
        clock = VirtualClock(at(90))
        with open_console(app, clock) as address:
            yield Console(app, clock, address)


def test_a_press_acknowledges(console: Console) -> None:
    shown = console.visit(console.link())
    assert shown.status == 200
    assert "&lt;b&gt;城东&lt;/b&gt;化工厂起火" in shown.page
    assert "非法定预警" in shown.page
    assert '<form method="post">' in shown.page
    done = console.visit(console.link(), "POST")
    assert (done.status, console.acknowledged_by) == (200, ["duty"])
    assert "已签收(值班员," in done.page
    assert "<form" not in done.page


def test_it_is_in_the_audit_trail(console: Console) -> None:
    console.visit(console.link(), "POST")
    last = [*console.app.storage.audit()][-1]
    assert (last.actor, last.action, last.subject, last.detail) == ("duty", "event.acknowledged", EVENT.id, PAGE.id)


BOTS = ["facebookexternalhit/1.1", "WeChat preview", "Slackbot-LinkExpanding 1.0", "DingTalkBot"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("agent", BOTS)
def test_a_preview_acknowledges_nothing(console: Console, agent: str, method: str) -> None:
    answer = console.visit(console.link(), method, **{"User-Agent": agent})
    assert answer.headers.get("x-robots-tag", "noindex") == "noindex"
    assert console.acknowledged_by == []


def test_a_link_that_is_sent_again_records_nothing_more(console: Console) -> None:
    console.visit(console.link(), "POST")
    again = console.visit(console.link(), "POST")
    assert (again.status, console.acknowledged_by) == (409, ["duty"])
    assert "没有再记一遍" in again.page
    assert console.visit(console.link()).status == 200


def test_an_expired_link_says_what_to_do(console: Console) -> None:
    console.clock.advance_to(at(65) + LIFE)
    for method in ("GET", "POST"):
        answer = console.visit(console.link(), method)
        assert answer.status == 410
        assert "链接已过期" in answer.page
        assert "化工厂" not in answer.page
    assert console.acknowledged_by == []


def test_a_forged_link_shows_nothing(console: Console) -> None:
    link = console.link()
    later = token_of(Ticket(alert_id=PAGE.id, ends_at=at(9_999)), b"x" * 32)
    for path in (
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        PATH + later,
        PATH + "A",
        PATH + "%00",
        PATH + "x" * 5000,
    ):
        for method in ("GET", "POST"):
            answer = console.visit(path, method)
            assert answer.status == 404
            assert "化工厂" not in answer.page
    assert "链接无效" in console.visit(PATH + later).page
    assert console.acknowledged_by == []


def test_a_link_of_an_escalation_acknowledges_what_it_escalates(console: Console) -> None:
    assert console.visit(console.link(DEPUTY), "POST").status == 200
    assert console.acknowledged_by == ["deputy"]
    assert console.visit(console.link(PAGE), "POST").status == 409


def test_a_link_of_an_earlier_level_is_over(console: Console) -> None:
    rise = an_alert(EVENT, occasion="rise:I", level=Level.II, proposed=True, decided_at=at(95), due_at=at(95),
                    reason=Reason.LEVEL_ROSE)  # fmt: skip
    console.app.storage.commit_step(a_step(console.app.storage.cursor(), alerts=(rise,)))
    answer = console.visit(console.link(PAGE), "POST")
    assert (answer.status, console.acknowledged_by) == (409, [])
    assert "不需要再签收" in answer.page
    assert console.visit(console.link(rise), "POST").status == 200


def test_without_a_level_there_is_nothing_to_acknowledge(console: Console) -> None:
    gone = a_memory(EVENT, level=Level.NONE, highest=Level.II)
    console.app.storage.commit_step(a_step(console.app.storage.cursor(), memories=(gone,)))
    assert console.visit(console.link(), "POST").status == 409
    assert console.acknowledged_by == []


def test_the_message_carries_the_link_that_the_page_knows(console: Console) -> None:
    body = Teller(console.app).message(PAGE, repeated=False).body
    address = next(line for line in body.splitlines() if "https://desk.example/a/" in line).split(":", 1)[1]
    assert console.visit(urlsplit(address.strip()).path).status == 200
    cleared = an_alert(EVENT, occasion="cleared", level=Level.NONE, reason=Reason.CLEARED)
    assert "/a/" not in Teller(console.app).message(cleared, repeated=False).body


def test_the_key_is_the_owners_alone_and_stays(console: Console) -> None:
    path = console.app.workspace.folder / "data" / "link.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert link_key(console.app.workspace) == link_key(console.app.workspace)


def test_a_message_names_and_calls_those_on_duty(console: Console) -> None:
    contact = Contact(channel="console", address="13800000000")
    zhou = Person(id="zhou", name="周小满", contacts=(contact,))
    rotation = Rotation(id="main", role="duty", people=("zhou",), begins_at=at(0), length=timedelta(hours=12))
    rules = replace(console.app.rules, roster=Roster(people=(zhou,), rotations=(rotation,)))
    teller = Teller(replace(console.app, rules=rules))
    to_room, to_person = (teller.message(replace(PAGE, recipient=one), repeated=False) for one in ("duty", "zhou"))
    assert (to_room.addresses, to_person.addresses) == (("13800000000",), ("13800000000",))
    assert "值班:周小满" in to_room.body
    assert "周小满" not in to_person.body


def test_the_link_of_a_digest_acknowledges_all_that_is_in_it(console: Console) -> None:
    """A flood of one: what counts is what the digest tells of."""
    inside = replace(PAGE, id="A" + "1" * 20, occasion="rise:II", reason=Reason.LEVEL_ROSE, digest="digest:x",
                     decided_at=at(88), due_at=at(88))  # fmt: skip
    digest = replace(inside, id="A" + "2" * 20, subject_kind=SubjectKind.SYSTEM, subject_id="flood", occasion="digest:x",
                     reason=Reason.DIGEST, digest="")  # fmt: skip
    storage = console.app.storage
    storage.commit_step(a_step(storage.cursor(), alerts=(inside, digest)))
    shown = console.visit(console.link(digest))
    assert (shown.status, console.acknowledged_by) == (200, [])
    assert "告警洪峰:1 件" in shown.page
    done = console.visit(console.link(digest), "POST")
    assert (done.status, console.acknowledged_by) == (200, ["duty"])
    assert "已签收" in done.page
    assert shown.page.count("<li>") == 1
    again = console.visit(console.link(digest), "POST")
    assert (again.status, console.acknowledged_by) == (409, ["duty"])


def test_the_page_on_this_machine_leads_to_acknowledging(console: Console) -> None:
    page = console.visit("/").page
    path = page.partition('class="act" href="')[2].partition('"')[0]
    assert path.startswith(f"{PATH}local.")
    assert console.visit(path.replace("local.", ""), "POST").status == 404, "the two are not signed alike"
    assert console.visit(path, "POST").status == 200
    assert console.acknowledged_by == ["local"], "not the one whom the message went to"
    assert 'class="act"' not in console.visit("/").page


@pytest.mark.parametrize(
    "headers", [{"Host": "desk.example"}, {"X-Forwarded-For": "10.0.0.9"}, {"Forwarded": "for=10.0.0.9"}]
)
def test_whoever_comes_through_a_proxy_only_reads(console: Console, headers: dict[str, str]) -> None:
    page = console.visit("/", **headers)
    assert page.status == 200
    assert 'class="act"' not in page.page


def test_a_digest_of_more_than_can_be_shown_is_not_acknowledged_by_a_press(console: Console) -> None:
    inside = [replace(PAGE, id=f"A{number:020x}", subject_id=f"E{number:020x}", digest="digest:y", decided_at=at(88), due_at=at(88))
              for number in range(51)]  # fmt: skip
    digest = replace(inside[0], id="A" + "3" * 20, subject_kind=SubjectKind.SYSTEM, subject_id="flood", occasion="digest:y",
                     reason=Reason.DIGEST, digest="")  # fmt: skip
    storage = console.app.storage
    storage.commit_step(a_step(storage.cursor(), alerts=(*inside, digest)))
    pressed = console.visit(console.link(digest), "POST")
    assert (pressed.status, console.acknowledged_by) == (409, [])
    assert "51 件" in pressed.page
    assert f"wanglou alerts ack {digest.id}" in pressed.page


def test_an_answer_to_a_page_is_none_to_the_next(console: Console) -> None:
    """Pressed for III while II was being decided: the press says nothing of II."""
    storage = console.app.storage
    rise = replace(
        PAGE, id="A" + "4" * 20, occasion="rise:I", proposed=True, reason=Reason.LEVEL_ROSE, decided_at=at(89)
    )
    storage.commit_step(a_step(storage.cursor(), alerts=(rise,)))
    assert acknowledge(storage, [PAGE], "lan", at(90), PAGE.id) == 1
    row = duty_row(storage, EVENT.id, "desk")
    assert row is not None
    assert not is_acknowledged(case_of(row, at(91)))
