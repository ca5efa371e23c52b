"""One request, made politely: address checked, the host's turn awaited, answer bounded, failure named."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers.failures import FetchError, from_error, from_status
from crawlers.http_date import http_date
from crawlers.networks import AddressRule
from crawlers.politeness import Hosts, TooLateError
from crawlers.settings import CrawlSettings
from domain.addresses import canonical, host_of
from domain.crawl import Grade
from domain.errors import BadAddress

Download = Callable[[Request], Awaitable[Response]]
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"


@dataclass(slots=True)
class Tally:
    """What one poll has cost so far, and by when (`time.monotonic`) its requests must have begun."""

    deadline: float
    delay: timedelta
    requests: int = 0
    bytes: int = 0
    hosts: set[str] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of any status but 429 and 5xx."""

    url: str
    status: int
    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    location: str | None
    is_cut: bool
    """The connection ended before the length that was announced."""


class Wire:
    """Makes single requests; follows no redirect and knows no robots.txt."""

    def __init__(self, download: Download, hosts: Hosts, rule: AddressRule, settings: CrawlSettings) -> None:
        self._download, self._hosts, self._rule, self._settings = download, hosts, rule, settings

    async def ask(
        self, url: str, tally: Tally, *, delay: timedelta, max_bytes: int, headers: dict[str, str] | None = None
    ) -> Answer:
        """The host's answer to one GET; FetchError where there is none, or the host is overloaded."""
        self.check(url)
        host = host_of(url)
        try:
            async with self._hosts.turn(host, delay, tally.deadline):
                tally.requests += 1
                tally.hosts.add(host)
                response = await self._answer(url, headers or {}, max_bytes)
        except TooLateError as late:
            tally.hosts.add(host)
            raise FetchError("busy", Grade.TEMPORARY, retry_at=late.retry_at) from None
        tally.bytes += len(response.body)
        return self._judged(host, _answer(url, response), _header(response, b"Retry-After"))

    def check(self, url: str) -> None:
        """FetchError for anything but http(s), a user name, or an address in a network that is shut."""
        try:
            canonical(url)
        except BadAddress as error:
            raise FetchError("bad_address", Grade.SOFT) from error
        reason = self._rule.refusal_of_host(urlsplit(url).hostname or "")
        if reason:
            raise FetchError(reason, Grade.SOFT)

    def _request(self, url: str, headers: dict[str, str], max_bytes: int) -> Request:
        meta = {
            "download_maxsize": max_bytes,
            "download_timeout": self._settings.response_timeout.total_seconds(),
            "verbatim_url": True,
            "download_slot": host_of(url),
        }
        named = {
            "User-Agent": self._settings.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        return Request(url, headers=named | headers, meta=meta, dont_filter=True)

    async def _answer(self, url: str, headers: dict[str, str], max_bytes: int) -> Response:
        try:
            return await self._download(self._request(url, headers, max_bytes))
        except Exception as error:  # the edge to the network: a hostile answer may raise anything
            raise from_error(error) from error

    def _judged(self, host: str, answer: Answer, retry_after: str | None) -> Answer:
        if answer.status < 500 and answer.status != 429:
            return answer
        failure = from_status(answer.status, retry_after, datetime.now(UTC))
        if failure.retry_at is not None:
            self._hosts.block(host, failure.retry_at)
        raise failure


def _answer(url: str, response: Response) -> Answer:
    return Answer(
        url=url,
        status=response.status,
        body=response.body,
        content_type=_header(response, b"Content-Type"),
        etag=_header(response, b"ETag"),
        last_modified=_date_header(response, b"Last-Modified"),
        location=_header(response, b"Location"),
        is_cut="dataloss" in response.flags,
    )


def _date_header(response: Response, name: bytes) -> str | None:
    """A header's value where it is a date; anything else is none of ours to keep and send back."""
    value = _header(response, name)
    return value if value and http_date(value) else None


def _header(response: Response, name: bytes) -> str | None:
    """A header's value; None where absent or longer than anything sensible."""
    value = response.headers.get(name)
    if not value or len(value) > 2000:
        return None
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()
