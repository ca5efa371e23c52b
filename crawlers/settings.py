"""How the crawl child behaves, as one value: the first line on its standard input."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

PRODUCT_TOKEN = "Wanglou"  # noqa: S105 - a name, no secret
"""The name that robots.txt files may address, RFC 9309 section 2.2.1."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """Politeness, bounds and identity. Without operator and contact nothing but loopback is crawled."""

    operator: str = ""
    contact: str = ""
    """An address with `@` or `https://`."""
    per_host_delay: timedelta = timedelta(seconds=3)
    """Pause between the end of one answer of a host and the next request to it."""
    allow_networks: tuple[str, ...] = ()
    """Networks in CIDR form that may be crawled although they are not public."""
    response_timeout: timedelta = timedelta(seconds=20)
    """For one whole answer: connecting, headers and body."""
    max_listing_bytes: int = 20 * MEGABYTE
    """Of a feed, list page or sitemap, after decompression."""
    max_page_bytes: int = 5 * MEGABYTE
    max_bytes_in_flight: int = 100 * MEGABYTE
    """Of all answers that are coming in; a large one that would exceed it is put off."""
    parse_timeout: timedelta = timedelta(seconds=30)
    """For reading one listing or page; a child that met a dearer one leaves."""
    concurrency: int = 48
    """Answers awaited at the same time, over all hosts; one per host."""
    list_pages: int = 25
    """How many pages of one list are followed in a poll."""
    listing_limit: int = 20_000
    """Addresses taken from one sitemap in a poll, newest first."""
    memory_limit: int = 160 * MEGABYTE
    """Resident bytes above which the child leaves and is replaced."""
    max_age: timedelta = timedelta(hours=6)
    verify_certificates: bool = True
    desk_now: datetime | None = None
    """The desk's clock at the start of the child; None: the machine's. Only dates of items are judged by it."""
    desk_factor: float = 1.0
    desk_slow_from: datetime | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.operator.strip()) and ("@" in self.contact or "://" in self.contact)

    @property
    def user_agent(self) -> str:
        """`Wanglou/0.1 (operator; +contact)`, anything but ASCII percent-encoded as a header must be."""
        named = [quote(part, safe=" @:/.,+-_~") for part in (self.operator.strip(), self.contact.strip()) if part]
        return f"{PRODUCT_TOKEN}/0.1 ({'; +'.join(named) or 'unnamed'})"


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """The same for Scrapy: its downloader and decompression; nothing of it writes to disk, listens or logs."""
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": "crawlers.download.GuardedHandler", "https": "crawlers.download.GuardedHandler"},
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {"scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        # Delay and robots.txt are kept by `politeness` and `robots`, which outlive a restart.
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_MAXSIZE": settings.max_listing_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": settings.verify_certificates,
        "USER_AGENT": settings.user_agent,
        "WANGLOU_BYTES_IN_FLIGHT": settings.max_bytes_in_flight,
        "WANGLOU_NETWORKS": settings.allow_networks,
        "WANGLOU_IS_NAMED": settings.is_named,
    }
