"""Feeds of every kind to one type: bytes in, `Feed` out.

bytes -> text (charset) -> listing (feed_xml around feedparser, or feed_json) -> entries: dates, plain text, keys
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.charset import decode, xml_declaration
from crawlers.dates import parse_date
from crawlers.feed_json import read_json
from crawlers.feed_values import Body, Entry, Feed, Listed, NotAFeed, Written
from crawlers.feed_xml import read_xml
from crawlers.html_text import looks_like_html, plain_text, tidy_lines, title_text
from domain.clock import TIME_ZONE

_ARTICLE_LENGTH = 200
_ARTICLE_IN_SUMMARY = 600
_ELLIPSES = ("...", "\u2026", "[...]", "[\u2026]", "...]", "\u2026]")
_LONGEST_PAUSE = 7 * 24 * 60


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, time_zone: str = TIME_ZONE, now: datetime | None = None
) -> Feed:
    """The feed in `body`, fetched from `url`; NotAFeed with a code where it is none.

    `time_zone` holds for dates without one; `now` gives dates without a year theirs. Every entry of the feed is in
    the result, also those that share guid or link.
    """
    decoded = decode(body, content_type=content_type, declared=xml_declaration(body))
    text = decoded.text.lstrip("\ufeff \t\r\n\0")
    listing = read_json(text) if text.startswith(("{", "[")) else read_xml(text, url)
    dates = _Dates(time_zone=time_zone, now=now)
    parts = [_entry_parts(listed, dates, url) for listed in listing.entries]
    entries = _with_identity([part for part in parts if part.says_something()])
    warnings = [decoded.warning, *listing.warnings, *_warnings(parts, entries)]
    return Feed(
        title=_one_line(listing.title),
        entries=entries,
        ttl_minutes=_ttl(listing.ttl),
        warnings=tuple(dict.fromkeys(warning for warning in warnings if warning)),
    )


def feed_row(body: bytes, *, source: str, url: str, content_type: str | None, time_zone: str) -> dict[str, Any]:
    """What `wanglou feed parse --json` prints of one input: {input, ok, error, title, entries, warnings}."""
    try:
        feed = parse_feed(body, url=url, content_type=content_type, time_zone=time_zone)
    except NotAFeed as error:
        return {"input": source, "ok": False, "error": error.code, "title": None, "entries": [], "warnings": []}
    entries = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "published_at": entry.published_at.isoformat() if entry.published_at else None,
            "text": entry.text,
        }
        for entry in feed.entries
    ]
    found = {"title": feed.title, "entries": entries, "warnings": list(feed.warnings)}
    return {"input": source, "ok": True, "error": None, **found}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    time_zone: str
    now: datetime | None

    def read(self, written: Written | None) -> datetime | None:
        """Our own reading first: the library's takes CST for Chicago's and a date without a zone for London's."""
        if written is None:
            return None
        return parse_date(written.text, time_zone=self.time_zone, now=self.now) or written.read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """An entry that is not told apart from the others yet."""

    guid: str
    url: str | None
    title: str
    text: str
    full_text: bool
    published_at: datetime | None
    updated_at: datetime | None
    comments: int | None
    has_unread_date: bool

    def says_something(self) -> bool:
        """False for an element without address, guid, title, text and date."""
        return bool(self.guid or self.url or self.title or self.text or self.published_at)


def _entry_parts(listed: Listed, dates: _Dates, base: str) -> _Parts:
    text, full_text = _fullest(listed.bodies)
    published_at, updated_at = dates.read(listed.published), dates.read(listed.updated)
    return _Parts(
        guid=listed.guid,
        url=_http(listed.link, base) or _http(listed.guid, ""),
        title=_one_line(listed.title),
        text=text,
        full_text=full_text,
        published_at=published_at or updated_at,
        updated_at=updated_at,
        comments=_count(listed.comments),
        has_unread_date=bool(listed.published) and not published_at,
    )


def _http(link: str, base: str) -> str | None:
    if not link:
        return None
    try:
        address = urljoin(base, link.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None


def _one_line(body: Body) -> str:
    is_html = body.is_html or looks_like_html(body.value)
    return title_text(body.value) if is_html else " ".join(body.value.split())


def _plain(body: Body) -> str:
    """Plain text; a summary that claims to be plain and holds markup is read as markup."""
    is_html = body.is_html or looks_like_html(body.value)
    return plain_text(body.value) if is_html else tidy_lines(body.value)


def _fullest(bodies: Iterable[Body]) -> tuple[str, bool]:
    """(the longest text, whether it looks like the whole article)."""
    texts = [(_plain(body), body.is_content) for body in bodies if body.value]
    text, is_content = max(texts, key=lambda one: (len(one[0]), one[1]), default=("", False))
    enough = _ARTICLE_LENGTH if is_content else _ARTICLE_IN_SUMMARY
    return text, len(text) >= enough and not text.endswith(_ELLIPSES)


def _with_identity(parts: list[_Parts]) -> tuple[Entry, ...]:
    """Entries with ids of their own: the guid, where it is another's too the link, and then a hash."""
    guids = Counter(part.guid for part in parts)
    urls = Counter(part.url for part in parts)
    return tuple(_entry(part, guids, urls) for part in parts)


def _entry(part: _Parts, guids: Counter[str], urls: Counter[str | None]) -> Entry:
    date = part.published_at.isoformat() if part.published_at else ""
    shares_url = part.url is not None and urls[part.url] > 1
    by_url = part.url if part.url and not shares_url else _hash(part.title, part.url or "", date)
    identity = part.guid if part.guid and guids[part.guid] == 1 else by_url
    return Entry(
        id=identity,
        key=_hash(identity)[:32],
        url=part.url,
        shares_url=shares_url,
        title=part.title,
        text=part.text,
        full_text=part.full_text,
        published_at=part.published_at,
        updated_at=part.updated_at,
        comments=part.comments,
        fingerprint=_hash(part.title, part.text, date),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _count(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 10 else None


def _ttl(written: str | None) -> int | None:
    return min(_count(written) or 0, _LONGEST_PAUSE) or None


def _warnings(parts: list[_Parts], entries: tuple[Entry, ...]) -> Iterable[str]:
    if any(part.has_unread_date for part in parts):
        yield "date_unread"
    if len(entries) < len(parts):
        yield "entry_empty"
    if any(entry.shares_url for entry in entries):
        yield "links_shared"
    if len({entry.id for entry in entries}) < len(entries):
        yield "entries_repeated"
