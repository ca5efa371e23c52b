"""Contract: events with a level, what follows their alerts, and what a person's act stops."""

from dataclasses import replace
from typing import Any

import pytest

from domain.alerts import Alert, Delivery, DeliveryStatus, Reason
from domain.duty import Disposition, Response, ResponseKind
from domain.events import EventState
from domain.filters import EventFilter
from domain.orders import Order, OrderKind
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
)  # fmt: skip

EVENT = an_event()
FIRST = an_alert(EVENT)
DEPUTY = an_alert(
    EVENT, occasion="escalate:first:III:deputy", reason=Reason.ESCALATED, decided_at=at(90), due_at=at(90)
)
CHECK = an_alert(EVENT, occasion="check:III:50", reason=Reason.DEADLINE_NEAR, decided_at=at(91), due_at=at(91))
ANSWER = an_alert(EVENT, occasion="answer:III:50", reason=Reason.DEADLINE_NEAR, decided_at=at(92), due_at=at(92))


@pytest.fixture
def store(store: Storage) -> Storage:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document()))
    store.commit_step(a_step(events=(EVENT,), memories=(a_memory(EVENT),), alerts=(FIRST,)))
    return store


def done(kind: ResponseKind = ResponseKind.ACKNOWLEDGED, **other: object) -> Response:
    return Response(event_id=EVENT.id, scope_id="desk", kind=kind, actor="lan", at=at(95), **other)  # type: ignore[arg-type]


def statuses(store: Storage) -> dict[str, str]:
    return {row.alert.occasion: row.status for row in store.alerts()}


def test_a_row_holds_all_that_was_told_and_done(store: Storage) -> None:
    store.put_response(done(), EventState.ACKNOWLEDGED, a_change())
    (row,) = store.duties()
    assert (row.memory, row.state) == (a_memory(EVENT), EventState.ACKNOWLEDGED)
    assert [one.alert for one in row.alerts] == [FIRST]
    assert row.responses == (done(),)


def test_without_a_level_there_is_no_row(store: Storage) -> None:
    store.commit_step(a_step(store.cursor(), memories=(a_memory(EVENT, level=Level.NONE),)))
    assert store.duties() == ()


def test_only_the_events_that_are_named(store: Storage) -> None:
    assert len(store.duties([EVENT.id, "E404"])) == 1
    assert store.duties(["E404"]) == ()


def test_another_scope_is_another_row(store: Storage) -> None:
    elsewhere = a_memory(EVENT, scope_id="watch")
    other = replace(an_alert(EVENT, occasion="first:II"), scope_id="watch")
    store.commit_step(a_step(store.cursor(), memories=(elsewhere,), alerts=(other,)))
    desk, watch = store.duties()
    assert ([one.alert for one in desk.alerts], [one.alert for one in watch.alerts]) == ([FIRST], [other])


def test_an_alert_is_found_by_its_number_and_by_its_event(store: Storage) -> None:
    row = store.alert(FIRST.id)
    assert row is not None
    assert row.alert == FIRST
    assert store.alert("A" + "0" * 20) is None
    assert [one.alert for one in store.event_alerts(EVENT.id)] == [FIRST]


def test_what_follows_is_put_once(store: Storage) -> None:
    (row,) = store.duties()
    assert store.follow_up([(row, [DEPUTY])])
    assert store.follow_up([(row, [DEPUTY])])
    assert statuses(store) == {"first:III": "pending", "escalate:first:III:deputy": "pending"}


def test_nothing_follows_once_a_person_has_acted_or_the_level_moved(store: Storage) -> None:
    (before,) = store.duties()
    store.put_response(done(), EventState.ACKNOWLEDGED, a_change())
    assert not store.follow_up([(before, [DEPUTY])])
    (after,) = store.duties()
    store.commit_step(a_step(store.cursor(), memories=(a_memory(EVENT, level=Level.II),)))
    assert not store.follow_up([(after, [DEPUTY])])
    store.commit_step(a_step(store.cursor(), memories=(a_memory(EVENT, level=Level.NONE),)))
    assert not store.follow_up([(after, [DEPUTY])])
    assert statuses(store) == {"first:III": "pending"}


WAITING = {"escalate:first:III:deputy", "check:III:50", "answer:III:50"}
STOPPED = [
    (done(), {"escalate:first:III:deputy"}),
    (done(ResponseKind.NOTED), {"escalate:first:III:deputy"}),
    (done(ResponseKind.DISPOSED, disposition=Disposition.REAL), {"escalate:first:III:deputy"}),
    (done(ResponseKind.VERIFIED), {"escalate:first:III:deputy", "check:III:50"}),
    (done(ResponseKind.ANSWERED), WAITING),
    (done(ResponseKind.CLOSED), WAITING),
    (done(ResponseKind.DISPOSED, disposition=Disposition.NOISE), WAITING),
]


@pytest.mark.parametrize(("response", "wanted"), STOPPED, ids=[f"{one.kind}-{one.disposition}" for one, _ in STOPPED])
def test_an_act_withdraws_what_it_answers(store: Storage, response: Response, wanted: set[str]) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY, CHECK, ANSWER])])
    store.put_response(response, None, a_change())
    assert {name for name, status in statuses(store).items() if status == DeliveryStatus.WITHDRAWN} == wanted
    assert statuses(store)["first:III"] == "pending", "what tells of the event itself is sent"


def test_what_is_leaving_is_not_withdrawn(store: Storage) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY])])
    store.claim_alert(a_delivery(DEPUTY))
    store.put_response(done(), None, a_change())
    assert statuses(store)[DEPUTY.occasion] == "sending"


def test_an_act_in_one_scope_stops_nothing_in_another(store: Storage) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY])])
    store.put_response(replace(done(), scope_id="watch"), None, a_change())
    assert statuses(store)[DEPUTY.occasion] == "pending"


def test_what_was_told_of_an_event_goes_with_it_into_a_merger(store: Storage) -> None:
    second = a_document(2)
    store.commit_harvest(a_harvest(second))
    whole = an_event(second)
    gone = replace(EVENT, merged_into=whole.id, documents=0)
    moved = replace(a_memory(EVENT), event_id=whole.id)
    ended = a_memory(EVENT, level=Level.NONE)
    store.commit_step(a_step(store.cursor(), events=(gone, whole), memories=(moved, ended)))
    (row,) = store.duties()
    assert (row.memory, [one.alert for one in row.alerts]) == (moved, [FIRST])


def test_an_answer_by_order_stops_the_clocks(store: Storage) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY, CHECK, ANSWER])])
    order = Order(kind=OrderKind.ANSWER, event_id=EVENT.id, actor="lan", reason="answered", at=at(95))
    store.put_order(order, a_change(), done(ResponseKind.ANSWERED), EventState.ANSWERED)
    assert {name for name, status in statuses(store).items() if status == DeliveryStatus.WITHDRAWN} == WAITING


@pytest.mark.parametrize("state", [EventState.CLOSED, EventState.NOISE])
def test_what_is_closed_is_open_again_once_it_is_told_of_again(store: Storage, state: EventState) -> None:
    store.put_response(done(ResponseKind.CLOSED), state, a_change())
    assert store.duties() == ()
    spread = an_alert(EVENT, occasion="platform:forum", reason=Reason.NEW_PLATFORM, decided_at=at(96))
    store.commit_step(a_step(store.cursor(), alerts=(spread,)))
    assert store.duties() == (), "more of the same"
    rise = an_alert(EVENT, occasion="rise:II", reason=Reason.LEVEL_ROSE, decided_at=at(97))
    elsewhere = replace(an_alert(EVENT, occasion="first:II", decided_at=at(97)), scope_id="watch")
    store.commit_step(a_step(store.cursor(), alerts=(rise, elsewhere)))
    (row,) = store.duties()
    assert row.state is EventState.NEW
    assert [one.event.id for one in store.events(EventFilter(level=Level.IV))] == [EVENT.id]


def test_what_is_being_worked_on_stays_as_it_is(store: Storage) -> None:
    store.put_response(done(ResponseKind.VERIFIED), EventState.VERIFYING, a_change())
    rise = an_alert(EVENT, occasion="rise:II", reason=Reason.LEVEL_ROSE, decided_at=at(97))
    store.commit_step(a_step(store.cursor(), alerts=(rise,)))
    assert [row.state for row in store.duties()] == [EventState.VERIFYING]


def failed(alert: Alert) -> Delivery:
    return a_delivery(alert, status=DeliveryStatus.PENDING, finished_at=at(96), detail="http.503", retry_at=at(97))


def test_what_was_leaving_is_not_sent_again_once_it_is_answered(store: Storage) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY, ANSWER])])
    for alert in (DEPUTY, ANSWER, FIRST):
        store.claim_alert(a_delivery(alert))
    store.put_response(done(acknowledges="first:III", episode=1), None, a_change())
    for alert in (DEPUTY, ANSWER, FIRST):
        store.record_delivery(failed(alert), not_before=at(97))
    assert statuses(store) == {
        "first:III": "pending", "escalate:first:III:deputy": "withdrawn", "answer:III:50": "pending",
    }  # fmt: skip
    assert store.waiting([DEPUTY.id, ANSWER.id, FIRST.id, "A0"]) == {ANSWER.id, FIRST.id}


MEANWHILE = [
    ("of another page", {"acknowledges": "first:IV", "episode": 1}, "pending"),
    ("of another episode", {"acknowledges": "first:III", "episode": 2}, "pending"),
    ("of this page", {"acknowledges": "first:III", "episode": 1}, "withdrawn"),
    ("of nobody knows what", {}, "withdrawn"),
]


@pytest.mark.parametrize(("of", "status"), [row[1:] for row in MEANWHILE], ids=[row[0] for row in MEANWHILE])
def test_only_an_answer_to_it_stops_what_was_leaving(store: Storage, of: dict[str, Any], status: str) -> None:
    (row,) = store.duties()
    store.follow_up([(row, [DEPUTY])])
    store.claim_alert(a_delivery(DEPUTY))
    store.put_response(done(**of), None, a_change())
    store.record_delivery(failed(DEPUTY), not_before=at(97))
    assert statuses(store)[DEPUTY.occasion] == status
