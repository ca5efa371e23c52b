"""Feeds of the town: RSS 2.0, Atom 1.0 and JSON Feed 1.1, from postings."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from samples.timeline import Posting, root
from samples.town import Outlet, Shape

ITEMS = 40
"""How many entries a feed carries."""

SUMMARY = 50
"""Characters of the text in a feed that gives summaries only."""

_ATOM = "http://www.w3.org/2005/Atom"
_SPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
}
_TYPES = {
    Shape.RSS: "application/rss+xml",
    Shape.ATOM: "application/atom+xml",
    Shape.JSON: "application/feed+json",
}


def feed(outlet: Outlet, postings: Sequence[Posting], *, port: int) -> tuple[str, bytes]:
    """Content type and body of an outlet's feed; `postings` newest first, the first ITEMS of them are carried."""
    make = {Shape.RSS: _rss, Shape.ATOM: _atom, Shape.JSON: _json}[outlet.shape]
    return f"{_TYPES[outlet.shape]}; charset={outlet.encoding}", make(outlet, postings[:ITEMS], root(outlet, port))


def paragraphs(text: str) -> str:
    """`text` as HTML, a <p> a line."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines())


def _rss(outlet: Outlet, postings: Sequence[Posting], base: str) -> bytes:
    rss = ET.Element("rss", {"version": "2.0"} | {f"xmlns:{name}": space for name, space in _SPACES.items()})
    channel = ET.SubElement(rss, "channel")
    _texts(channel, {"title": outlet.name, "link": f"{base}/", "description": outlet.flavour, "language": "zh-cn"})
    for posting in postings:
        _rss_item(ET.SubElement(channel, "item"), outlet, posting)
    return _written(rss, outlet)


def _rss_item(item: ET.Element, outlet: Outlet, posting: Posting) -> None:
    fields = {
        "title": posting.title,
        "link": posting.url,
        "guid": posting.url,
        "pubDate": _plain(posting.published) if outlet.plain_dates else format_datetime(posting.published),
        "dc:creator": posting.credit,
        "description": _summary(posting),
    }
    if outlet.whole:
        fields["content:encoded"] = paragraphs(posting.text)
    if posting.counters.comments is not None:
        fields["slash:comments"] = str(posting.counters.comments)
    _texts(item, fields)


def _atom(outlet: Outlet, postings: Sequence[Posting], base: str) -> bytes:
    tree = ET.Element("feed", {"xmlns": _ATOM, "xmlns:thr": _SPACES["thr"]})
    newest = max((posting.modified for posting in postings), default=None)
    updated = {"updated": newest.isoformat()} if newest else {}
    _texts(tree, {"title": outlet.name, "id": f"{base}/"} | updated)
    ET.SubElement(tree, "link", {"rel": "self", "href": base + outlet.path})
    for posting in postings:
        _entry(ET.SubElement(tree, "entry"), outlet, posting)
    return _written(tree, outlet)


def _entry(entry: ET.Element, outlet: Outlet, posting: Posting) -> None:
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": posting.url})
    _texts(entry, {"title": posting.title, "id": posting.url})
    _texts(entry, {"published": posting.published.isoformat(), "updated": posting.modified.isoformat()})
    _texts(ET.SubElement(entry, "author"), {"name": posting.credit})
    if posting.counters.comments is not None:
        _texts(entry, {"thr:total": str(posting.counters.comments)})
    if outlet.whole:
        ET.SubElement(entry, "content", {"type": "html"}).text = paragraphs(posting.text)
    else:
        _texts(entry, {"summary": _summary(posting)})


def _json(outlet: Outlet, postings: Sequence[Posting], base: str) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "home_page_url": f"{base}/"}
    items = [_json_item(posting) for posting in postings]
    return json.dumps(head | {"items": items}, ensure_ascii=False, indent=1).encode(outlet.encoding)


def _json_item(posting: Posting) -> dict[str, object]:
    return {
        "id": posting.url,
        "url": posting.url,
        "title": posting.title,
        "content_text": posting.text,
        "date_published": posting.published.isoformat(),
        "date_modified": posting.modified.isoformat(),
        "authors": [{"name": posting.credit}],
    }


def _texts(parent: ET.Element, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        ET.SubElement(parent, name).text = text


def _written(tree: ET.Element, outlet: Outlet) -> bytes:
    written: bytes = ET.tostring(tree, encoding=outlet.encoding, xml_declaration=True)
    return written


def _summary(posting: Posting) -> str:
    line = posting.text.replace("\n", " ")
    return line if len(line) <= SUMMARY else line[:SUMMARY] + "..."


def _plain(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
