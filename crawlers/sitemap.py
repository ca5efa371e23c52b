"""A sitemap or sitemap index: its addresses with their dates, newest first. The reading is Scrapy's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from lxml import etree
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from crawlers.dates import parse_date
from crawlers.reach import reach

_MOST = 200_000
"""Four times what one sitemap may hold by its protocol."""
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


class NotASitemapError(Exception):
    """The bytes are no sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address of a sitemap."""

    url: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """`children` are sitemaps of an index, `places` pages; both newest first, undated last in their order."""

    children: tuple[Place, ...]
    places: tuple[Place, ...]


def looks_like_sitemap(body: bytes, url: str) -> bool:
    """By its first bytes, also packed: a gzipped file whose name says so."""
    head = body[:1000].lstrip()
    is_packed = head.startswith(b"\x1f\x8b") and ".xml" in url
    return is_packed or b"<urlset" in head or b"<sitemapindex" in head


def read_sitemap(body: bytes, *, url: str, max_bytes: int) -> SitemapPage:
    """The sitemap at `url`; NotASitemapError where it is none or unpacks to more than `max_bytes`."""
    try:
        text = gunzip(body, max_size=max_bytes) if body.startswith(b"\x1f\x8b") else body
        sitemap = Sitemap(text)
        places = tuple(sorted(_places(sitemap, url), key=_moment, reverse=True))
    except (etree.LxmlError, ValueError, OSError, EOFError, StopIteration) as error:
        raise NotASitemapError from error
    if sitemap.type not in ("sitemapindex", "urlset"):
        raise NotASitemapError
    if sitemap.type == "sitemapindex":
        return SitemapPage(children=places, places=())
    return SitemapPage(children=(), places=places)


def _places(sitemap: Sitemap, url: str) -> Iterator[Place]:
    for row in islice(sitemap, _MOST):
        address = reach(url, row.get("loc") or "")
        if address:
            lastmod = row.get("lastmod") or ""
            yield Place(url=address, modified_at=parse_date(lastmod, time_zone="UTC") if lastmod else None)


def _moment(place: Place) -> datetime:
    return place.modified_at or _BEFORE_ALL
