"""`alerts route`: who, when, over what and by which route, of an event that does not exist; and places that no text can name."""

from contextlib import closing
from pathlib import Path

import pytest

from storage.open import open_storage
from tests.config.desk import INSTITUTION, write
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event, at
from tests.service.calling import Call, caller, desk_with, rows

ROUTES = """\
channels: [{id: console, kind: console}, {id: phone, kind: file, target: a.jsonl}]
routes:
  - {recipient: duty, channel: console, levels: all}
  - {recipient: duty, channel: phone, levels: all, quiet: [{hours: 22:00-07:00}, {days: off}]}
  - {recipient: leader, channel: phone, levels: [II, I]}
  - {recipient: office, channel: phone, levels: all, topics: outage, places: [330100]}
"""
EVENT = an_event()
FRIDAY = "2026-03-06T23:00+08:00"


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    workspace = desk_with(tmp_path / "workspace", "routes.yaml", ROUTES)
    write(workspace / "config", "institution.yaml", INSTITUTION)
    return caller(workspace, capsys)


def described(call: Call, *words: str) -> list[str]:
    """Such as `03-06T23:00 duty console routes[0]` of each first alert, by the desk's clock."""
    told = rows(call("alerts", "route", "--for-level", *words, "--at", FRIDAY, "--json"))
    return [
        f"{row['at'][5:16]} {row['recipient']} {row['channel']} {row['route']}"
        for row in told
        if row["reason"] == "first"
    ]


def test_iii_on_a_friday_night(call: Call) -> None:
    assert described(call, "III") == ["03-06T15:00 duty console routes[0]", "03-08T23:00 duty phone routes[1]"]


def test_ii_at_the_same_time(call: Call) -> None:
    assert described(call, "II") == [
        "03-06T15:00 duty console routes[0]", "03-06T15:00 duty phone routes[1]", "03-06T15:00 leader phone routes[2]",
    ]  # fmt: skip


def test_on_a_topic_in_a_place(call: Call) -> None:
    office = "03-06T15:00 office phone routes[3]"
    assert office in described(call, "IV", "--topic", "outage", "--place", "330106")
    assert office not in described(call, "IV", "--topic", "outage", "--place", "330205")
    assert office not in described(call, "IV", "--topic", "accident", "--place", "330106")
    (row,) = [row for row in rows(call("alerts", "route", "--for-level", "IV", "--topic", "outage", "--place", "330106", "--at", FRIDAY, "--json")) if row["recipient"] == "office"]  # fmt: skip
    assert (row["level"], row["topics"], row["places"], row["stands"], row["waits"]) == (
        "IV", ["outage"], ["330100"], "own", False,
    )  # fmt: skip


def test_a_person_reads_which_route_is_taken_and_why(call: Call) -> None:
    told = call("alerts", "route", "--for-level", "III", "--topic", "outage", "--place", "330106", "--at", FRIDAY)
    lines = [line.strip() for line in told.splitlines()]
    assert [line for line in lines if line.startswith("03-09 07:00  first level, held from 03-06 23:00")]
    assert lines[lines.index("") + 1 :] == [
        "routes[0]: duty officer, lists I, II, III, IV",
        "routes[0]: deputy has no route that fits: that of duty (I, II, III, IV)",
        "routes[1]: duty officer, lists I, II, III, IV; quiet hours for III and IV",
        "routes[1]: deputy has no route that fits: that of duty (I, II, III, IV); quiet hours for III and IV",
        "routes[3]: office, lists I, II, III, IV; topic outage; place 330100",
        "routes[2]: not taken: it lists other levels",
    ]


MISSED = [
    ("another topic", ["--topic", "accident", "--place", "330106"], "routes[3]: not taken: it is on other topics"),
    ("another place", ["--topic", "outage", "--place", "330205"], "routes[3]: not taken: it is for other places"),
    ("nothing known", [], "routes[3]: not taken: it is on other topics"),
]


@pytest.mark.parametrize(("words", "wanted"), [row[1:] for row in MISSED], ids=[row[0] for row in MISSED])
def test_why_a_route_is_not_taken(call: Call, words: list[str], wanted: str) -> None:
    assert wanted in call("alerts", "route", "--for-level", "III", *words, "--at", FRIDAY).splitlines()


REFUSED = [
    ("neither", [], "name an event with --event, or a level with --for-level"),
    ("both", ["--for-level", "II", "--event", "E1"], "name an event with --event, or a level with --for-level"),
    ("an event that is described", ["--event", "E1", "--topic", "outage"], "--topic and --place describe an event that does not exist"),
    ("an unknown topic", ["--for-level", "II", "--topic", "outge"], "no topic is called outge"),
    ("an unknown place", ["--for-level", "II", "--place", "999"], "999 is no division code of the shipped table"),
    ("no place at all", ["--for-level", "II", "--place", "x"], "x is no division code of the shipped table"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(call: Call, words: list[str], wanted: str) -> None:
    told = call("alerts", "route", *words, status=2)
    assert told.startswith(wanted)
    assert told.count("\n") == 1


def test_a_place_in_which_nothing_lies_is_a_warning(call: Call, tmp_path: Path) -> None:
    write(tmp_path / "workspace" / "config", "routes.yaml", ROUTES.replace("330100", "998877"))
    warned = call("config", "check", errors=True).splitlines()
    assert "routes.yaml:6 routes[3].places: no division lies in 998877: no text can name it" in warned


def test_the_list_says_until_when_an_alert_waits(call: Call, tmp_path: Path) -> None:
    first = an_alert(EVENT, recipient="duty", channel="phone", decided_at=at(600), due_at=at(1140))
    with closing(open_storage(f"sqlite:///{tmp_path / 'workspace' / 'data' / 'wanglou.db'}")) as store:
        store.upgrade()
        store.put_sources([a_source()], a_change())
        store.commit_harvest(a_harvest(a_document()))
        store.commit_step(a_step(events=(EVENT,), memories=(a_memory(EVENT),), alerts=(first,)))
    (line,) = [line for line in call("alerts", "list").splitlines() if EVENT.id in line]
    assert line.split("phone")[1].strip() == "waits until 03-10 07:00"
    (row,) = rows(call("alerts", "list", "--json"))
    assert (row["status"], row["due_at"][:16]) == ("pending", "2026-03-09T23:00")


ROSTER = """\
people: [{id: zhou, name: 周小满}]
rotations: [{id: main, role: duty, people: zhou, begins_at: 2026-03-02T08:00, length: 7d}]
"""


def test_roles_are_named_with_who_is_on_duty_then(call: Call, tmp_path: Path) -> None:
    write(tmp_path / "workspace" / "config", "roster.yaml", ROSTER)
    told = call("alerts", "route", "--for-level", "II", "--at", FRIDAY)
    assert "duty officer: 周小满" in told
    assert "deputy: nobody" in told
    row = rows(call("alerts", "route", "--for-level", "II", "--at", FRIDAY, "--json"))[0]
    assert row["people"] == ["周小满"]
