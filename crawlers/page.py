"""One article page: fetched, checked to be one, and when it was published."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawlers.failures import FetchError
from crawlers.fetch import Fetched, Fetcher
from crawlers.wire import Answer, Tally
from domain.addresses import canonical
from domain.crawl import Grade

_ASKS = 3
_PAGE_TYPES = ("html", "xml", "text/plain")
_AHEAD = timedelta(hours=1)
"""Clocks of publishers go wrong by so much; a date further ahead is no date."""
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came. `identity` is its canonical address where the item's own moved there for good, else None."""

    url: str
    body: bytes
    content_type: str | None
    identity: str | None


async def fetch_page(fetcher: Fetcher, url: str, tally: Tally, *, max_bytes: int) -> Page:
    """The page; waits out a Retry-After that ends before the poll does. FetchError where it cannot be had."""
    for _ in range(_ASKS - 1):
        try:
            return _page(url, await fetcher.get(url, tally, max_bytes=max_bytes))
        except FetchError as failure:
            if failure.retry_at is None or failure.reason == "busy" or not _is_soon(failure.retry_at, tally):
                raise
    return _page(url, await fetcher.get(url, tally, max_bytes=max_bytes))


def article_date(listed: datetime | None, stated: datetime | None, zone: str, now: datetime) -> datetime | None:
    """The listing's date, unless it lies ahead, is missing or is a bare day which the page knows better."""
    listed, stated = (moment if moment and _OLDEST <= moment <= now + _AHEAD else None for moment in (listed, stated))
    if listed is None or stated is None:
        return listed or stated
    local = listed.astimezone(ZoneInfo(zone))
    is_bare_day = local.hour == local.minute == local.second == 0
    return stated if is_bare_day and stated.astimezone(local.tzinfo).date() == local.date() else listed


def is_cut_short(answer: Answer) -> bool:
    """Whether the connection ended before the page did: servers also announce wrong lengths."""
    return answer.is_cut and b"</html>" not in answer.body[-2000:].lower()


def _is_soon(moment: datetime, tally: Tally) -> bool:
    return (moment - datetime.now(UTC)).total_seconds() + time.monotonic() < tally.deadline


def _page(url: str, fetched: Fetched) -> Page:
    answer = fetched.answer
    kind = (answer.content_type or "html").lower()
    if not any(name in kind for name in _PAGE_TYPES):
        raise FetchError("no_page", Grade.SOFT, status=answer.status)
    if is_cut_short(answer):
        raise FetchError("cut_short", Grade.TEMPORARY, status=answer.status)
    if _is_home(answer.url) and not _is_home(url):
        raise FetchError("sent_home", Grade.SOFT, status=answer.status)
    identity = canonical(fetched.moved_to) if fetched.moved_to else None
    return Page(url=answer.url, body=answer.body, content_type=answer.content_type, identity=identity)


def _is_home(url: str) -> bool:
    """Where a site sends readers of an article that is gone."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
