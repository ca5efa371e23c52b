"""Contract: alerts that quiet hours hold back wait, and are withdrawn once they have nothing left to say."""

from typing import Any

import pytest

from domain.alerts import Alert, DeliveryStatus, Reason, alert_id
from domain.duty import Response, ResponseKind
from domain.risk import Level
from storage.base import Storage
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
MORNING = at(600)


@pytest.fixture
def store(store: Storage) -> Storage:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document()))
    store.commit_step(a_step(events=(EVENT,), memories=(a_memory(EVENT),)))
    return store


def told(occasion: str = "first:III", reason: Reason = Reason.FIRST, minute: float = 65, **other: Any) -> Alert:
    """An alert that is due at once, unless it is held."""
    given: dict[str, Any] = {
        "recipient": "duty",
        "channel": "mail",
        "decided_at": at(minute),
        "due_at": at(minute),
    } | other
    number = alert_id(EVENT.id, "desk", 1, occasion, given["recipient"], given["channel"])
    return an_alert(EVENT, occasion=occasion, reason=reason, id=number, **given)


def held(occasion: str = "first:III", reason: Reason = Reason.FIRST, minute: float = 65, **other: Any) -> Alert:
    return told(occasion, reason, minute, **({"due_at": MORNING} | other))


def put(store: Storage, *alerts: Alert, level: Level = Level.III) -> None:
    """One evaluation decides these."""
    memory = a_memory(EVENT, level=level, highest=Level.III)
    store.commit_step(a_step(store.cursor(), memories=(memory,), alerts=alerts))


def statuses(store: Storage) -> list[str]:
    """Such as `first:III duty mail pending`, in order of decision."""
    rows = sorted(store.alerts(), key=lambda row: (row.alert.decided_at, row.alert.channel, row.alert.recipient))
    return [f"{row.alert.occasion} {row.alert.recipient} {row.alert.channel} {row.status}" for row in rows]


def test_it_waits_until_quiet_hours_end(store: Storage) -> None:
    put(store, held(), told(channel="console"))
    assert [item.alert.channel for item in store.due_alerts(at(599), 10)] == ["console"]
    assert {item.alert.channel for item in store.due_alerts(MORNING, 10)} == {"console", "mail"}


@pytest.mark.parametrize("kind", [ResponseKind.ACKNOWLEDGED, ResponseKind.NOTED, ResponseKind.VERIFIED])
def test_a_persons_act_ends_the_waiting(store: Storage, kind: ResponseKind) -> None:
    put(store, held(), told(channel="console"), held("platform:forum", Reason.NEW_PLATFORM, 70, recipient="leader"))
    store.put_response(
        Response(event_id=EVENT.id, scope_id="desk", kind=kind, actor="lan", at=at(80)), None, a_change()
    )
    assert statuses(store) == [
        "first:III duty console pending", "first:III duty mail withdrawn", "platform:forum leader mail withdrawn",
    ]  # fmt: skip


def test_an_act_in_another_scope_ends_none(store: Storage) -> None:
    put(store, held())
    act = Response(event_id=EVENT.id, scope_id="watch", kind=ResponseKind.NOTED, actor="lan", at=at(80))
    store.put_response(act, None, a_change())
    assert statuses(store) == ["first:III duty mail pending"]


CLEARED = ("cleared", Reason.CLEARED, 200)


def test_of_a_level_that_came_and_went_in_the_night_nobody_is_told(store: Storage) -> None:
    put(store, held(), told(channel="console"))
    put(store, held(*CLEARED), told(*CLEARED, channel="console"), level=Level.NONE)
    assert statuses(store) == [
        "first:III duty console pending", "first:III duty mail withdrawn", "cleared duty console pending",
        "cleared duty mail withdrawn",
    ]  # fmt: skip


def test_who_was_told_before_the_night_is_told_of_the_end_in_the_morning(store: Storage) -> None:
    put(store, told())
    put(store, held("platform:forum", Reason.NEW_PLATFORM, 100))
    put(store, held(*CLEARED), level=Level.NONE)
    assert statuses(store) == [
        "first:III duty mail pending", "platform:forum duty mail withdrawn", "cleared duty mail pending",
    ]  # fmt: skip


def test_the_end_is_not_told_at_once_to_whom_nothing_was(store: Storage) -> None:
    put(store, held())
    put(store, told(*CLEARED), level=Level.NONE)
    assert statuses(store) == ["first:III duty mail withdrawn", "cleared duty mail withdrawn"]


def test_a_graver_level_at_once_replaces_what_waits(store: Storage) -> None:
    put(store, held(), held(recipient="leader"))
    put(store, told("rise:II", Reason.LEVEL_ROSE, 100, level=Level.II))
    assert statuses(store) == [
        "first:III duty mail withdrawn", "first:III leader mail pending", "rise:II duty mail pending",
    ]  # fmt: skip


def test_a_rise_that_waits_too_replaces_the_level_before(store: Storage) -> None:
    put(store, held("first:IV"))
    put(store, held("rise:III", Reason.LEVEL_ROSE, 100))
    assert statuses(store) == ["first:IV duty mail withdrawn", "rise:III duty mail pending"]


def test_of_a_deadline_that_passed_in_the_night_only_the_end_is_told(store: Storage) -> None:
    put(store, told())
    (row,) = store.duties()
    assert store.follow_up([(row, [held("check:III:50", Reason.DEADLINE_NEAR, 120)])])
    (row,) = store.duties()
    assert store.follow_up([(row, [held("check:III:100", Reason.DEADLINE_PASSED, 180)])])
    assert statuses(store) == [
        "first:III duty mail pending", "check:III:50 duty mail withdrawn", "check:III:100 duty mail pending",
    ]  # fmt: skip


def test_what_comes_while_the_level_waits_is_part_of_it(store: Storage) -> None:
    put(store, held())
    put(store, *(held("platform:forum", Reason.NEW_PLATFORM, 100, recipient=who) for who in ("duty", "leader")))
    (row,) = store.duties()
    assert store.follow_up([(row, [held("check:III:100", Reason.DEADLINE_PASSED, 180)])])
    assert statuses(store) == [
        "first:III duty mail pending", "platform:forum duty mail withdrawn", "platform:forum leader mail pending",
        "check:III:100 duty mail withdrawn",
    ]  # fmt: skip


def test_news_of_the_night_are_told_once_beside_a_level_that_was_told(store: Storage) -> None:
    put(store, told())
    put(store, held("platform:forum", Reason.NEW_PLATFORM, 100))
    put(store, held("platform:microblog", Reason.NEW_PLATFORM, 110), held("central", Reason.FIRST_CENTRAL, 110))
    assert sorted(statuses(store)) == [
        "central duty mail pending", "first:III duty mail pending", "platform:forum duty mail withdrawn",
        "platform:microblog duty mail pending",
    ]  # fmt: skip


def test_a_level_of_last_night_holds_nothing_of_this_one(store: Storage) -> None:
    put(store, held())
    put(store, held("platform:forum", Reason.NEW_PLATFORM, 1500, due_at=at(2040)))
    assert statuses(store) == ["first:III duty mail pending", "platform:forum duty mail pending"]


def test_what_has_left_once_is_not_withdrawn(store: Storage) -> None:
    alert = held()
    put(store, alert)
    attempt = a_delivery(alert, started_at=MORNING)
    store.claim_alert(attempt)
    store.record_delivery(a_delivery(alert, status=DeliveryStatus.PENDING, started_at=MORNING), at(601))
    put(store, held(*CLEARED), level=Level.NONE)
    assert statuses(store)[0] == "first:III duty mail pending"
