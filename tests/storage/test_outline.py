"""Contract: levels and addresses of a long past, without texts, labels and explanations."""

import pytest

from domain.risk import Level
from storage.base import Storage
from storage.values import AddressRow, LevelRow
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_member,
    a_source,
    a_step,
    an_assessment,
    an_event,
    at,
    placed,
)  # fmt: skip

DOCUMENTS = tuple(a_document(number) for number in range(1, 4))
EVENT = an_event(DOCUMENTS[0])


@pytest.fixture
def store(store: Storage) -> Storage:
    """Three documents, the first of them revised; two are members of one event."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*DOCUMENTS))
    revised = a_document(1, text="别的说法", content_hash="other", collected_at=at(90))
    store.commit_harvest(a_harvest(revised, at=at(90)))
    members = [a_member(EVENT, document, number) for number, document in enumerate(DOCUMENTS[:2], 1)]
    said = [
        an_assessment(EVENT, at=at(70), level=Level.II, proposed=True),
        an_assessment(EVENT, at=at(65), level=Level.IV),
        an_assessment(EVENT, at=at(65), level=Level.NONE, scope_id="a watch"),
    ]
    store.commit_step(
        a_step(
            sequence=3,
            placed=tuple(map(placed, DOCUMENTS)),
            events=(EVENT,),
            members=tuple(members),
            assessments=tuple(said),
        )
    )
    return store


def test_levels_come_by_time_then_scope(store: Storage) -> None:
    def row(scope: str, minute: float, level: Level, *, proposed: bool = False) -> LevelRow:
        return LevelRow(event_id=EVENT.id, scope_id=scope, at=at(minute), level=level, proposed=proposed)

    wanted = [
        row("a watch", 65, Level.NONE),
        row("desk", 65, Level.IV),
        row("desk", 70, Level.II, proposed=True),
    ]
    assert list(store.levels()) == wanted


def test_addresses_come_in_order_of_arrival(store: Storage) -> None:
    first, second, third = DOCUMENTS
    assert list(store.addresses()) == [
        AddressRow(url=first.url, first_collected_at=first.collected_at, revisions=2, event_id=EVENT.id),
        AddressRow(url=second.url, first_collected_at=second.collected_at, revisions=1, event_id=EVENT.id),
        AddressRow(url=third.url, first_collected_at=third.collected_at, revisions=1),
    ]
