"""The wall around feedparser: RSS and Atom of every age to `Listing`. Its dictionaries do not leave this file.

feedparser gets well-formed UTF-8 without a document type, so that neither its slow reading of malformed feeds nor an
entity is ever at work; sanitising and resolving inside texts are off, because texts become plain.
"""

import io
import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from crawlers.feed_values import Body, Listed, Listing, NotAFeed, Written
from crawlers.xml_check import is_wellformed
from crawlers.xml_repair import repair
from crawlers.xml_tidy import root_name, split_prolog, tidy

_BASE = re.compile(r"\bbase\s*=")
_THREADING = "http://purl.org/syndication/thread/1.0"
_ROOTS = ("rss", "feed", "rdf", "channel")
_TEXT_TYPES = ("text/", "html", "xml")
_NOT_THE_ARTICLE = (
    "self",
    "edit",
    "enclosure",
    "replies",
    "license",
    "hub",
    "next",
    "first",
    "last",
    "previous",
    "via",
)


def read_xml(text: str, url: str) -> Listing:
    """The listing in XML `text` fetched from `url`; NotAFeed for anything else."""
    document, warnings = _wellformed(text)
    parsed = _parse(document, url)
    # Plain dicts, because feedparser's own answer for a key that is not there with another key's value.
    entries = [dict(entry) for entry in parsed["entries"]]
    feed = dict(parsed["feed"])
    if not entries and not parsed.get("version") and root_name(document) not in _ROOTS:
        raise NotAFeed("xml_no_feed")
    threading = [prefix for prefix, uri in parsed.get("namespaces", {}).items() if uri == _THREADING]
    return Listing(
        title=_body(feed, "title"),
        entries=tuple(_listed(entry, threading) for entry in entries),
        ttl=_text(feed, "ttl"),
        warnings=warnings,
    )


def _wellformed(text: str) -> tuple[str, tuple[str, ...]]:
    document, entities = split_prolog(text)
    if not document:
        raise NotAFeed("xml_no_feed" if text.strip() else "empty")
    if root_name(document) == "html":
        raise NotAFeed("html")
    if is_wellformed(document):
        return document, ()
    tidied = tidy(document, entities)
    if is_wellformed(tidied):
        return tidied, ()
    repaired = repair(tidied)
    if not is_wellformed(repaired):
        raise NotAFeed("unreadable")
    return repaired, ("repaired",)


def _parse(document: str, url: str) -> Mapping[str, Any]:
    headers = {"content-type": "application/xml; charset=utf-8"}
    if _BASE.search(document):
        # Only then, because feedparser joins the base anew at every element: a seventh of its time.
        headers["content-location"] = url
    source = io.BytesIO(document.encode("utf-8"))
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            source, response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:
        raise NotAFeed("unreadable") from error
    return parsed


def _listed(entry: Mapping[str, Any], threading: Iterable[str]) -> Listed:
    published = _written(entry, "published") or _written(entry, "created")
    return Listed(
        guid=_text(entry, "id") or "",
        link=_link(entry),
        title=_body(entry, "title"),
        bodies=tuple(_bodies(entry)),
        published=published or _written(entry, "updated"),
        updated=_written(entry, "updated"),
        comments=_comments(entry, threading),
    )


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _body(entry: Mapping[str, Any], key: str) -> Body:
    detail = entry.get(f"{key}_detail", {})
    kind = detail.get("type", "text/plain") if isinstance(detail, dict) else "text/plain"
    return Body(value=_text(entry, key) or "", is_html=kind != "text/plain", is_content=False)


def _bodies(entry: Mapping[str, Any]) -> Iterable[Body]:
    for content in entry.get("content", ()):
        kind, value = content.get("type") or "text/html", content.get("value")
        if value and any(part in kind for part in _TEXT_TYPES):
            yield Body(value=value, is_html=kind != "text/plain", is_content=True)
    yield _body(entry, "summary")


def _link(entry: Mapping[str, Any]) -> str:
    """The article's address: feedparser's choice, else the first link that may lead to it."""
    chosen = _text(entry, "link")
    if chosen:
        return chosen
    links = entry.get("links", ())
    fitting = (link.get("href") for link in links if link.get("rel") not in _NOT_THE_ARTICLE)
    return next((href for href in fitting if href), "")


def _written(entry: Mapping[str, Any], key: str) -> Written | None:
    text = _text(entry, key)
    if text is None:
        return None
    parsed = entry.get(f"{key}_parsed")
    try:
        return Written(text=text, read=datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None)
    except (ValueError, OverflowError, OSError):
        return Written(text=text)


def _comments(entry: Mapping[str, Any], threading: Iterable[str]) -> str | None:
    counted = [_text(entry, "slash_comments"), *(_text(entry, f"{prefix}_total") for prefix in threading)]
    links = entry.get("links", ())
    counted += [link.get("thr:count") or link.get("count") for link in links if link.get("rel") == "replies"]
    return next((count for count in counted if count), None)
