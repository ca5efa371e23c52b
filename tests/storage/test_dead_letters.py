"""Contract: alerts that were given up, and those of sources and the system."""

import pytest

from domain.alerts import Alert, DeliveryStatus, SubjectKind
from domain.duty import Response, ResponseKind
from storage.base import Storage
from tests.factories import a_change, a_delivery, a_document, a_harvest, a_source, a_step, an_alert, an_event, at

DEAD, UNKNOWN, DELIVERED, WAITING = (
    an_alert(occasion=f"first:{name}") for name in ("dead", "unknown", "delivered", "waiting")
)
ALL = (DEAD, UNKNOWN, DELIVERED, WAITING)


def ended(store: Storage, alert: Alert, status: DeliveryStatus) -> None:
    store.claim_alert(a_delivery(alert))
    store.record_delivery(a_delivery(alert, status=status, finished_at=at(67), detail="http.400"))


@pytest.fixture
def store(store: Storage) -> Storage:
    store.commit_step(a_step(alerts=ALL))
    ended(store, DEAD, DeliveryStatus.DEAD)
    ended(store, UNKNOWN, DeliveryStatus.UNKNOWN)
    ended(store, DELIVERED, DeliveryStatus.DELIVERED)
    return store


def test_what_was_given_up_is_pending_again_and_the_rest_stays(store: Storage) -> None:
    before = len([*store.audit()])
    given = [alert.id for alert in (*ALL, UNKNOWN)]
    assert store.put_back([*given, "A-nowhere"], at(90), a_change(action="alert.retry")) == (DEAD.id, UNKNOWN.id)
    assert {item.alert for item in store.due_alerts(at(90), 9)} == {DEAD, UNKNOWN, WAITING}
    assert {item.alert for item in store.due_alerts(at(89), 9)} == {WAITING}
    assert [(entry.action, entry.subject) for entry in store.audit()][before:] == [
        ("alert.retry", DEAD.id), ("alert.retry", UNKNOWN.id),
    ]  # fmt: skip


def test_its_attempts_stay(store: Storage) -> None:
    store.put_back([UNKNOWN.id], at(90), a_change())
    (item,) = (one for one in store.due_alerts(at(90), 9) if one.alert == UNKNOWN)
    row = store.alert(UNKNOWN.id)
    assert item.attempts == 1
    assert row is not None
    assert [one.status for one in row.deliveries] == [DeliveryStatus.UNKNOWN]
    assert store.claim_alert(a_delivery(UNKNOWN, attempt=2))


def test_what_was_answered_meanwhile_is_withdrawn(store: Storage) -> None:
    event = an_event()
    rung = an_alert(event, occasion="escalate:first:II:deputy")
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document()))
    store.commit_step(a_step(store.cursor(), events=(event,), alerts=(rung,)))
    ended(store, rung, DeliveryStatus.DEAD)
    response = Response(event_id=event.id, scope_id="desk", kind=ResponseKind.ACKNOWLEDGED, actor="lan", at=at(80))
    store.put_response(response, None, a_change())
    store.put_back([rung.id], at(90), a_change())
    row = store.alert(rung.id)
    assert row is not None
    assert row.status == DeliveryStatus.WITHDRAWN


def test_alerts_are_asked_for_by_what_became_of_them(store: Storage) -> None:
    found = store.alerts(statuses=(DeliveryStatus.DEAD, DeliveryStatus.UNKNOWN))
    assert {row.alert for row in found} == {DEAD, UNKNOWN}
    assert not [*store.alerts(until=at(65), statuses=(DeliveryStatus.DEAD,))]


def test_alerts_of_sources_and_of_the_system_are_found_by_their_subjects(store: Storage) -> None:
    one = an_alert(id="A1", subject_kind=SubjectKind.SYSTEM, subject_id="collector", decided_at=at(80))
    two = an_alert(id="A2", subject_kind=SubjectKind.SOURCE, subject_id="S1", decided_at=at(70))
    other = an_alert(id="A3", subject_kind=SubjectKind.SOURCE, subject_id="S2")
    store.tell([one, two, other])
    assert [row.alert for row in store.subject_alerts(["collector", "S1", "nothing"])] == [two, one]
    assert store.subject_alerts([]) == ()
