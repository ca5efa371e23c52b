"""Contract: orders of people share the inbox's sequence and times, and say what came of them; counts by hour."""

from dataclasses import replace

import pytest

from domain.duty import Response, ResponseKind
from domain.errors import StaleCursor, StorageError
from domain.events import EventState
from domain.filters import EventFilter
from domain.orders import DONE, Order, OrderKind
from domain.streams import HourCount
from storage.base import Storage
from storage.values import Cursor
from tests.factories import a_change, a_document, a_harvest, a_member, a_source, a_step, an_event, at, placed

FIRST, SECOND = a_document(1), a_document(2)
EVENT = an_event(FIRST)
ORDER = Order(kind=OrderKind.RENAME, event_id=EVENT.id, name="仓库起火", actor="li", reason="clearer", at=at(70))


@pytest.fixture
def store(store: Storage) -> Storage:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(FIRST))
    store.commit_step(
        a_step(sequence=1, placed=(placed(FIRST),), events=(EVENT,), members=(a_member(EVENT, FIRST, 1),))
    )
    return store


def test_an_order_takes_its_place_between_the_rows(store: Storage) -> None:
    row = store.put_order(ORDER, a_change())
    store.commit_harvest(replace(a_harvest(SECOND), at=at(80)))
    assert (row.sequence, row.at, row.outcome) == (2, at(70), "")
    assert [one.sequence for one in store.inbox(0, 10)] == [1, 3]
    assert [one.sequence for one in store.inbox(2, 10)] == [3]
    assert store.orders(1) == (row,)
    assert store.orders(2) == ()
    assert store.orders(1, before=at(70)) == ()
    assert store.inbox_bounds(1) == (at(70), at(80), 2)


def test_an_order_is_never_older_than_what_is_evaluated_or_stored(store: Storage) -> None:
    store.commit_step(
        replace(a_step(sequence=1), expected=store.cursor(), cursor=Cursor(sequence=1, evaluated_at=at(300)))
    )
    assert store.put_order(ORDER, a_change()).at == at(300)
    store.commit_harvest(a_harvest(SECOND))
    assert store.inbox(2, 10)[0].at == at(300)


def test_an_evaluation_cannot_pass_over_an_order(store: Storage) -> None:
    store.put_order(ORDER, a_change())
    late = replace(a_step(sequence=1), expected=store.cursor(), cursor=Cursor(sequence=1, evaluated_at=at(71)))
    with pytest.raises(StaleCursor):
        store.commit_step(late)
    store.commit_step(replace(late, cursor=Cursor(sequence=1, evaluated_at=at(70))))


def test_what_came_of_an_order_is_kept_and_found_by_either_event(store: Storage) -> None:
    merge = replace(ORDER, kind=OrderKind.MERGE, event_id="E1", other=EVENT.id, name=None)
    row = store.put_order(merge, a_change())
    store.commit_step(replace(a_step(sequence=2), expected=store.cursor(), outcomes=((2, DONE),)))
    assert store.event_orders(EVENT.id) == store.event_orders("E1") == (replace(row, outcome=DONE),)
    assert store.event_orders("E2") == ()


def test_an_order_tells_of_itself_in_the_same_transaction(store: Storage) -> None:
    said = Response(
        event_id=EVENT.id, scope_id="desk", kind=ResponseKind.ANSWERED, actor="li", at=at(70), url="https://a.example"
    )
    store.put_order(replace(ORDER, kind=OrderKind.ANSWER), a_change(), said, EventState.ANSWERED)
    assert store.responses(EVENT.id) == (said,)
    assert [row.state for row in store.events(EventFilter())] == [EventState.ANSWERED]
    with pytest.raises(StorageError):
        store.put_order(ORDER, a_change(), replace(said, event_id="E404"))
    assert len(store.orders(0)) == 1


def said_of(order: Order, kind: ResponseKind = ResponseKind.RENAMED) -> Response:
    return Response(event_id=order.event_id, scope_id="desk", kind=kind, actor="li", at=order.at, note=order.reason)


@pytest.mark.parametrize(("outcome", "stands"), [("", True), (DONE, True), ("unknown_event", False)])
def test_what_an_order_told_of_stands_unless_it_was_refused(store: Storage, outcome: str, stands: bool) -> None:
    row = store.put_order(ORDER, a_change(), said_of(ORDER))
    store.put_order(ORDER, a_change(), replace(said_of(ORDER), note="the next order"))
    if outcome:
        store.commit_step(replace(a_step(sequence=2), expected=store.cursor(), outcomes=((row.sequence, outcome),)))
    assert [one.note for one in store.responses(EVENT.id)] == [*["clearer"] * stands, "the next order"]
    assert [one.is_refused for one in store.event_orders(EVENT.id)] == [not stands, False]
    assert [entry.action for entry in store.audit()].count(a_change().action) == 3, (
        "that it was given stays in the trail"
    )


def test_what_was_done_about_a_merged_event_is_told_of_what_it_became(store: Storage) -> None:
    between = an_event(SECOND, merged_into=EVENT.id)
    gone, other = an_event(a_document(3), merged_into=between.id), an_event(a_document(4))
    store.commit_step(replace(a_step(sequence=1), expected=store.cursor(), events=(between, gone, other)))
    said = [replace(said_of(ORDER), event_id=one.id, note=one.id) for one in (gone, EVENT, other, between)]
    for response in said:
        store.put_response(response, None, a_change())
    orders = [store.put_order(replace(ORDER, event_id=one.id), a_change()) for one in (gone, other)]
    for one in (EVENT, between, gone):
        assert store.responses(one.id) == (said[0], said[1], said[3]), "in the order in which they were recorded"
        assert store.event_orders(one.id) == (orders[0],)
    assert store.responses(other.id) == (said[2],)


def test_members_of_one_event_open_or_not(store: Storage) -> None:
    (row,) = store.event_rows(EVENT.id)
    assert (row.member, row.document.id, row.document.text) == (a_member(EVENT, FIRST, 1), FIRST.id, "")
    assert list(store.event_rows("E404")) == []


def test_counts_by_hour_are_replaced_and_read_from_an_hour_on(store: Storage) -> None:
    first = (HourCount(stream="topic:fire", hour=10, count=2), HourCount(stream="all", hour=11, count=5))
    store.commit_step(replace(a_step(sequence=1), expected=store.cursor(), counts=first))
    again = (HourCount(stream="topic:fire", hour=10, count=3),)
    store.commit_step(replace(a_step(sequence=1), expected=store.cursor(), counts=again))
    assert list(store.hour_counts(0)) == [first[1], *again]
    assert list(store.hour_counts(11)) == [first[1]]
