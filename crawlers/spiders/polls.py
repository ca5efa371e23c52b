"""The one long-lived spider: takes tasks as they come and runs each poll beside the others, over Scrapy's downloader."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from scrapy import Spider

from crawlers.fetch import Fetcher
from crawlers.learning import Templates
from crawlers.memory import Memory
from crawlers.networks import address_rule
from crawlers.outcome import Bye
from crawlers.politeness import Hosts
from crawlers.polling import run_poll
from crawlers.reading import Reader
from crawlers.robots import Robots
from crawlers.settings import CrawlSettings
from crawlers.tools import Tools
from crawlers.wire import Download, Wire
from domain.clock import Clock, RealClock, ScaledClock
from domain.crawl import HostState, PollTask, Said

_PAGE = 4096
_STATM = Path("/proc/self/statm")


class PollSpider(Spider):
    """Polls until its tasks end, which drops all polls at once, or until it is worn, which lets them finish."""

    name = "wanglou"

    def __init__(
        self,
        *,
        tasks: AsyncIterator[PollTask],
        emit: Callable[[Said | Bye], None],
        crawl: CrawlSettings,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._tasks, self._emit, self._crawl = tasks, emit, crawl
        self._polls: set[asyncio.Task[None]] = set()
        self._started = time.monotonic()

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. Yields nothing: requests go through the engine one by one, as polls make them."""
        tools = make_tools(self._crawl, self.crawler.engine.download_async, self._emit)
        if await self._take_tasks(tools):
            self._emit(Bye())
            await self._finish()
        for poll in self._polls:
            poll.cancel()
        await asyncio.gather(*self._polls, return_exceptions=True)
        return
        yield

    async def _take_tasks(self, tools: Tools) -> bool:
        """Begins a poll for every task; True when the child is worn, False when tasks have ended."""
        async for task in self._tasks:
            poll = asyncio.create_task(run_poll(task, tools, self._emit))
            self._polls.add(poll)
            poll.add_done_callback(self._polls.discard)
            if self._is_worn(tools):
                return True
        return False

    async def _finish(self) -> None:
        """Waits for the polls in hand, or for the parent's end, whichever comes first."""
        ended = asyncio.create_task(self._pass_over())
        polls = asyncio.create_task(asyncio.wait(self._polls))
        await asyncio.wait((ended, polls), return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()

    async def _pass_over(self) -> None:
        """Reads on for the end of input; tasks that still come in are not taken."""
        async for _ in self._tasks:
            pass

    def _is_worn(self, tools: Tools) -> bool:
        is_old = time.monotonic() - self._started > self._crawl.max_age.total_seconds()
        return is_old or tools.reader.is_worn or resident_bytes() > self._crawl.memory_limit


def make_tools(crawl: CrawlSettings, download: Download, tell: Callable[[HostState], None]) -> Tools:
    """Everything polls share, put together once."""
    hosts = Hosts(crawl.concurrency, on_block=tell)
    wire = Wire(download, hosts, address_rule(crawl.allow_networks, is_named=crawl.is_named), crawl)
    return Tools(
        settings=crawl,
        hosts=hosts,
        fetcher=Fetcher(wire, Robots(wire)),
        reader=Reader(crawl.parse_timeout),
        memory=Memory(),
        templates=Templates(),
        desk=_desk_clock(crawl),
    )


def resident_bytes() -> int:
    """Memory of this process that lies in RAM; 0 where the system does not tell."""
    return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE if _STATM.exists() else 0


def _desk_clock(crawl: CrawlSettings) -> Clock:
    if crawl.desk_now is None:
        return RealClock()
    return ScaledClock(crawl.desk_now, crawl.desk_factor, crawl.desk_slow_from)
