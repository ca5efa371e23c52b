"""Scrapy's HTTP handler with a gate at the last place: the address a socket is about to be connected to.

A name may resolve to anything, and to something else a moment later (DNS rebinding); the gate sees what the kernel will be
given, for every page, robots.txt and hop of a redirect alike. Proxies of the environment are not used.
"""

import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.utils.ssl import _make_ssl_context

from crawlers.networks import AddressRule, address_rule

# aiohttp's own bounds, written out: 128 header lines of 8 190 bytes each.
_MAX_LINE = 8190
_MAX_HEADERS = 128
_SMALL = 1_000_000
"""An answer of so many bytes is let in however crowded it is: all of them together are few."""


class AddressRefusedError(OSError):
    """The address may not be connected to; `args[0]` is the reason code."""


class CrowdedError(Exception):
    """Too much is coming in at once; later there will be room."""


class GuardedHandler(AiohttpDownloadHandler):
    """One connection pool; no cookie, no proxy, no address that the rule refuses."""

    def __init__(self, crawler: Crawler) -> None:
        super(AiohttpDownloadHandler, self).__init__(crawler)
        settings = crawler.settings
        rule = address_rule(tuple(settings.get("WANGLOU_NETWORKS", ())), is_named=settings.getbool("WANGLOU_IS_NAMED"))
        self._ssl_context = _make_ssl_context(settings)
        self._session = session(guarded_connector(rule, limit=self._pool_size_total))
        self._most_in_flight = settings.getint("WANGLOU_BYTES_IN_FLIGHT")
        self._in_flight = 0

    async def _iter_body_chunks(self, response: _ClientResponse) -> AsyncIterator[bytes]:  # type: ignore[override]
        """The body as it comes, as long as all bodies together stay within bounds; small ones always come."""
        taken = 0
        try:
            async for chunk in response.content.iter_any():
                taken += len(chunk)
                self._in_flight += len(chunk)
                if self._in_flight > self._most_in_flight and taken > _SMALL:
                    raise CrowdedError
                yield chunk
        finally:
            self._in_flight -= taken


def guarded_connector(rule: AddressRule, *, limit: int, **options: Any) -> aiohttp.TCPConnector:
    """A pool of connections to addresses that `rule` allows; `options` are aiohttp's own."""

    def make_socket(info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        reason = rule.refusal(address[0])
        if reason:
            raise AddressRefusedError(reason)
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(
        limit=limit, limit_per_host=1, socket_factory=make_socket, keepalive_timeout=15, **options
    )


def session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    """A session that sends what it is told and keeps nothing."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        response_class=_ClientResponse,
        trust_env=False,
        max_line_size=_MAX_LINE,
        max_field_size=_MAX_LINE,
        max_headers=_MAX_HEADERS,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
    )
