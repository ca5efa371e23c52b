"""What became of an attempt is not forgotten when the store cannot take it, and one fault stays one alert's."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.channels.base import Outcome, Receipt
from alerts.deliver import Counts
from alerts.message import Message
from domain.alerts import Delivery
from domain.errors import StorageError
from storage.base import Storage
from tests.alerts.desk import START, Desk, Said, numbered, put
from tests.factories import an_alert, at


class Forgetful:
    """A real store that refuses to record how attempts end, as often as told."""

    def __init__(self, store: Storage, refusals: int, only: str | None = None) -> None:
        self._store = store
        self._only = only
        self.refusals = refusals

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        if self.refusals and self._only in {None, delivery.alert_id}:
            self.refusals -= 1
            raise StorageError("storage.locked")
        self._store.record_delivery(delivery, not_before)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.mark.parametrize(
    ("outcome", "status", "counts"),
    [
        (Outcome.DELIVERED, "delivered", Counts(delivered=1)),
        (Outcome.TEMPORARY, "pending", Counts(waiting=1)),
        (Outcome.PERMANENT, "dead", Counts(dead=1)),
    ],
)
def test_what_the_store_would_not_take_is_recorded_first_in_the_next_pass(
    store: Storage, outcome: Outcome, status: str, counts: Counts
) -> None:
    channel = Said(outcome)
    put(store, an_alert())
    desk = Desk(Forgetful(store, 2), channel)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(StorageError):
            desk.after()
        assert desk.rows()[0].status == "sending"
    assert desk.after(timedelta(seconds=1)) == counts
    (row,) = desk.rows()
    assert (row.status, len(row.deliveries), row.deliveries[0].finished_at) == (status, 1, START)
    assert len(channel.sent) == 1


def test_what_is_not_recorded_holds_up_its_lane_and_no_other(store: Storage) -> None:
    channel = Said()
    first = replace(an_alert(), decided_at=at(60), due_at=at(60))
    second, other = an_alert(occasion="rise:II"), numbered(7)
    put(store, first, second, other)
    desk = Desk(Forgetful(store, 2, only=first.id), channel)  # type: ignore[arg-type]
    for sent in ([first.id], [first.id, other.id]):
        with pytest.raises(StorageError):
            desk.after()
        assert [message.alert_id for message in channel.sent] == sent
    assert desk.after() == Counts(delivered=2)
    assert [message.alert_id for message in channel.sent] == [first.id, other.id, second.id]


def test_a_fault_of_a_channel_holds_up_no_other_alert(store: Storage) -> None:
    class Faulty(Said):
        def send(self, message: Message) -> Receipt:
            if not self.sent:
                self.sent.append(message)
                raise OverflowError
            return super().send(message)

    put(store, numbered(1), numbered(2))
    desk = Desk(store, Faulty())
    assert desk.after() == Counts(delivered=1, unknown=1)
    assert {row.deliveries[0].detail for row in desk.rows()} == {"fault.OverflowError", "said"}
