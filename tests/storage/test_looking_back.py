"""Contract: who carried events and which rules found what in them, and everything that was done, in one reading each."""

from datetime import timedelta

import pytest

from domain.duty import Response, ResponseKind
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Hit, TopicLabel
from domain.orders import Order, OrderKind
from domain.risk import Level
from storage.base import Storage
from storage.values import CarrierRow
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_member,
    a_memory,
    a_response,
    a_source,
    a_step,
    an_event,
    at,
    placed,
)  # fmt: skip

DOCUMENTS = tuple(a_document(number) for number in range(1, 5))
FIRST, SECOND = an_event(DOCUMENTS[0]), an_event(DOCUMENTS[3], touched_at=at(-9000))
SUGGESTED = TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.4, is_suggested=True)
TWO = (
    TopicLabel(topic="fire", harm=Harm.FIRE_EXPLOSION, confidence=0.9,
               hits=(Hit(rule="fire-1", words=("起火",), positions=(3,)), Hit(rule="fire-2", words=("火",), positions=(4,)))),
    TopicLabel(topic="traffic", harm=None, confidence=0.9),
)  # fmt: skip


@pytest.fixture
def store(store: Storage) -> Storage:
    """Two events, of three documents and of one that has no level and was touched long ago."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*DOCUMENTS))
    members = [a_member(FIRST, document, number) for number, document in enumerate(DOCUMENTS[:3], 1)]
    members[2] = a_member(FIRST, DOCUMENTS[2], 3, happened_at=at(-100), joined_at=at(61))
    labelled = (
        placed(DOCUMENTS[0], topics=TWO, suggestions=(SUGGESTED,)),
        placed(DOCUMENTS[1], topics=()),
        *map(placed, DOCUMENTS[2:]),
    )
    step = a_step(
        sequence=4, placed=labelled, events=(FIRST, SECOND), members=(*members, a_member(SECOND, DOCUMENTS[3], 4))
    )
    store.commit_step(step)
    return store


def carrier(**other: object) -> CarrierRow:
    given = {
        "event_id": FIRST.id, "joined_at": at(60), "outlet": "临江新闻", "platform": Platform.NEWS, "tier": Tier.LOCAL,
        "topics": (("fire", ("fire-1",)),),
    }  # fmt: skip
    return CarrierRow(**(given | other))  # type: ignore[arg-type]


def test_carriers_come_by_event_then_as_they_happened(store: Storage) -> None:
    first, second = DOCUMENTS[0].happened_at, DOCUMENTS[1].happened_at
    assert list(store.carriers(at(0))) == [
        carrier(happened_at=at(-100), joined_at=at(61)),
        carrier(happened_at=first, topics=(("fire", ("fire-1", "fire-2")), ("traffic", ()))),
        carrier(happened_at=second, topics=()),
    ]


def test_carriers_without_topics(store: Storage) -> None:
    assert {row.topics for row in store.carriers(at(0), topics=False)} == {()}
    assert len(list(store.carriers(at(0), topics=False))) == 3


def test_carriers_of_what_was_touched_or_has_a_level(store: Storage) -> None:
    assert {row.event_id for row in store.carriers(at(-9000))} == {FIRST.id, SECOND.id}
    cursor = store.cursor()
    store.commit_step(a_step(cursor, memories=(a_memory(SECOND, level=Level.IV),)))
    assert [row.event_id for row in store.carriers(at(61))] == [SECOND.id]


def test_all_that_was_done_in_its_order_without_what_was_refused(store: Storage) -> None:
    later = a_response(SECOND, at=at(90))
    earlier = a_response(FIRST, ResponseKind.NOTED, at=at(80), note="asked")
    store.put_response(later, None, a_change())
    store.put_response(earlier, None, a_change())
    told = [ordered(store, minute) for minute in (100, 110)]
    refused = [(store.orders(0)[-1].sequence, "order.same_event")]
    store.commit_step(a_step(store.cursor(), outcomes=tuple(refused)))
    assert list(store.all_responses()) == [later, earlier, told[0]]
    assert store.responses(FIRST.id) == (earlier, told[0])


def ordered(store: Storage, minute: float) -> Response:
    """The record of a renaming that was ordered."""
    order = Order(kind=OrderKind.RENAME, event_id=FIRST.id, actor="wang", reason="clearer", at=at(minute), name="Fire")
    told = a_response(FIRST, ResponseKind.RENAMED, at=order.at + timedelta())
    store.put_order(order, a_change(), told)
    return told
