"""Contract: when the members of all events happened, as forecasts learn from them."""

import pytest

from storage.base import Storage
from tests.factories import a_change, a_document, a_harvest, a_member, a_source, a_step, an_event, at, placed

DOCUMENTS = tuple(a_document(number) for number in range(1, 5))


@pytest.fixture
def store(store: Storage) -> Storage:
    """Two events: documents 1 and 3, documents 2 and 4."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*DOCUMENTS))
    events = tuple(an_event(document) for document in DOCUMENTS[:2])
    members = tuple(a_member(events[i % 2], document, i + 1) for i, document in enumerate(DOCUMENTS))
    store.commit_step(a_step(sequence=4, placed=tuple(map(placed, DOCUMENTS)), events=events, members=members[::-1]))
    return store


def test_times_come_by_event_then_time(store: Storage) -> None:
    one, other = (an_event(document).id for document in DOCUMENTS[:2])
    times = {one: [at(-29), at(-27)], other: [at(-28), at(-26)]}
    assert list(store.event_times(at(-60))) == [(key, time) for key in sorted(times) for time in times[key]]


def test_what_happened_before_is_left_out(store: Storage) -> None:
    assert {time for _, time in store.event_times(at(-27))} == {at(-27), at(-26)}
    assert list(store.event_times(at(0))) == []
