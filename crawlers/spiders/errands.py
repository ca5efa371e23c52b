"""Runs an errand over Scrapy's downloader: `Errand` in on standard input, a JSON line an address out.

Requests are made as polls make theirs: robots.txt, pauses, addresses, bounds. The process ends with its standard input, so
that it never outlives who sent it.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, BinaryIO

from scrapy import Spider
from scrapy.crawler import Crawler

from crawlers.errand import Copy, Errand, Survey
from crawlers.process import keep_log_clean
from crawlers.settings import scrapy_settings
from crawlers.spiders.polls import make_tools
from crawlers.tools import Tools
from crawlers.wire import Tally
from domain.codec import from_json, to_json

PATIENCE = timedelta(seconds=90)
"""For one address: no request is begun after it."""
LOG = logging.getLogger("crawlers")
Work = Callable[[Tools, str, Tally], Awaitable[Survey | Copy]]


class ErrandSpider(Spider):
    """Does one kind of work at each address, one after another."""

    name = "wanglou-errand"

    def __init__(self, *, errand: Errand, work: Work, out: BinaryIO, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._errand, self._work, self._out = errand, work, out

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. Yields nothing: requests go through the engine one by one."""
        tools = make_tools(self._errand.settings, self.crawler.engine.download_async, lambda _: None)
        tools.hosts.restore(self._errand.hosts)
        for address in self._errand.addresses:
            self._out.write(to_json(await self._done(tools, address)) + b"\n")
            self._out.flush()
        return
        yield

    async def _done(self, tools: Tools, address: str) -> Survey | Copy | None:
        """What the work brought; None where a page broke us, which costs its own address only."""
        tally = Tally(deadline=time.monotonic() + PATIENCE.total_seconds(), delay=self._errand.settings.per_host_delay)
        try:
            return await self._work(tools, address, tally)
        except Exception as error:  # noqa: BLE001 - the edge
            LOG.error("reason=internal kind=%s", type(error).__name__)  # noqa: TRY400 - a traceback may quote a page
            return None


def run(work: Work) -> None:
    """The whole process: reads the errand, does it, ends."""
    keep_log_clean()
    # An interrupt at the terminal reaches both processes; the other one decides, and ends our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    errand = from_json(Errand, sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What prints by accident must not break the protocol.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    crawler = Crawler(ErrandSpider, scrapy_settings(errand.settings))
    asyncio.run(crawler.crawl_async(errand=errand, work=work, out=out))
    # A page that is still being read must not keep the interpreter.
    os._exit(0)


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(1)
