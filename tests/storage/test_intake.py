"""Contract: sources, polling and harvests."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.crawl import HostState
from domain.errors import StorageError
from domain.filters import DocumentFilter
from domain.items import Counters, Document, Door, DoorCount, Source, SourceKind
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.values import Harvest, Recounted
from tests.factories import a_change, a_document, a_harvest, a_poll_state, a_source, a_step, at, collected


@pytest.fixture
def store(store: Storage) -> Storage:
    store.put_sources([a_source()], a_change("sources.put"))
    return store


def doors(*counts: tuple[Door, int]) -> tuple[DoorCount, ...]:
    return tuple(DoorCount(door=door, count=count) for door, count in counts)


def another_source() -> Source:
    return a_source("https://other.linjiang.example/feed.xml", name="江畔论坛")


def test_sources_are_added_and_replaced(store: Storage) -> None:
    other = another_source()
    store.put_sources([other], a_change())
    store.put_sources([replace(other, name="江畔", poll_interval=timedelta(minutes=5))], a_change())
    assert {source.id: source.name for source in store.sources()} == {a_source().id: "临江新闻", other.id: "江畔"}
    assert list(store.sources()) == sorted(store.sources(), key=lambda source: source.id)
    assert [entry.action for entry in store.audit()] == ["sources.put", "test", "test"]


def test_new_documents_come_into_the_inbox_in_order(store: Storage) -> None:
    first, second = a_document(1), a_document(2)
    assert store.commit_harvest(a_harvest(first, second)) == doors((Door.NEW, 2))
    rows = store.inbox(0, 10)
    assert [(row.sequence, row.document, row.at, row.recount) for row in rows] == [
        (1, first, at(60), False),
        (2, second, at(60), False),
    ]
    assert store.inbox(1, 10) == rows[1:]
    assert store.inbox(0, 1) == rows[:1]
    assert store.inbox(0, 10, before=at(60)) == ()
    assert store.inbox_bounds(0) == (at(60), at(60), 2)
    assert store.inbox_bounds(2) is None


def test_several_harvests_are_committed_all_or_none(store: Storage) -> None:
    first, second = a_harvest(a_document(1)), a_harvest(a_document(1), a_document(2))
    with pytest.raises(StorageError):
        store.commit_harvests([first, replace(second, source_id="S0")])
    assert store.inbox_bounds(0) is None
    assert store.commit_harvests([first, second]) == (doors((Door.NEW, 1)), doors((Door.NEW, 1), (Door.UNCHANGED, 1)))
    assert [row.document for row in store.inbox(0, 10)] == [a_document(1), a_document(2)]
    assert store.commit_harvests([]) == ()


def test_harvests_together_are_what_they_are_one_by_one(store: Storage) -> None:
    """Items that came one by one, some a second time with other words or totals, and listings that end between them."""
    again = replace(a_document(1, text="改写"), counters=Counters(likes=3))
    given = [
        a_harvest(a_document(1), at=at(1)),
        a_harvest(a_document(2), at=at(9), state=a_poll_state(etag="one")),
        a_harvest(again, at=at(5)),
        a_harvest(a_document(3), at=at(9), present=("gone",)),
        a_harvest(a_document(2), a_document(4), at=at(10), recounted=(counted(a_document(3)),)),
        a_harvest(a_document(5), at=at(11), requests=2, bytes=70),
        a_harvest(a_document(5), at=at(11), state=a_poll_state(etag="two"), requests=1),
    ]
    reference = MemoryStorage()
    reference.put_sources([a_source()], a_change())
    assert store.commit_harvests(given) == tuple(map(reference.commit_harvest, given))
    assert store.inbox(0, 99) == reference.inbox(0, 99)
    assert store.known_entries(a_source().id) == reference.known_entries(a_source().id)
    assert store.source_health(at(20)) == reference.source_health(at(20))
    assert list(store.documents(DocumentFilter())) == list(reference.documents(DocumentFilter()))


def counted(document: Document) -> Recounted:
    return Recounted(key=document.id, counters=Counters(comments=8))


def test_every_item_leaves_by_one_door(store: Storage) -> None:
    store.commit_harvest(a_harvest(a_document(1), a_document(2)))
    refused = DoorCount(door=Door.REJECTED, reason="minor", count=3)
    seen = a_harvest(a_document(1), a_document(2, text="改写"), a_document(3), a_document(3), doors=(refused,))
    assert store.commit_harvest(seen) == (
        *doors((Door.NEW, 1), (Door.CHANGED, 1), (Door.UNCHANGED, 1), (Door.DUPLICATE, 1)),
        refused,
    )


def test_an_edit_is_a_revision_and_both_are_kept(store: Storage) -> None:
    first = a_document(1, counters=Counters(comments=4))
    edited = a_document(1, text="火已扑灭", title="更新", collected_at=at(90), published_at=at(80))
    store.commit_harvest(a_harvest(first))
    store.commit_harvest(a_harvest(edited, at=at(91)))
    latest = replace(edited, revision=2, counters=Counters(comments=4))
    assert store.revisions(first.id) == (first, latest)
    record = store.document(first.id)
    assert record is not None
    assert (record.document, record.sequence, record.source_name) == (latest, 1, "临江新闻")
    assert [row.document for row in store.inbox(0, 10)] == [first, latest]


def test_an_edit_keeps_outlet_and_tier_as_first_collected(store: Storage) -> None:
    store.commit_harvest(a_harvest(a_document(1)))
    store.commit_harvest(a_harvest(a_document(1, text="改写", outlet="改名报")))
    assert [row.document.outlet for row in store.inbox(0, 10)] == ["临江新闻", "临江新闻"]


def test_another_source_does_not_rewrite_but_an_import_does(store: Storage) -> None:
    other, archive = another_source(), a_source("file:archive", kind=SourceKind.IMPORT)
    store.put_sources([other, archive], a_change())
    store.commit_harvest(a_harvest(a_document(1)))
    assert store.commit_harvest(a_harvest(a_document(1, text="别处", source_id=other.id))) == doors((Door.UNCHANGED, 1))
    imported = a_harvest(a_document(1, text="别处", source_id=archive.id))
    assert store.commit_harvest(imported) == doors((Door.CHANGED, 1))
    record = store.document(a_document(1).id)
    assert record is not None
    assert (record.document.source_id, record.document.revision, record.document.text) == (a_source().id, 2, "别处")


def test_new_totals_alone_make_a_recount(store: Storage) -> None:
    document = a_document(1)
    store.commit_harvest(a_harvest(document))
    count = Recounted(key=collected(document).key, counters=Counters(comments=7))
    stranger = Recounted(key="nowhere", counters=Counters(likes=1))
    for _ in range(2):
        store.commit_harvest(Harvest(source_id=a_source().id, at=at(61), recounted=(count, stranger)))
    row = store.inbox(1, 10)[0]
    assert (row.sequence, row.recount, row.document) == (2, True, replace(document, counters=Counters(comments=7)))
    assert len(store.inbox(0, 10)) == 2
    assert len(store.revisions(document.id)) == 1


def test_totals_find_a_document_that_its_listing_has_forgotten(store: Storage) -> None:
    document = a_document(1)
    store.commit_harvest(a_harvest(document, present=()))
    count = Recounted(key=document.id, counters=Counters(comments=7))
    store.put_sources([another_source()], a_change())
    store.commit_harvest(Harvest(source_id=another_source().id, at=at(61), recounted=(count,)))
    assert len(store.inbox(0, 10)) == 1
    store.commit_harvest(Harvest(source_id=document.source_id, at=at(61), recounted=(count,)))
    assert store.inbox(1, 10)[0].document.counters == Counters(comments=7)


def test_totals_that_a_page_does_not_show_stay_known(store: Storage) -> None:
    document = a_document(1, counters=Counters(likes=3, reposts=1))
    store.commit_harvest(a_harvest(document))
    store.commit_harvest(a_harvest(replace(document, counters=Counters(likes=4))))
    record = store.document(document.id)
    assert record is not None
    assert record.document.counters == Counters(likes=4, reposts=1)


def test_inbox_time_never_falls(store: Storage) -> None:
    store.commit_harvest(a_harvest(a_document(1), at=at(60)))
    store.commit_harvest(a_harvest(a_document(2), at=at(10)))
    assert [row.at for row in store.inbox(0, 10)] == [at(60), at(60)]


def test_nothing_joins_what_was_evaluated(store: Storage) -> None:
    step = a_step()
    store.commit_step(replace(step, cursor=replace(step.cursor, evaluated_at=at(100))))
    store.commit_harvest(a_harvest(a_document(1), at=at(60)))
    assert store.inbox(0, 1)[0].at == at(100)


def test_entries_are_known_until_the_listing_forgets_them(store: Storage) -> None:
    first, second = collected(a_document(1), "k1", "f1"), collected(a_document(2), "k2", "f2")
    source = a_source().id
    store.commit_harvest(Harvest(source_id=source, at=at(), collected=(first, second)))
    assert store.known_entries(source) == (("k1", "f1"), ("k2", "f2"))
    store.commit_harvest(Harvest(source_id=source, at=at(), collected=(replace(first, fingerprint="f1b"),)))
    store.commit_harvest(Harvest(source_id=source, at=at(), present=("k1", "k9")))
    assert store.known_entries(source) == (("k1", "f1b"),)
    store.commit_harvest(Harvest(source_id=source, at=at(), present=()))
    assert store.known_entries(source) == ()


def test_poll_state_and_hosts_are_remembered(store: Storage) -> None:
    state = a_poll_state(etag='"1"', failure_weight=1.5, failure="http.503")
    host = HostState(host="news.linjiang.example", last_request_at=at(1), blocked_until=at(9))
    store.commit_harvest(Harvest(source_id=a_source().id, at=at(), state=state, hosts=(host,), requests=2, bytes=900))
    assert store.poll_states() == {a_source().id: state}
    assert store.hosts() == {host.host: host}
    later = replace(state, failure=None, failure_weight=0.0)
    store.commit_harvest(
        Harvest(source_id=a_source().id, at=at(), state=later, hosts=(replace(host, blocked_until=None),))
    )
    assert store.poll_states() == {a_source().id: later}
    assert store.hosts()[host.host].blocked_until is None


def test_health_counts_the_last_28_days(store: Storage) -> None:
    for days, number in ((28, 1), (27, 2), (1, 3), (0, 4)):
        store.commit_harvest(a_harvest(a_document(number), a_document(number), at=at() - timedelta(days=days)))
    idle = another_source()
    store.put_sources([idle], a_change())
    health = {one.source.id: one for one in store.source_health(at())}
    mine = health[a_source().id]
    assert (mine.items_today, mine.items_28_days, mine.state) == (1, 3, None)
    assert mine.doors == doors((Door.NEW, 3), (Door.DUPLICATE, 3))
    assert (health[idle.id].items_28_days, health[idle.id].doors) == (0, ())


def test_a_harvest_of_an_unknown_source_changes_nothing(store: Storage) -> None:
    with pytest.raises(StorageError):
        store.commit_harvest(a_harvest(a_document(1), source_id="S-nowhere"))
    with pytest.raises(StorageError):
        store.commit_harvest(a_harvest(a_document(1), a_document(2, source_id="S-nowhere")))
    assert (store.inbox(0, 10), store.known_entries(a_source().id)) == ((), ())


def test_text_no_database_takes_is_kept_without_it(store: Storage) -> None:
    store.commit_harvest(a_harvest(a_document(1, title="a\x00b", text="c\ud800d")))
    document = store.inbox(0, 1)[0].document
    assert (document.title, document.text) == ("a\ufffdb", "c\ufffdd")


def test_a_harvest_may_be_large(store: Storage) -> None:
    many = [a_document(number) for number in range(1_200)]
    assert store.commit_harvest(a_harvest(*many)) == doors((Door.NEW, 1_200))
    assert store.commit_harvest(a_harvest(*many, present=())) == doors((Door.UNCHANGED, 1_200))
    assert len(store.inbox(0, 5_000)) == 1_200


TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(min_value=at().replace(tzinfo=None, year=1971), max_value=at().replace(tzinfo=None, year=2200))
TOTALS = st.one_of(st.none(), st.integers(0, 2**40))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    published = draw(st.one_of(st.none(), MOMENTS))
    return a_document(
        draw(st.integers(0, 5)),
        title=draw(TEXT),
        text=draw(TEXT),
        published_at=published.replace(tzinfo=at().tzinfo) if published else None,
        collected_at=draw(MOMENTS).replace(tzinfo=at().tzinfo),
        counters=Counters(reposts=draw(TOTALS), comments=draw(TOTALS), likes=draw(TOTALS)),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(harvests=st.lists(st.lists(documents(), min_size=1, max_size=6), min_size=1, max_size=4))
def test_every_store_comes_to_the_same_inbox(store: Storage, harvests: list[list[Document]]) -> None:
    """Examples follow one another in the same store; a model in memory is fed the same, from where the store stands."""
    model = MemoryStorage()
    model.put_sources([a_source()], a_change())
    for record in store.documents(DocumentFilter()):
        model.commit_harvest(a_harvest(record.document, at=at(60)))
    before = store.inbox_bounds(0)
    start, known = (before[2] if before else 0), len(model.inbox(0, 10_000))
    for batch in harvests:
        assert store.commit_harvest(a_harvest(*batch)) == model.commit_harvest(a_harvest(*batch))
    assert [(row.document, row.recount) for row in store.inbox(start, 10_000)] == [
        (row.document, row.recount) for row in model.inbox(known, 10_000)
    ]
