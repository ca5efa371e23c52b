"""robots.txt of every host that is asked: fetched before anything else, kept in memory for at most a day.

RFC 9309: 2xx is parsed; 4xx means no rules; 5xx, 429, a time-out, a refused address or half a file mean that nothing may
be fetched; of a long file the first 512 KiB count, whatever becomes of the rest;
up to five redirects are followed, also to other hosts, and more count as no rules.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawlers.failures import FetchError
from crawlers.reach import reach
from crawlers.robots_rules import MAX_BYTES, RobotsRules, parse_robots
from crawlers.settings import PRODUCT_TOKEN
from crawlers.wire import Answer, Tally, Wire
from domain.crawl import Grade

KEPT = timedelta(hours=24)
"""RFC 9309 section 2.4."""
KEPT_UNREACHABLE = timedelta(seconds=5)
"""Just so long that sources polled together ask once; how often a failing source is polled is the service's to say."""
REDIRECTS = 5
_MAX_DOWNLOAD = 20 * MAX_BYTES
_PERMITTED = parse_robots("", PRODUCT_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Rules, or None where they could not be had, until a moment of `time.monotonic`."""

    rules: RobotsRules | None
    until: float
    retry_at: datetime | None = None


class Robots:
    """The rules of all hosts met so far."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._kept: dict[str, _Kept] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def permit(self, url: str, tally: Tally) -> timedelta:
        """The pause that the host wants between requests; FetchError where `url` may not be fetched."""
        kept = await self._rules(url, tally)
        if kept.rules is None:
            raise FetchError("robots_unreachable", Grade.TEMPORARY, retry_at=kept.retry_at)
        if not kept.rules.allows(url):
            raise FetchError("robots", Grade.SOFT)
        return max(tally.delay, kept.rules.crawl_delay or timedelta(0))

    async def _rules(self, url: str, tally: Tally) -> _Kept:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        async with self._locks.setdefault(origin, asyncio.Lock()):
            kept = self._kept.get(origin)
            if kept is None or kept.until <= time.monotonic():
                kept = self._kept[origin] = await self._fetch(origin, tally)
        return kept

    async def _fetch(self, origin: str, tally: Tally) -> _Kept:
        try:
            answer = await self._follow(f"{origin}/robots.txt", tally)
        except FetchError as failure:
            if failure.reason == "busy":
                raise
            until = time.monotonic() + KEPT_UNREACHABLE.total_seconds()
            return _Kept(rules=None, until=until, retry_at=failure.retry_at)
        text = answer.body[:MAX_BYTES].decode("utf-8", "replace") if answer and answer.status < 300 else ""
        rules = parse_robots(text, PRODUCT_TOKEN) if text else _PERMITTED
        return _Kept(rules=rules, until=time.monotonic() + KEPT.total_seconds())

    async def _follow(self, url: str, tally: Tally) -> Answer | None:
        """The last answer; None where redirects went on and on, FetchError where it came in half."""
        for _ in range(REDIRECTS + 1):
            answer = await self._wire.ask(url, tally, delay=tally.delay, max_bytes=_MAX_DOWNLOAD)
            if not (300 <= answer.status < 400 and answer.location):
                return _whole(answer)
            url = reach(url, answer.location) or ""
        return None


def _whole(answer: Answer) -> Answer:
    """The answer; FetchError where the connection broke before all that is parsed was there: a rule may be missing."""
    if answer.status < 300 and answer.is_cut and len(answer.body) < MAX_BYTES:
        raise FetchError("reset", Grade.TEMPORARY, status=answer.status)
    return answer
