"""What a person answers before it has left is not sent, and holds up nothing behind it."""

from datetime import timedelta

import pytest

from alerts.channels.base import Outcome, Receipt
from alerts.message import Message
from domain.alerts import Reason
from domain.duty import Response, ResponseKind
from storage.base import Storage
from storage.memory import MemoryStorage
from tests.alerts.desk import START, Desk, Said, put
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event

EVENT = an_event()
DEPUTY = an_alert(
    EVENT,
    occasion="escalate:first:III:deputy",
    reason=Reason.ESCALATED,
    decided_at=START,
    due_at=START,
    recipient="deputy",
)
RISE = an_alert(
    EVENT, occasion="rise:II", reason=Reason.LEVEL_ROSE, decided_at=START + timedelta(seconds=1), due_at=START,
    recipient="deputy",
)  # fmt: skip


@pytest.fixture
def store() -> Storage:
    store = MemoryStorage()
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document()))
    store.commit_step(a_step(events=(EVENT,), memories=(a_memory(EVENT),)))
    return store


def acknowledge(store: Storage) -> None:
    act = Response(event_id=EVENT.id, scope_id="desk", kind=ResponseKind.ACKNOWLEDGED, actor="lan", at=START)
    store.put_response(act, None, a_change())


def test_an_acknowledged_escalation_is_not_tried_again_and_frees_its_lane(store: Storage) -> None:
    put(store, DEPUTY, RISE)
    channel = Said(Outcome.TEMPORARY)
    desk = Desk(store, channel)
    assert desk.after().waiting == 1
    assert [message.title for message in channel.sent] == [DEPUTY.occasion], "the rise waits behind it"
    acknowledge(store)
    assert desk.after(timedelta(hours=1)).delivered == 1
    assert [message.title for message in channel.sent] == [DEPUTY.occasion, RISE.occasion]


def test_acknowledged_while_it_leaves_it_is_not_sent_again(store: Storage) -> None:
    put(store, DEPUTY)

    class Slow(Said):
        """A channel that fails while somebody acknowledges."""

        def send(self, message: Message) -> Receipt:
            acknowledge(store)
            return super().send(message)

    channel = Slow(Outcome.TEMPORARY)
    desk = Desk(store, channel)
    desk.after()
    desk.after(timedelta(days=1))
    assert len(channel.sent) == 1
    assert [row.status for row in desk.rows()] == ["withdrawn"]
