"""Contract: what readers ask of documents and events."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.events import Event, EventState
from domain.filters import DocumentFilter, EventFilter
from domain.items import Document, Platform, Tier
from domain.labels import Sentiment, Tone, TopicLabel
from domain.risk import Level
from storage.base import Storage
from storage.values import Terms
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_member,
    a_memory,
    a_source,
    a_step,
    an_assessment,
    an_event,
    at,
    placed,
)

FORUM = a_source("https://bbs.linjiang.example/", platform=Platform.FORUM, tier=Tier.OTHER, name="江畔论坛")
ONE = a_document(1)
TWO = a_document(2, source_id=FORUM.id, platform=Platform.FORUM, tier=Tier.OTHER, published_at=at(-300))
THREE = a_document(3, published_at=None)
FOUR = a_document(4)
EVENT = an_event(ONE)
QUIET = Sentiment(label=None, score=0.0)
FOOD = TopicLabel(topic="food", harm=None, confidence=0.5)


@pytest.fixture
def store(store: Storage) -> Storage:
    """Four documents; the last is not processed yet; the first two are one event."""
    store.put_sources([a_source(), FORUM], a_change())
    store.commit_harvest(a_harvest(ONE, TWO, THREE, FOUR))
    tokens = ("城东 化工厂 起火 起火 伤亡", "网友 说 化工厂 在 城东", '食品 安全 c++ it\'s "3.5" GB2312')
    given = (placed(ONE, tokens[0]), placed(TWO, tokens[1], sentiment=QUIET),
             placed(THREE, tokens[2], topics=(FOOD,), sentiment=QUIET))  # fmt: skip
    members = (a_member(EVENT, ONE, 1), a_member(EVENT, TWO, 2))
    store.commit_step(
        a_step(sequence=3, placed=given, events=(EVENT,), members=members, memories=(a_memory(EVENT, level=Level.III),))
    )
    return store


def _name(value: object) -> str:
    """Filters by their keys, phrases by their words, results by their number."""
    if isinstance(value, dict):
        return " ".join(value) or "everything"
    words = [part for part in value if isinstance(part, str)] if isinstance(value, tuple) else []
    return " & ".join(words) if words else str(len(value) if isinstance(value, tuple) else value)


def found(store: Storage, wanted: DocumentFilter, *phrases: str) -> list[Document]:
    terms = Terms(phrases=tuple(tuple(phrase.split()) for phrase in phrases))
    streamed = [record.document for record in store.documents(wanted, terms)]
    page = store.search(wanted, terms, newest=True)
    assert page.total == len(streamed) == len(page.records)
    assert {record.document.id for record in page.records} == {document.id for document in streamed}
    return streamed


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, (ONE, TWO, THREE, FOUR)),
        ({"source_id": FORUM.id}, (TWO,)),
        ({"platform": Platform.NEWS}, (ONE, THREE, FOUR)),
        ({"tier": Tier.OTHER}, (TWO,)),
        ({"topic": "fire"}, (ONE, TWO)),
        ({"topic": "food"}, (THREE,)),
        ({"tone": Tone.NEGATIVE}, (ONE,)),
        ({"level": Level.III}, (ONE, TWO)),
        ({"level": Level.II}, ()),
        ({"event_id": EVENT.id}, (ONE, TWO)),
        ({"since": at(2), "until": at(4)}, (TWO, THREE)),
        ({"topic": "fire", "platform": Platform.FORUM, "since": at(0)}, (TWO,)),
    ],
    ids=_name,
)
def test_filters(store: Storage, wanted: dict[str, Any], expected: Sequence[Document]) -> None:
    assert found(store, DocumentFilter(**wanted)) == list(expected)


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        (("化工厂",), (ONE, TWO)),
        (("化工厂", "城东"), (ONE, TWO)),
        (("城东 化工厂",), (ONE,)),
        (("化工厂 城东",), ()),
        (("起火", "网友"), ()),
        (("化工",), ()),
        (("c++",), (THREE,)),
        (("c",), ()),
        (("IT'S",), (THREE,)),
        (('"3.5" gb2312',), (THREE,)),
        (("AND",), ()),
        (("tokens:化工厂",), ()),
        (("",), (ONE, TWO, THREE, FOUR)),
    ],
    ids=_name,
)
def test_every_phrase_must_occur_side_by_side(
    store: Storage, phrases: Sequence[str], expected: Sequence[Document]
) -> None:
    assert found(store, DocumentFilter(), *phrases) == list(expected)


def test_search_puts_the_best_first(store: Storage) -> None:
    page = store.search(DocumentFilter(), Terms(phrases=(("化工厂",),)), limit=1)
    assert (len(page.records), page.total) == (1, 2)
    best = store.search(DocumentFilter(), Terms(phrases=(("起火",),)))
    assert [record.document for record in best.records] == [ONE]
    assert best.records[0].event_id == EVENT.id


def test_newest_is_by_when_it_happened(store: Storage) -> None:
    page = store.search(DocumentFilter(), Terms(), newest=True)
    assert [record.document for record in page.records] == [THREE, FOUR, ONE, TWO]
    assert store.search(DocumentFilter(), Terms()) == page


def test_an_edited_document_is_found_by_its_new_words_alone(store: Storage) -> None:
    edited = a_document(1, text="火已扑灭")
    store.commit_harvest(a_harvest(edited))
    revised = store.inbox(4, 1)[0].document
    store.commit_step(a_step(store.cursor(), sequence=5, placed=(placed(revised, "火 已 扑灭"),)))
    assert found(store, DocumentFilter(), "扑灭") == [revised]
    assert found(store, DocumentFilter(), "起火") == []


def test_a_document_without_words_is_found_by_none_of_them(store: Storage) -> None:
    words = Terms(phrases=(("化工厂",),))
    for tokens, expected in (("", [TWO]), (" ", [TWO]), ("化工厂", [ONE, TWO])):
        store.commit_step(a_step(store.cursor(), placed=(placed(ONE, tokens),)))
        assert [one.document.id for one in store.documents(DocumentFilter(), words)] == [one.id for one in expected]
    assert len(list(store.documents(DocumentFilter()))) == 4


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_pages_join_to_the_whole(store: Storage, size: int) -> None:
    whole = list(store.documents(DocumentFilter()))
    joined, after = [], 0
    while page := [
        record for record, _ in zip(store.documents(DocumentFilter(), after=after), range(size), strict=False)
    ]:
        joined += page
        after = page[-1].sequence
    assert joined == whole


def test_an_iterator_left_early_gives_its_connection_back(store: Storage) -> None:
    for _ in range(40):
        next(store.documents(DocumentFilter()))


def test_events_come_gravest_first(store: Storage) -> None:
    graver, calm, shut = an_event(TWO, topics=("food",)), an_event(THREE, last_seen=at(500)), an_event(FOUR)
    store.commit_step(
        a_step(
            store.cursor(),
            events=(graver, calm, shut),
            memories=(a_memory(graver, level=Level.II),),
            assessments=(
                an_assessment(EVENT, index=50.0),
                an_assessment(EVENT, index=46.0, at=at(70)),
                an_assessment(EVENT, index=90.0, at=at(80), scope_id="watch"),
                an_assessment(shut),
            ),
            states=((shut.id, "desk", EventState.CLOSED),),
        )
    )

    def listed(**wanted: Any) -> list[Event]:
        return [row.event for row in store.events(EventFilter(**wanted))]

    assert listed() == [graver, EVENT, calm]
    assert listed(only_open=False) == [graver, EVENT, shut, calm]
    assert listed(level=Level.II) == [graver]
    assert listed(topic="food") == [graver]
    assert listed(since=at(500)) == [calm]
    assert calm not in listed(until=at(500))
    assert listed(scope_id="watch")[0] == EVENT
    rows = {row.event.id: row for row in store.events(EventFilter())}
    latest = rows[EVENT.id].assessment
    assert latest is not None
    assert (latest.index, rows[EVENT.id].title, rows[EVENT.id].state) == (46.0, ONE.title, EventState.NEW)


def test_a_merged_event_leads_to_where_it_went(store: Storage) -> None:
    gone, between = an_event(THREE, merged_into=EVENT.id), an_event(FOUR, merged_into=an_event(THREE).id)
    store.commit_step(a_step(store.cursor(), events=(gone, between)))
    row = store.event(between.id)
    assert row is not None
    assert row.event == EVENT
    assert [record.document for record in store.event_documents(between.id)] == [ONE, TWO]
    assert gone not in [row.event for row in store.events(EventFilter())]


def test_a_name_given_by_a_person_is_the_title(store: Storage) -> None:
    store.commit_step(a_step(store.cursor(), events=(an_event(ONE, name="城东火灾"),)))
    row = store.event(EVENT.id)
    assert row is not None
    assert row.title == "城东火灾"


def test_assessments_of_a_span(store: Storage) -> None:
    other = an_event(TWO)
    given = [an_assessment(EVENT), an_assessment(other, at=at(70)), an_assessment(EVENT, at=at(75))]
    store.commit_step(a_step(store.cursor(), events=(other,), assessments=tuple(reversed(given))))
    assert list(store.assessments()) == given
    assert list(store.assessments(event_id=EVENT.id)) == [given[0], given[2]]
    assert list(store.assessments(since=at(70), until=at(75))) == [given[1]]


def test_what_is_not_there(store: Storage) -> None:
    assert store.document("D-nowhere") is None
    assert store.revisions("D-nowhere") == ()
    assert store.event("E-nowhere") is None
    assert store.event_documents("E-nowhere") == ()
    assert store.responses("E-nowhere") == ()
    assert store.rules("nothing") is None
