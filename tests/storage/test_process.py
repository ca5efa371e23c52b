"""Contract: steps of processing, the cursor and the open window."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import StaleCursor, StorageError
from domain.events import EventState
from domain.filters import EventFilter
from domain.items import Counters
from domain.labels import Sketch
from domain.risk import Level
from storage.base import Storage
from storage.values import Cursor, Harvest, Recounted, WindowRow
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_labelled,
    a_member,
    a_memory,
    a_source,
    a_step,
    an_alert,
    an_assessment,
    an_event,
    at,
    collected,
    placed,
    some_labels,
)

FIRST, SECOND = a_document(1), a_document(2)


@pytest.fixture
def store(store: Storage) -> Storage:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(FIRST, SECOND))
    return store


def test_a_step_moves_the_cursor_with_its_results(store: Storage) -> None:
    event = an_event(FIRST, documents=2)
    step = a_step(
        sequence=2,
        placed=(placed(FIRST), placed(SECOND, group="g1")),
        events=(event,),
        members=(a_member(event, FIRST, 1), a_member(event, SECOND, 2, duplicate_of=FIRST.id)),
        assessments=(an_assessment(event),),
        memories=(a_memory(event),),
        states=((event.id, "desk", EventState.VERIFYING),),
        alerts=(an_alert(event),),
    )
    store.commit_step(replace(step, cursor=Cursor(sequence=2, evaluated_at=at(60))))
    assert store.cursor() == Cursor(sequence=2, evaluated_at=at(60))
    row = store.event(event.id)
    assert row is not None
    assert (row.event, row.title, row.state, row.assessment) == (
        event,
        FIRST.title,
        EventState.VERIFYING,
        an_assessment(event),
    )
    assert [item.alert for item in store.due_alerts(at(100), 10)] == [an_alert(event)]
    record = store.document(SECOND.id)
    assert record is not None
    assert (record.labels, record.event_id, record.document.duplicate_group) == (some_labels(), event.id, "g1")


def test_who_comes_late_changes_nothing(store: Storage) -> None:
    store.commit_step(a_step(sequence=1, placed=(placed(FIRST),)))
    with pytest.raises(StaleCursor):
        store.commit_step(a_step(sequence=2, placed=(placed(SECOND),), events=(an_event(SECOND),)))
    assert store.cursor().sequence == 1
    assert list(store.events(EventFilter())) == []


def test_an_evaluation_cannot_pass_over_an_older_row(store: Storage) -> None:
    step = a_step(sequence=1)
    with pytest.raises(StaleCursor):
        store.commit_step(replace(step, cursor=Cursor(sequence=1, evaluated_at=at(61))))
    store.commit_step(replace(step, cursor=Cursor(sequence=1, evaluated_at=at(60))))


def test_the_window_comes_back_as_it_was_committed(store: Storage) -> None:
    event = an_event(FIRST)
    member = a_member(event, FIRST, 1)
    sketch = Sketch(signature=(5, 2**32 - 1), terms=((1, 3), (2**50, 1)))
    labelled = replace(a_labelled(FIRST), sketch=sketch)
    one = replace(placed(FIRST, group="g"), labelled=labelled)
    store.commit_step(
        a_step(sequence=1, placed=(one,), events=(event,), members=(member,), memories=(a_memory(event),))
    )
    bare = replace(FIRST, title="", text="", duplicate_group="g")
    assert list(store.window(at(0))) == [WindowRow(member=member, document=bare, labels=some_labels(), sketch=sketch)]
    assert store.window_events(at(0)) == (event,)
    assert store.memories(at(0)) == (a_memory(event),)


def test_the_window_does_not_know_what_the_cursor_has_not_reached(store: Storage) -> None:
    event = an_event(FIRST)
    step = a_step(sequence=2, placed=(placed(FIRST),), events=(event,), members=(a_member(event, FIRST, 1),))
    store.commit_step(step)
    before = list(store.window(at(0)))
    store.commit_harvest(a_harvest(a_document(1, text="改写", published_at=at(3))))
    count = Recounted(key=collected(FIRST).key, counters=Counters(likes=9))
    store.commit_harvest(Harvest(source_id=a_source().id, at=at(70), recounted=(count,)))
    assert list(store.window(at(0))) == before
    store.commit_step(a_step(step.cursor, sequence=4))
    after = next(iter(store.window(at(0)))).document
    assert (after.revision, after.counters, after.published_at) == (2, Counters(likes=9), at(3))


@pytest.mark.parametrize(
    ("since", "level", "is_open"),
    [(60, Level.NONE, True), (60.5, Level.NONE, False), (60.5, Level.IV, True)],
    ids=["touched since", "touched before", "at a level"],
)
def test_an_event_is_open_by_inbox_time_or_level(store: Storage, since: float, level: Level, is_open: bool) -> None:
    event = an_event(FIRST)
    memory = a_memory(event, level=level, scope_id="watch-1")
    members = (a_member(event, FIRST, 1),)
    store.commit_step(a_step(sequence=1, placed=(placed(FIRST),), events=(event,), members=members, memories=(memory,)))
    assert store.window_events(at(since)) == ((event,) if is_open else ())
    assert store.memories(at(since)) == ((memory,) if is_open else ())
    assert len(list(store.window(at(since)))) == int(is_open)


@pytest.mark.parametrize(
    ("level", "state", "merged", "counts"),
    [
        (Level.IV, None, None, True),
        (Level.NONE, None, None, False),
        (Level.II, EventState.ANSWERED, None, True),
        (Level.II, EventState.CLOSED, None, False),
        (Level.II, EventState.NOISE, None, False),
        (Level.II, None, "E1", False),
    ],
)
def test_totals_matter_in_open_events_with_a_level(
    store: Storage, level: Level, state: EventState | None, merged: str | None, counts: bool
) -> None:
    event = an_event(FIRST, merged_into=merged)
    calm = an_event(SECOND)
    store.commit_step(
        a_step(
            sequence=2,
            placed=(placed(FIRST), placed(SECOND)),
            events=(event, calm),
            members=(a_member(event, FIRST, 1), a_member(calm, SECOND, 2)),
            memories=(a_memory(event, level=level, scope_id="education"), a_memory(calm, level=Level.NONE)),
            states=() if state is None else ((event.id, "education", state),),
        )
    )
    found = [(one.source_id, one.document_id, one.url, one.is_counted) for one in store.recountable(5)]
    assert found == ([(FIRST.source_id, FIRST.id, FIRST.url, False)] if counts else [])


def test_of_every_source_the_newest_are_counted_again_and_counted_ones_first(store: Storage) -> None:
    later = [a_document(n) for n in range(3, 7)]
    store.commit_harvest(a_harvest(*later))
    counted = Recounted(key=SECOND.id, counters=Counters(comments=3))
    store.commit_harvest(Harvest(source_id=a_source().id, at=at(61), recounted=(counted,)))
    event = an_event(FIRST)
    documents = [FIRST, SECOND, *later]
    store.commit_step(
        a_step(
            sequence=7,
            placed=tuple(placed(document) for document in documents),
            events=(event,),
            members=tuple(a_member(event, document, n) for n, document in enumerate(documents, 1)),
            memories=(a_memory(event),),
        )
    )
    newest = sorted([FIRST, *later], key=lambda one: one.happened_at, reverse=True)[:2]
    assert [one.document_id for one in store.recountable(3)] == [SECOND.id, *(one.id for one in newest)]
    assert [one.is_counted for one in store.recountable(3)] == [True, False, False]


def test_a_later_step_replaces_by_key(store: Storage) -> None:
    event, other = an_event(FIRST), an_event(SECOND)
    first = a_step(
        sequence=2, placed=(placed(FIRST), placed(SECOND)), events=(event, other),
        members=(a_member(event, FIRST, 1), a_member(other, SECOND, 2)), memories=(a_memory(event),),
        assessments=(an_assessment(event),),
    )  # fmt: skip
    store.commit_step(first)
    merged, grown = replace(other, merged_into=event.id, topics=("fire", "accident")), replace(event, documents=2)
    memory = a_memory(event, level=Level.II)
    moved = (a_member(event, SECOND, 2),)
    again = an_assessment(event, index=61.5)
    store.commit_step(
        a_step(first.cursor, events=(merged, grown), members=moved, memories=(memory,), assessments=(again,))
    )
    assert store.window_events(at(0)) == tuple(sorted((merged, grown), key=lambda one: one.id))
    assert [row.member.event_id for row in store.window(at(0))] == [event.id, event.id]
    assert store.memories(at(0)) == (memory,)
    assert list(store.assessments()) == [again]


def test_an_alert_that_exists_is_left_as_it_is(store: Storage) -> None:
    alert = an_alert()
    store.commit_step(a_step(alerts=(alert,)))
    store.commit_step(a_step(alerts=(replace(alert, index=99.0), an_alert(occasion="rise:II#2", decided_at=at(66)))))
    assert [item.alert.index for item in store.due_alerts(at(200), 10)] == [47.13, 47.13]


@pytest.mark.parametrize("fault", ["document", "event of member", "event of state"])
def test_a_step_that_names_the_unknown_changes_nothing(store: Storage, fault: str) -> None:
    event, strange = an_event(FIRST), a_document(99)
    parts: dict[str, dict[str, Any]] = {
        "document": {"placed": (placed(FIRST), placed(strange))},
        "event of member": {"placed": (placed(FIRST),), "members": (a_member(event, FIRST, 1),)},
        "event of state": {"placed": (placed(FIRST),), "states": ((event.id, "desk", EventState.NOISE),)},
    }
    with pytest.raises(StorageError):
        store.commit_step(a_step(sequence=1, **parts[fault]))
    record = store.document(FIRST.id)
    assert record is not None
    assert (store.cursor(), record.labels) == (Cursor(), None)
