"""Collecting over a real crawl child: nothing is cut, nothing is lost when the store refuses, a child that dies is replaced."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.settings import CrawlSettings
from domain.addresses import source_id
from domain.clock import RealClock
from domain.errors import StorageError
from domain.filters import DocumentFilter
from domain.items import DoorCount, Source, SourceKind
from service.admit import admit
from service.child import CrawlChild
from service.collect import Collector
from service.once import poll_once
from service.polling import Policy
from storage.base import Storage
from storage.values import Harvest
from tests.crawlers.web import Reply, Web, serve
from tests.factories import a_change

ENTRIES = 5000


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        yield web


@contextmanager
def collecting(store: Storage, folder: Path) -> Iterator[Collector]:
    settings = CrawlSettings(per_host_delay=timedelta(milliseconds=10), allow_networks=("127.0.0.0/8",))
    collector = Collector(
        store, lambda: CrawlChild(settings, folder / "crawl.log"), admit, Policy(), real=RealClock(), desk=RealClock()
    )
    try:
        yield collector
    finally:
        collector.close()


def add(store: Storage, *addresses: str) -> None:
    sources = [
        Source(id=source_id(url), name=url, kind=SourceKind.FEED, url=url, outlet="o", full_text=True)
        for url in addresses
    ]
    store.put_sources(sources, a_change())


def large_feed(count: int) -> bytes:
    items = "".join(
        f"<item><title>第{n}条</title><link>http://127.0.0.1/a/{n}</link><guid>{n}</guid>"
        f"<description>{'集市今日开放,行人有序。' * 3}{n}</description></item>"
        for n in range(count)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def stored(store: Storage) -> int:
    return sum(1 for _ in store.documents(DocumentFilter()))


def test_a_feed_of_five_thousand_entries_gives_five_thousand_documents(
    web: Web, store: Storage, tmp_path: Path
) -> None:
    """Many times what may wait to be taken in: neither side may wait for the other for ever."""
    web.replies["/rss.xml"] = Reply(body=large_feed(ENTRIES), kind="application/rss+xml")
    add(store, web.url("/rss.xml"), *[web.url(f"/none{n}.xml") for n in range(30)])
    with collecting(store, tmp_path) as collector:
        poll_once(collector, None)
        assert collector.doors["new"] == ENTRIES
    assert stored(store) == ENTRIES


class Refusing:
    """A store that refuses so many commits before it takes them; everything else is the real one's."""

    def __init__(self, store: Storage, code: str, refusals: int) -> None:
        self._store = store
        self._code = code
        self.refusals = refusals

    def commit_harvest(self, harvest: Harvest) -> tuple[DoorCount, ...]:
        if self.refusals:
            self.refusals -= 1
            raise StorageError(self._code)
        return self._store.commit_harvest(harvest)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_what_a_locked_store_refuses_is_stored_later(web: Web, store: Storage, tmp_path: Path) -> None:
    web.replies["/rss.xml"] = Reply(body=large_feed(50), kind="application/rss+xml")
    add(store, web.url("/rss.xml"))
    refusing = Refusing(store, "storage.locked", 12)
    with collecting(refusing, tmp_path) as collector:  # type: ignore[arg-type]
        while stored(store) < 50 or collector.polling:
            try:
                collector.turn(0.1)
            except StorageError as error:
                assert error.code == "storage.locked"  # noqa: PT017  the turn before it ended is part of the test
    assert refusing.refusals == 0
    assert store.poll_states()[source_id(web.url("/rss.xml"))].failure is None


def test_a_poll_that_the_store_never_takes_does_not_hold_up_the_others(
    web: Web, store: Storage, tmp_path: Path
) -> None:
    web.replies["/rss.xml"] = Reply(body=large_feed(5), kind="application/rss+xml")
    add(store, web.url("/rss.xml"))
    with collecting(Refusing(store, "storage.refused", 10**6), tmp_path) as collector:  # type: ignore[arg-type]
        while not collector.reported:
            try:
                collector.turn(0.1)
            except StorageError as error:
                assert error.code == "storage.refused"  # noqa: PT017
        assert 1 <= collector.doors["failed(storage)"] <= 5, "what had come in when the store refused for the last time"
        assert not collector.polling


def test_a_child_that_dies_is_replaced_and_its_sources_stay_due(web: Web, store: Storage, tmp_path: Path) -> None:
    web.replies["/rss.xml"] = Reply(body=large_feed(20), kind="application/rss+xml")
    add(store, web.url("/rss.xml"))
    with collecting(store, tmp_path) as collector:
        while not collector.children:
            collector.turn(0)
        os.kill(collector.children[0], signal.SIGKILL)
        poll_once(collector, None)
    assert stored(store) == 20
