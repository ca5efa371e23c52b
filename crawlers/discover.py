"""The feeds that a page offers, and what else of its site could be polled."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.feed_values import NotAFeed
from crawlers.feeds import parse_feed
from crawlers.list_links import read_list
from crawlers.markup import Element, PageRefused, parse
from crawlers.reach import reach
from crawlers.sitemap import looks_like_sitemap
from domain.items import SourceKind

_FEED_TYPES = ("rss", "atom", "feed+json", "rdf")
_PATHS = ("/rss.xml", "/feed", "/feed/", "/atom.xml", "/rss", "/index.xml", "/feed.xml", "/feed.json", "/rss/index.xml")
"""Where feeds stand by custom, likeliest first."""
_MAPS = ("/sitemap.xml",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that may be polled. `is_stated`: the site says so itself; else it is a place to try."""

    url: str
    kind: SourceKind
    title: str
    is_stated: bool


def discover(body: bytes, html: str, *, url: str) -> tuple[Candidate, ...]:
    """What the page at `url` offers, surest first, each address once.

    A feed or sitemap offers itself. A page offers the feeds it links, itself as a list where it has links to articles,
    and the places where feeds stand by custom, which nobody has looked at yet.
    """
    own = _itself(body, url)
    if own is not None:
        return (own,)
    found: dict[str, Candidate] = {}
    for candidate in (*_from_page(html, url), *_by_custom(url)):
        found.setdefault(candidate.url, candidate)
    return tuple(found.values())


def _itself(body: bytes, url: str) -> Candidate | None:
    if looks_like_sitemap(body, url):
        return Candidate(url=url, kind=SourceKind.SITE, title="", is_stated=True)
    try:
        feed = parse_feed(body, url=url, content_type=None)
    except NotAFeed:
        return None
    return Candidate(url=url, kind=SourceKind.FEED, title=feed.title, is_stated=True)


def _from_page(html: str, url: str) -> Iterator[Candidate]:
    try:
        root = parse(html)
        links = read_list(html, url=url).links
    except PageRefused:
        return
    for element in root.iter("link", "a"):
        address = reach(url, element.get("href") or "") if _is_feed(element) else None
        if address:
            yield Candidate(url=address, kind=SourceKind.FEED, title=_title(element), is_stated=True)
    if links:
        title = " ".join((root.findtext(".//title") or "").split())
        yield Candidate(url=url, kind=SourceKind.SITE, title=title, is_stated=True)


def _is_feed(element: Element) -> bool:
    """`<link rel=alternate type=application/rss+xml>`, or an anchor whose address says feed."""
    if element.tag == "link":
        kind = (element.get("type") or "").lower()
        return "alternate" in (element.get("rel") or "").lower() and any(name in kind for name in _FEED_TYPES)
    address = (element.get("href") or "").lower().partition("?")[0].rstrip("/")
    return address.endswith((".rss", ".rdf", "rss.xml", "atom.xml", "/feed", "feed.xml", "feed.json", "/rss"))


def _title(element: Element) -> str:
    return " ".join((element.get("title") or "".join(element.itertext())).split())


def _by_custom(url: str) -> Iterator[Candidate]:
    for path in (*_PATHS, *_MAPS):
        address = reach(url, path)
        if address:
            kind = SourceKind.SITE if path in _MAPS else SourceKind.FEED
            yield Candidate(url=address, kind=kind, title="", is_stated=False)
