"""An episode as a time line: what the desk's duties tell of one event over a real store, whoever does or does not act."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.alerts import DeliveryStatus
from domain.duty import Response, ResponseKind
from domain.risk import Level
from domain.rules import Rules
from samples.town import institution_file
from service.by_hand import respond
from service.duties import Duties
from storage.base import Storage
from storage.open import open_storage
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_harvest,
    a_memory,
    a_source,
    a_step,
    an_alert,
    an_event,
    at,
)

EVENT = an_event()
ROUTES = """
channels: [{id: file, kind: file, target: alerts.jsonl}]
routes:
  - {recipient: duty, channel: file, levels: all}
"""
Told = list[str]


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    (tmp_path / "institution.yaml").write_bytes(institution_file().read_bytes())
    (tmp_path / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    return load_rules(tmp_path)


class Line:
    """One event at level II that was told at minute 0 and delivered at minute 1, and a clock that the test moves."""

    def __init__(self, store: Storage, rules: Rules) -> None:
        self.store, self.rules = store, rules
        self.duties = Duties(store)
        store.put_sources([a_source()], a_change())
        store.commit_harvest(a_harvest(a_document()))
        page = an_alert(EVENT, occasion="first:II", level=Level.II, decided_at=at(0), due_at=at(0))
        memory = a_memory(EVENT, level=Level.II, highest=Level.II, episode_started_at=at(0))
        store.commit_step(a_step(events=(EVENT,), memories=(memory,), alerts=(page,)))
        store.claim_alert(a_delivery(page, started_at=at(1)))
        store.record_delivery(a_delivery(page, status=DeliveryStatus.DELIVERED, started_at=at(1), finished_at=at(1)))

    def until(self, minute: float, turn: timedelta = timedelta(minutes=1)) -> "Line":
        """Let the service turn until a minute; after the first hour every quarter of an hour is often enough."""
        now = at(0)
        while now <= at(minute):
            self.duties.turn(self.rules, now)
            now += turn if now < at(60) else max(turn, timedelta(minutes=15))
        return self

    def does(self, kind: ResponseKind, minute: float) -> "Line":
        response = Response(event_id=EVENT.id, scope_id="desk", kind=kind, actor="lan", at=at(minute))
        respond(self.store, response, a_change())
        return self

    def told(self) -> Told:
        """Lines such as `+21 escalated deputy escalate:first:II:deputy`."""
        return [
            f"+{_minutes(row.alert.decided_at):.0f} {row.alert.reason} {row.alert.recipient} {row.alert.occasion}"
            + (" (withdrawn)" if row.status == DeliveryStatus.WITHDRAWN else "")
            for row in sorted(self.store.alerts(), key=lambda row: (row.alert.decided_at, row.alert.recipient))
        ]


def _minutes(moment: datetime) -> float:
    return (moment - at(0)) / timedelta(minutes=1)


@pytest.fixture
def line(tmp_path: Path, rules: Rules) -> Line:
    store = open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")
    store.upgrade()
    return Line(store, rules)


def test_a_night_on_which_nobody_acts(line: Line) -> None:
    assert line.until(600).told() == [
        "+0 first desk first:II",
        "+15 deadline_near duty check:II:50",
        "+21 escalated deputy escalate:first:II:deputy",
        "+30 deadline_passed duty check:II:100",
        "+30 deadline_passed leader check:II:100",
        "+31 escalated leader escalate:first:II:leader",
        "+41 escalated deputy escalate:first:II:all",
        "+41 escalated duty escalate:first:II:all",
        "+41 escalated leader escalate:first:II:all",
        "+120 deadline_near duty answer:II:50",
        "+240 deadline_passed duty answer:II:100",
        "+240 deadline_passed leader answer:II:100",
    ]


def test_an_acknowledgement_stops_the_ladder_at_once(line: Line) -> None:
    line.until(25).does(ResponseKind.ACKNOWLEDGED, 26).until(60)
    assert [one for one in line.told() if "escalat" in one] == [
        "+21 escalated deputy escalate:first:II:deputy (withdrawn)",
    ]


def test_a_fact_check_and_an_answer_stop_their_clocks(line: Line) -> None:
    line.does(ResponseKind.VERIFIED, 5).until(130).does(ResponseKind.ANSWERED, 131).until(600)
    assert line.told() == ["+0 first desk first:II", "+120 deadline_near duty answer:II:50 (withdrawn)"]


TURNS = [("every minute", 1), ("every hour", 60), ("once after a night", 600)]


@pytest.mark.parametrize("minutes", [turn[1] for turn in TURNS], ids=[turn[0] for turn in TURNS])
def test_whenever_it_turns_everybody_is_told_once(line: Line, minutes: int) -> None:
    line.until(600, timedelta(minutes=minutes))
    line.duties = Duties(line.store)
    told = line.until(700).told()
    assert len(told) == len(set(told))
    assert {one.split()[-1] for one in told if "escalated" in one} == {
        "escalate:first:II:deputy", "escalate:first:II:leader", "escalate:first:II:all",
    }  # fmt: skip


def test_a_clock_that_was_put_back_tells_nothing_twice(line: Line) -> None:
    once = line.until(45).told()
    assert line.until(45).told() == once


def test_an_event_without_a_level_is_told_nothing_more(line: Line) -> None:
    line.until(16)
    gone = a_memory(EVENT, level=Level.NONE, highest=Level.II, episode_started_at=at(0))
    line.store.commit_step(a_step(line.store.cursor(), memories=(gone,)))
    assert line.until(600).told() == ["+0 first desk first:II", "+15 deadline_near duty check:II:50"]


def test_the_leader_has_a_way_of_his_own(tmp_path: Path, line: Line) -> None:
    (tmp_path / "routes.yaml").write_text(
        ROUTES + "  - {recipient: leader, channel: phone, levels: [II, I]}\n", encoding="utf-8"
    )
    text = (tmp_path / "routes.yaml").read_text(encoding="utf-8")
    (tmp_path / "routes.yaml").write_text(
        text.replace("target: alerts.jsonl}", "target: alerts.jsonl}, {id: phone, kind: file, target: phone.jsonl}"),
        encoding="utf-8",
    )
    line.rules = load_rules(tmp_path)
    line.until(60)
    by_role = {(row.alert.recipient, row.alert.channel) for row in line.store.alerts()}
    assert by_role == {("desk", "console"), ("duty", "file"), ("deputy", "file"), ("leader", "phone")}
