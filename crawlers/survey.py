"""What a site offers to be polled, looked at: `python -m crawlers.survey`.

Standard input: a line of settings and a line with an address. Standard output: one line, a `Survey`. Every request is made
as polls make theirs: robots.txt, pauses, addresses, bounds.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler

from crawlers.charset import decode, html_declaration
from crawlers.discover import Candidate, discover
from crawlers.failures import FetchError
from crawlers.feed_values import NotAFeed
from crawlers.feeds import parse_feed
from crawlers.process import keep_log_clean
from crawlers.reach import reach
from crawlers.settings import CrawlSettings, scrapy_settings
from crawlers.sitemap import looks_like_sitemap
from crawlers.spiders.polls import make_tools
from crawlers.tools import Tools
from crawlers.wire import Answer, Tally
from domain.codec import from_json, to_json
from domain.items import SourceKind

PATIENCE = timedelta(seconds=90)
_MOST = 12
"""Addresses looked at in one survey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that can be polled, as it was seen. `entries`: of a feed; 0 for sites."""

    url: str
    kind: SourceKind
    title: str
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found at `url`, surest first; `reason` is a code where the address itself could not be had."""

    url: str
    reason: str | None = None
    findings: tuple[Finding, ...] = ()


async def survey(tools: Tools, address: str) -> Survey:
    """Looks at an address and at what its page offers; places where feeds stand by custom only if it offers none."""
    url = reach(address, "") or address
    tally = Tally(deadline=time.monotonic() + PATIENCE.total_seconds(), delay=tools.settings.per_host_delay)
    try:
        answer = await _get(tools, url, tally)
        candidates = await tools.reader(partial(_candidates, answer))
    except FetchError as failure:
        return Survey(url=url, reason=failure.reason)
    stated = [candidate for candidate in candidates if candidate.is_stated][:_MOST]
    findings = await _look(tools, stated, tally, answer)
    if not any(finding.kind is SourceKind.FEED for finding in findings):
        findings += await _look(tools, [one for one in candidates if not one.is_stated], tally, answer)
    return Survey(url=url, findings=tuple(findings))


async def _look(tools: Tools, candidates: list[Candidate], tally: Tally, seen: Answer) -> list[Finding]:
    """Those of the candidates that are what they seem."""
    findings: list[Finding] = []
    for candidate in candidates:
        try:
            answer = seen if candidate.url == seen.url else await _get(tools, candidate.url, tally)
            findings += await tools.reader(partial(_checked, candidate, answer))
        except FetchError:
            continue
    return findings


async def _get(tools: Tools, url: str, tally: Tally) -> Answer:
    return (await tools.fetcher.get(url, tally, max_bytes=tools.settings.max_listing_bytes)).answer


def _candidates(answer: Answer) -> tuple[Candidate, ...]:
    decoded = decode(answer.body, content_type=answer.content_type, declared=html_declaration(answer.body))
    return discover(answer.body, decoded.text, url=answer.url)


def _checked(candidate: Candidate, answer: Answer) -> list[Finding]:
    """The candidate with what stands there; nothing where something else does."""
    if candidate.kind is SourceKind.SITE:
        is_list = candidate.is_stated or looks_like_sitemap(answer.body, answer.url)
        return [Finding(url=candidate.url, kind=candidate.kind, title=candidate.title)] if is_list else []
    try:
        feed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    except NotAFeed:
        return []
    title = feed.title or candidate.title
    return [Finding(url=candidate.url, kind=candidate.kind, title=title, entries=len(feed.entries))]


class SurveySpider(Spider):
    """One survey over Scrapy's downloader."""

    name = "wanglou-survey"

    def __init__(self, *, url: str, crawl: CrawlSettings, tell: Callable[[Survey], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url, self._crawl, self._tell = url, crawl, tell

    async def start(self) -> AsyncIterator[Any]:
        tools = make_tools(self._crawl, self.crawler.engine.download_async, lambda _: None)
        self._tell(await survey(tools, self._url))
        return
        yield


def main() -> None:
    """Reads two lines, surveys, prints one."""
    keep_log_clean()
    settings = from_json(CrawlSettings, sys.stdin.readline())
    url = sys.stdin.readline().strip()
    found: list[Survey] = []
    crawler = Crawler(SurveySpider, scrapy_settings(settings))
    asyncio.run(crawler.crawl_async(url=url, crawl=settings, tell=found.append))
    sys.stdout.buffer.write(to_json(found[0]) + b"\n")
    sys.stdout.flush()
    # As in `process`: a page that is still being read must not keep the interpreter.
    os._exit(0)


if __name__ == "__main__":
    main()
