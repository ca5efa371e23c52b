"""Members of open events are counted once an hour: which, how often, and all the way from a page to the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.settings import CrawlSettings
from domain.addresses import source_id
from domain.clock import RealClock, VirtualClock
from domain.items import Counters, Source, SourceKind
from service.admit import admit
from service.child import CrawlChild
from service.collect import Collector
from service.once import poll_once
from service.polling import Policy
from service.recounts import Recounts, chosen
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.values import Recountable
from tests.crawlers.web import Reply, Web, serve
from tests.factories import a_change, a_document, a_harvest, a_member, a_memory, a_source, a_step, an_event, at, placed


def make_risky(storage: Storage, sequence: int) -> None:
    """The last document founds an event with a level."""
    document = storage.inbox(sequence - 1, 1)[0].document
    event = an_event(document)
    storage.commit_step(
        a_step(
            storage.cursor(),
            sequence=sequence,
            placed=(placed(document),),
            events=(event,),
            members=(a_member(event, document, sequence),),
            memories=(a_memory(event),),
        )
    )


def page_of(number: int, *, counted: bool, url: str = "http://example.org/a") -> Recountable:
    return Recountable(source_id="S1", document_id=f"D{number}", url=f"{url}/{number}", is_counted=counted)


def test_a_source_that_shows_no_totals_is_tried_with_one_page() -> None:
    assert dict(chosen([page_of(1, counted=False), page_of(2, counted=False)])) == {
        "S1": (("D1", "http://example.org/a/1"),)
    }
    pages = dict(chosen([page_of(1, counted=True), page_of(2, counted=False)]))["S1"]
    assert [document for document, _ in pages] == ["D1", "D2"]


def test_a_masked_address_is_left_out() -> None:
    assert dict(chosen([page_of(1, counted=True, url="http://example.org/u/masked")])) == {"S1": ()}


def test_once_an_hour_on_the_real_clock() -> None:
    storage, hands = MemoryStorage(), VirtualClock(at(0))
    storage.put_sources([a_source()], a_change())
    recounts = Recounts(storage, hands)
    assert recounts.take(a_source().id) == ()
    document = a_document(1)
    storage.commit_harvest(a_harvest(document))
    make_risky(storage, 1)
    taken = []
    for _ in range(13):
        hands.advance_to(hands.now() + timedelta(minutes=10))
        taken.append(recounts.take(a_source().id))
    assert [bool(pages) for pages in taken] == [number % 6 == 0 for number in range(13)]
    assert taken[0] == ((document.id, document.url),)


@contextmanager
def collecting(storage: Storage, folder: Path) -> Iterator[Collector]:
    """A collector over a real crawl child."""
    settings = CrawlSettings(per_host_delay=timedelta(milliseconds=10), allow_networks=("127.0.0.0/8",))
    collector = Collector(
        storage,
        lambda: CrawlChild(settings, folder / "crawl.log"),
        admit,
        Policy(),
        real=RealClock(),
        desk=RealClock(),
    )
    try:
        yield collector
    finally:
        collector.close()


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


def test_new_totals_of_a_member_reach_the_inbox(web: Web, store: Storage, tmp_path: Path) -> None:
    head = '<script type="application/ld+json">{{"commentCount": {0}}}</script>'
    web.feed("/rss.xml", [("/a/1.html", "城东化工厂起火")], ETag='"1"')
    web.page("/a/1.html", "城东化工厂起火")
    page = web.replies["/a/1.html"]
    assert isinstance(page, Reply)
    shown = [replace(page, body=page.body.replace(b"<head>", b"<head>" + head.format(n).encode())) for n in (4, 9)]
    web.replies["/a/1.html"] = shown[0]
    address = web.url("/rss.xml")
    store.put_sources(
        [Source(id=source_id(address), name="n", kind=SourceKind.FEED, url=address, outlet="o")], a_change()
    )
    with collecting(store, tmp_path) as collector:
        poll_once(collector, None)
    make_risky(store, 1)
    web.replies["/a/1.html"] = shown[1]
    with collecting(store, tmp_path) as collector:
        for _ in range(2):
            poll_once(collector, frozenset({source_id(address)}))
    assert [(row.recount, row.document.counters) for row in store.inbox(0, 10)] == [
        (False, Counters(comments=4)),
        (True, Counters(comments=9)),
    ]
    assert len(web.asked("/a/1.html")) == 2
