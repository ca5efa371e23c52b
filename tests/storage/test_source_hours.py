"""Contract: what sources brought, hour by hour."""

from datetime import timedelta

from domain.addresses import source_id
from domain.streams import hour_of
from storage.base import Storage
from storage.values import SourceHours
from tests.factories import NOON, SOURCE_URL, a_change, a_document, a_harvest, a_source, at

OTHER = source_id("https://paper.linjiang.example/feed.xml")
HOUR = hour_of(NOON)


def test_documents_are_counted_by_source_and_by_the_hour_they_happened(store: Storage) -> None:
    addresses = (SOURCE_URL, "https://paper.linjiang.example/feed.xml", "https://new.example/feed.xml")
    store.put_sources([a_source(url) for url in addresses], a_change())
    store.commit_harvest(a_harvest(a_document(1, published_at=at(-600), collected_at=at()), at=at()))
    later = [a_document(number, published_at=at(number), collected_at=at(70)) for number in (5, 59, 61)]
    store.commit_harvest(a_harvest(*later, at=at(70)))
    undated = a_document(90, source_id=OTHER, published_at=None, collected_at=at(130))
    store.commit_harvest(a_harvest(undated, at=at(130)))
    expected = (
        SourceHours(source_id=source_id(SOURCE_URL), first_at=at(), counts=((HOUR, 2), (HOUR + 1, 1))),
        SourceHours(source_id=OTHER, first_at=at(130), counts=((HOUR + 2, 1),)),
    )
    assert store.source_hours(NOON) == tuple(sorted(expected, key=lambda one: one.source_id))


def test_a_source_that_is_silent_now_is_known(store: Storage) -> None:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document(1, published_at=at(), collected_at=at()), at=at()))
    (found,) = store.source_hours(NOON + timedelta(days=30))
    assert (found.first_at, found.counts) == (at(), ())
