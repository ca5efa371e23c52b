"""The crawl child: `python -m crawlers.process`.

Standard input: one line of settings, then a task a line; its end ends the child at once. Standard output: outcomes.
Standard error: log lines with host names' reason codes and source ids, never a text, a title or an address.
"""

import asyncio
import logging
import os
import signal
import sys
import warnings
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from scrapy.crawler import Crawler

from crawlers.outcome import Emitter
from crawlers.settings import CrawlSettings, scrapy_settings
from crawlers.spiders.polls import PollSpider
from domain.codec import from_json
from domain.crawl import PollTask

_LONGEST_LINE = 64_000_000
"""A source with half a million known entries."""
_LOOKUPS = 32
LOG = logging.getLogger("crawlers")


def main() -> None:
    """Runs until standard input ends, or until the child is worn and its polls are done."""
    keep_log_clean()
    # An interrupt at the terminal reaches parent and child alike; the parent decides, and ends our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_run_to_end())


async def _run_to_end() -> None:
    """Ends the process itself: a page or a host name that is still being looked at must not keep it."""
    try:
        await _run()
    except Exception as error:  # noqa: BLE001 - the edge: a traceback may quote a page
        LOG.error("reason=child_failed kind=%s", type(error).__name__)  # noqa: TRY400 - as above
        os._exit(1)
    os._exit(0)


async def _run() -> None:
    asyncio.get_running_loop().set_exception_handler(_log_kind)
    # Host names are looked up in threads: dead name servers must not use them all up.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="lookup"))
    lines = _lines(await _standard_input())
    first = await anext(lines, None)
    if first is None:
        return
    settings = from_json(CrawlSettings, first)
    emit = Emitter(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    # What prints by accident must not break the protocol.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(BrokenPipeError):
        await Crawler(PollSpider, scrapy_settings(settings)).crawl_async(tasks=_tasks(lines), emit=emit, crawl=settings)


async def _tasks(lines: AsyncIterator[bytes]) -> AsyncIterator[PollTask]:
    async for line in lines:
        try:
            yield from_json(PollTask, line)
        except (ValueError, TypeError, KeyError):
            LOG.error("reason=task_unreadable")  # noqa: TRY400 - a traceback would quote the line


async def _lines(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while line := await reader.readline():
        yield line


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=_LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    return reader


def keep_log_clean() -> None:
    """Our own lines only: libraries log and warn with addresses and texts of pages."""
    warnings.simplefilter("ignore")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s crawl %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    for name in ("scrapy", "asyncio", "aiohttp", "twisted", "trafilatura", "protego", "py.warnings"):
        logging.getLogger(name).disabled = True
    logging.getLogger().addHandler(logging.NullHandler())


def _log_kind(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    LOG.error("reason=stray_error kind=%s", type(context.get("exception")).__name__)


if __name__ == "__main__":
    main()
