"""A page becomes an article: title, text, moment of publication, public totals. Who wrote it is never read.

decode -> tree -> outline of blocks -> headline, body, date; a doubted body is held against trafilatura's.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from crawlers.blocks import Outline, outline_of
from crawlers.body import Body, body_of
from crawlers.charset import decode, html_declaration
from crawlers.dateline import Dates, published_at
from crawlers.density import CJK
from crawlers.fallback import second_opinion
from crawlers.furniture import shipped_furniture
from crawlers.head import head_of
from crawlers.headline import headline_of
from crawlers.markup import MAX_BYTES, PageRefused, parse
from crawlers.template import MOST_LINES, Template, learnt
from crawlers.totals import counters_of
from domain.clock import TIME_ZONE
from domain.items import Counters

Method = Literal["fast", "learnt", "trafilatura"]
LONGEST_TEXT = 1_000_000  # characters of text kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says. Paragraphs of `text` are separated by a newline; `published_at` is aware and in UTC.

    `warnings` are codes: `no-text`, `no-title`, `no-date`, `short`, `scattered`, `text-cut`, and what decoding warned of.
    """

    title: str
    text: str
    published_at: datetime | None
    counters: Counters
    warnings: tuple[str, ...]
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article and what its page taught about the site."""

    article: Article
    template: Template


def extract(
    html: str | bytes,
    *,
    url: str,
    time_zone: str = TIME_ZONE,
    now: datetime | None = None,
    content_type: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Article:
    """The article of one page; raises `PageRefused` and nothing else."""
    return read_page(
        html, url=url, template=Template(), time_zone=time_zone, now=now, content_type=content_type, max_bytes=max_bytes
    ).article


def read_page(
    html: str | bytes,
    *,
    url: str,
    template: Template,
    time_zone: str = TIME_ZONE,
    now: datetime | None = None,
    content_type: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """The article of one page with the help of the site's template, and the template after it; raises `PageRefused`.

    `time_zone` holds for dates without a zone, `now` for dates like 3 minutes ago and against dates to come.
    """
    page, warning = _decoded(html, content_type, max_bytes)
    root = parse(page, max_bytes=max_bytes)
    head = head_of(root)
    outline = outline_of(root, shipped_furniture())
    headline = headline_of(outline, head)
    body = body_of(outline, shipped_furniture(), headline=headline.block, title=headline.text, template=template)
    text, method = _settled(body, page, outline)
    dates = Dates(time_zone=time_zone, now=now)
    moment = published_at(outline, head, url=url, headline=headline.block, body=set(body.paragraphs), dates=dates)
    article = Article(
        title=headline.text,
        text=text[:LONGEST_TEXT],
        published_at=moment,
        counters=counters_of(head.records),
        warnings=tuple(_warnings(warning, headline.text, text, moment, body)),
        method=method,
    )
    lines = (block.text for block in outline.blocks[:MOST_LINES])
    return Reading(
        article=article, template=learnt(template, container=body.container, title=headline.text, lines=lines)
    )


def article_row(body: bytes, *, source: str, url: str, content_type: str | None, time_zone: str) -> dict[str, Any]:
    """What `wanglou extract --json` prints of one input: {input, ok, error, title, text, published_at, warnings}."""
    try:
        article = extract(body, url=url, content_type=content_type, time_zone=time_zone)
    except PageRefused as refusal:
        return _row(source, error=refusal.code, warnings=())
    moment = article.published_at.isoformat() if article.published_at else None
    return _row(source, title=article.title, text=article.text, published_at=moment, warnings=article.warnings)


def _row(source: str, *, warnings: Iterable[str], error: str | None = None, **found: str | None) -> dict[str, Any]:
    empty = {"title": None, "text": None, "published_at": None}
    return {"input": source, "ok": error is None, "error": error, **empty, **found, "warnings": list(warnings)}


def _decoded(html: str | bytes, content_type: str | None, max_bytes: int) -> tuple[str, str | None]:
    if isinstance(html, str):
        return html, None
    if len(html) > max_bytes:
        raise PageRefused("page.too-large", limit=max_bytes)
    declared = html_declaration(html)
    with suppress(UnicodeError):
        if declared and declared.lower() == "utf-8":  # most pages: they say it and it is so
            return html.decode("utf-8-sig"), None
    found = decode(html, content_type=content_type, declared=declared)
    return found.text, found.warning


def _settled(body: Body, page: str, outline: Outline) -> tuple[str, Method]:
    """The fast text, or trafilatura's where ours misses most of the page's prose. It knows no Chinese furniture."""
    text = "\n".join(body.paragraphs)
    is_poor = not text or {"short", "scattered"} <= set(body.doubts)
    if is_poor and not body.learnt and not CJK.search(text):
        other = second_opinion(page, elements=len(outline.elements))
        if len(other) > 1.5 * len(text):
            return other, "trafilatura"
    return text, "learnt" if body.learnt else "fast"


def _warnings(decoding: str | None, title: str, text: str, moment: datetime | None, body: Body) -> Iterable[str]:
    if decoding:
        yield decoding
    yield from (code for code, found in (("no-title", title), ("no-text", text), ("no-date", moment)) if not found)
    if text:
        yield from body.doubts
    if len(text) > LONGEST_TEXT:
        yield "text-cut"
