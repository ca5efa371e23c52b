"""A shift that nobody took over: who is told when, once, and where it is no custom nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.alerts import Reason, SubjectKind
from domain.handover import handover_id
from domain.rules import Rules
from service.app import App, open_app
from service.handover.missed import Handovers, missed
from service.telling import Teller
from service.workspace import Workspace
from storage.base import Storage
from tests.config.desk import write
from tests.factories import a_change, a_handover, at
from tests.service.test_handover import OWN_WORDS, ROSTER

LEADER = "  - {id: chief, role: leader, people: [zhou], begins_at: 2026-03-09T08:00, length: 24h}\n"
ROUTES = """
channels:
  - {id: console, kind: console}
  - {id: phone, kind: file, target: phone.jsonl}
routes:
  - {recipient: duty, channel: console, levels: all}
  - {recipient: leader, channel: phone, levels: [I, II]}
"""
MAIL = """
channels:
  - {id: console, kind: console}
  - {id: mail, kind: mail, target: "smtps://mail.example:465", user: desk, secret: password, sender: desk@example.org, recipients: [desk@example.org]}
routes:
  - {recipient: duty, channel: mail, levels: all}
  - {recipient: leader, channel: console, levels: all}
"""
CONTACTS = (
    (ROSTER + LEADER).replace("周小满}", "周小满, contacts: {mail: zhou@example.org}}")
    .replace("吴谷雨}", "吴谷雨, contacts: {mail: wu@example.org}}")
)  # fmt: skip
MORNING = at(-240)
"""Eight in the morning: a shift ends at eight and at twenty o'clock."""
HALF = timedelta(hours=12)


def rules_of(folder: Path, roster: str = ROSTER + LEADER, routes: str = ROUTES) -> Rules:
    write(folder, "roster.yaml", roster)
    write(folder, "routes.yaml", routes)
    return load_rules(folder)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return rules_of(tmp_path / "config")


def turned(store: Storage, rules: Rules, until: datetime, since: datetime = MORNING) -> list[str]:
    """Let the service look every ten minutes; lines such as `+750 duty console handover:duty:...`, in minutes after eight."""
    now, handovers = since, Handovers(store)
    while now <= until:
        handovers.turn(rules, now)
        now += timedelta(minutes=10)
    return sorted(
        f"+{(row.alert.decided_at - MORNING) / timedelta(minutes=1):.0f} {row.alert.recipient} {row.alert.channel} {row.alert.occasion}"
        for row in store.alerts()
    )


def custom(store: Storage, *ends: datetime, taken: bool = True) -> Storage:
    """Hand-overs of shifts that ended at these times."""
    for ends_at in ends:
        one = a_handover(ends_at, giver="zhou", given_at=ends_at)
        one = replace(one, receiver="wu", taken_at=ends_at, synthesis=OWN_WORDS) if taken else one
        store.put_handover(one, None, a_change())
    return store


FIRST = "handover:duty:20260309T120000Z"
SECOND = "handover:duty:20260310T000000Z"


def test_a_day_on_which_nobody_hands_over(store: Storage, rules: Rules) -> None:
    assert turned(custom(store, MORNING), rules, MORNING + 3 * HALF) == [
        f"+1470 duty console {SECOND}",
        f"+1470 leader phone {SECOND}",
        f"+750 duty console {FIRST}",
        f"+750 leader phone {FIRST}",
    ]
    assert store.count_repeated_alerts() == 0


def test_a_desk_that_never_handed_over_is_told_nothing(store: Storage, rules: Rules) -> None:
    assert turned(store, rules, MORNING + 2 * HALF) == []


def test_a_desk_that_has_given_it_up_is_told_nothing(store: Storage, rules: Rules) -> None:
    custom(store, MORNING - timedelta(days=15))
    assert turned(store, rules, MORNING + 2 * HALF) == []


def test_a_desk_without_a_roster_is_told_nothing(store: Storage, tmp_path: Path) -> None:
    alone = rules_of(tmp_path / "config", "people: []\n")
    assert turned(custom(store, MORNING), alone, MORNING + 2 * HALF) == []


def test_what_was_taken_in_time_is_not_told(store: Storage, rules: Rules) -> None:
    custom(store, MORNING, MORNING + HALF)
    assert turned(store, rules, MORNING + HALF + timedelta(hours=2)) == []


def test_what_was_only_given_is_told(store: Storage, rules: Rules) -> None:
    custom(custom(store, MORNING), MORNING + HALF, taken=False)
    assert len(turned(store, rules, MORNING + HALF + timedelta(hours=2))) == 2


def test_after_a_gap_the_next_shift_has_its_half_hour(store: Storage, tmp_path: Path) -> None:
    office = ROSTER.replace("length: 12h", "length: 12h, hours: 08:00-18:00")
    rules = rules_of(tmp_path / "config", office)
    custom(store, MORNING)
    assert turned(store, rules, MORNING + 2 * HALF + timedelta(hours=1)) == [
        "+1470 duty console handover:duty:20260309T100000Z",
        "+1470 leader phone handover:duty:20260309T100000Z",
    ]


def test_after_days_of_standstill_only_the_last_day_is_told(store: Storage, rules: Rules) -> None:
    custom(store, MORNING)
    told = turned(store, rules, MORNING + 10 * HALF, since=MORNING + 10 * HALF)
    assert {one.split()[-1] for one in told} == {"handover:duty:20260313T120000Z", "handover:duty:20260313T000000Z"}


def test_a_shift_is_told_once_whoever_is_on_duty_next(store: Storage, tmp_path: Path) -> None:
    """A channel that reaches persons: the next one on duty is another recipient, and not another occasion."""
    rules = rules_of(tmp_path / "config", CONTACTS, MAIL)
    assert turned(custom(store, MORNING), rules, MORNING + 3 * HALF) == [
        f"+1470 leader console {SECOND}",
        f"+1470 zhou mail {SECOND}",
        f"+750 leader console {FIRST}",
        f"+750 wu mail {FIRST}",
    ]


def test_other_routes_tell_nothing_a_second_time(store: Storage, tmp_path: Path, rules: Rules) -> None:
    late = MORNING + HALF + timedelta(hours=1)
    told = turned(custom(store, MORNING), rules, late)
    assert turned(store, rules_of(tmp_path / "other", CONTACTS, MAIL), late + HALF / 2, since=late) == told


CHANNELS = ROUTES.partition("routes:")[0]
TO_DUTY, TO_LEADER = (f"{{recipient: {role}, channel: console, levels: all}}" for role in ("duty", "leader"))
ONE_ROOM = ["+750 duty console +0"]
SELECTED = [
    ("one room is told once", (TO_DUTY, TO_LEADER), ONE_ROOM),
    ("the leader has no route", (TO_DUTY,), ONE_ROOM),
    ("all in one room", ("{recipient: all, channel: console, levels: all}",), ONE_ROOM),
    ("another topic's", (TO_DUTY, TO_LEADER, "{recipient: duty, channel: phone, levels: all, topics: natural_disaster}"), ONE_ROOM),
    ("another level's", (TO_DUTY, TO_LEADER, "{recipient: duty, channel: phone, levels: [I]}"), ONE_ROOM),
    ("quiet hours", ("{recipient: duty, channel: phone, levels: all, quiet: [{hours: 20:00-07:00}]}", TO_LEADER),
     ["+750 duty phone +630", "+750 leader console +0"]),
]  # fmt: skip


@pytest.mark.parametrize(("routes", "expected"), [case[1:] for case in SELECTED], ids=[case[0] for case in SELECTED])
def test_over_which_routes(store: Storage, tmp_path: Path, routes: tuple[str, ...], expected: list[str]) -> None:
    rules = rules_of(tmp_path / "config", routes=f"{CHANNELS}routes: [{', '.join(routes)}]\n")
    turned(custom(store, MORNING), rules, MORNING + HALF + timedelta(hours=1))
    assert sorted(
        f"+{(row.alert.decided_at - MORNING) / timedelta(minutes=1):.0f} {row.alert.recipient} {row.alert.channel}"
        f" +{(row.alert.due_at - row.alert.decided_at) / timedelta(minutes=1):.0f}"
        for row in store.alerts()
    ) == expected  # fmt: skip


def test_another_scope_has_its_own(store: Storage, rules: Rules) -> None:
    known = custom(store, MORNING).handovers()
    late = MORNING + HALF + timedelta(hours=1)
    assert [handover_id("duty", "desk", one.ends_at) for one in missed(rules, "desk", known, late)]
    assert list(missed(rules, "storm", known, late)) == []


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    Workspace(tmp_path / "desk").make()
    rules_of(tmp_path / "desk" / "config")
    with open_app(tmp_path / "desk", {"WANGLOU_LANGUAGE": "en"}) as app:
        yield app


def message(app: App) -> list[str]:
    (alert,) = (row.alert for row in app.storage.alerts() if row.alert.recipient == "duty")
    told = Teller(app).message(alert, repeated=False)
    return [told.title, *told.body.splitlines()]


def test_the_message(app: App) -> None:
    custom(app.storage, MORNING)
    turned(app.storage, app.rules, MORNING + HALF + timedelta(hours=1))
    (alert,) = (row.alert for row in app.storage.alerts() if row.alert.recipient == "duty")
    assert (alert.reason, alert.subject_kind) == (Reason.HANDOVER, SubjectKind.SYSTEM)
    assert message(app) == [
        "shift not taken over: duty officer, until 03-09 20:00",
        "Reason: shift not taken over",
        "Nobody has given its hand-over.",
        "A shift is closed once the next one has taken it, with a synthesis of its own: wanglou duty handover",
        "On duty: 吴谷雨",
        f"Number: {alert.id}",
        "Internal attention level, not a public alert under law.",
    ]


GIVEN = handover_id("duty", "desk", MORNING + HALF)
STANDS = [
    (False, f"周小满 gave its hand-over ({GIVEN}); nobody has taken it."),
    (True, "Meanwhile 吴谷雨 has taken it."),
]


@pytest.mark.parametrize(("taken", "line"), STANDS, ids=["given", "taken meanwhile"])
def test_the_message_says_how_far_it_has_come(app: App, taken: bool, line: str) -> None:
    custom(app.storage, MORNING)
    turned(app.storage, app.rules, MORNING + HALF + timedelta(hours=1))
    custom(app.storage, MORNING + HALF, taken=taken)
    assert line in message(app)
