"""Contract: the outbox."""

from dataclasses import replace

import pytest

from domain.alerts import DeliveryStatus
from domain.errors import StorageError
from domain.risk import Level
from storage.base import Storage
from storage.values import AlertRow
from tests.factories import a_delivery, a_document, a_step, an_alert, an_event, at

ALERT = an_alert()


@pytest.fixture
def store(store: Storage) -> Storage:
    store.commit_step(a_step(alerts=(ALERT,)))
    return store


def test_alerts_fall_due_in_order_of_decision(store: Storage) -> None:
    later = an_alert(an_event(a_document(2)), decided_at=at(64), due_at=at(120))
    last = an_alert(occasion="rise:II#2", decided_at=at(66))
    store.commit_step(a_step(alerts=(later, last)))
    assert store.due_alerts(at(64), 10) == ()
    assert [item.alert for item in store.due_alerts(at(65), 10)] == [ALERT, last]
    assert [item.alert for item in store.due_alerts(at(120), 2)] == [later, ALERT]
    first = store.due_alerts(at(65), 1)[0]
    assert (first.status, first.attempts, first.not_before) == (DeliveryStatus.PENDING, 0, at(65))


def test_one_sender_has_each(store: Storage) -> None:
    assert store.claim_alert(a_delivery(ALERT))
    assert not store.claim_alert(a_delivery(ALERT))
    assert not store.claim_alert(a_delivery(ALERT, attempt=2))
    assert not store.claim_alert(a_delivery(an_alert(occasion="nowhere")))
    assert store.due_alerts(at(200), 10) == ()


def test_a_failure_is_tried_again_later(store: Storage) -> None:
    store.claim_alert(a_delivery(ALERT))
    failed = a_delivery(ALERT, status=DeliveryStatus.PENDING, finished_at=at(67), detail="http.503", retry_at=at(75))
    store.record_delivery(failed, not_before=at(75))
    assert store.due_alerts(at(74), 10) == ()
    item = store.due_alerts(at(75), 10)[0]
    assert (item.attempts, item.not_before) == (1, at(75))
    assert not store.claim_alert(a_delivery(ALERT)), "who does not know of the first attempt"
    assert store.claim_alert(a_delivery(ALERT, attempt=2))
    done = a_delivery(ALERT, attempt=2, status=DeliveryStatus.DELIVERED, finished_at=at(76), body_hash="ab")
    store.record_delivery(done)
    assert list(store.alerts()) == [AlertRow(alert=ALERT, status="delivered", deliveries=(failed, done))]
    assert store.due_alerts(at(999), 10) == ()
    assert store.unfinished_deliveries() == ()


def test_an_attempt_cut_short_is_found(store: Storage) -> None:
    store.claim_alert(a_delivery(ALERT))
    ((item, delivery),) = store.unfinished_deliveries()
    assert (item.alert, item.status, item.attempts, delivery) == (ALERT, DeliveryStatus.SENDING, 1, a_delivery(ALERT))


def test_dead_letters_are_counted(store: Storage) -> None:
    assert store.count_dead_alerts() == 0
    store.claim_alert(a_delivery(ALERT))
    store.record_delivery(a_delivery(ALERT, status=DeliveryStatus.DEAD))
    assert store.count_dead_alerts() == 1


def test_what_is_decided_once_more_stays_as_it_is_and_is_counted(store: Storage) -> None:
    assert store.count_repeated_alerts() == 0
    later = an_alert(occasion="rise:II#2", decided_at=at(66))
    again = replace(ALERT, decided_at=at(67), level=Level.II)
    assert store.commit_step(a_step(alerts=(again, later, replace(later, index=50.0), later))) == 3
    assert [row.alert for row in store.alerts()] == [ALERT, later]
    assert store.commit_step(a_step(alerts=(again,))) == 1
    assert store.commit_step(a_step()) == 0
    assert store.count_repeated_alerts() == 4


def test_alerts_of_a_span(store: Storage) -> None:
    later = an_alert(occasion="rise:II#2", decided_at=at(66))
    store.commit_step(a_step(alerts=(later,)))
    assert [row.alert for row in store.alerts()] == [ALERT, later]
    assert [row.alert for row in store.alerts(since=at(66))] == [later]
    assert [row.alert for row in store.alerts(until=at(66))] == [ALERT]


def test_an_attempt_for_an_unknown_alert_is_refused(store: Storage) -> None:
    with pytest.raises(StorageError):
        store.record_delivery(a_delivery(an_alert(occasion="nowhere")))


def test_what_a_digest_tells_of_never_leaves_by_itself(store: Storage) -> None:
    inside = an_alert(occasion="rise:II#3", decided_at=at(66), digest="digest:x")
    store.commit_step(a_step(store.cursor(), alerts=(inside,)))
    assert [item.alert for item in store.due_alerts(at(999), 10)] == [ALERT]
    assert not store.claim_alert(a_delivery(inside))
    assert [row.status for row in store.alerts() if row.alert == inside] == ["folded"]
