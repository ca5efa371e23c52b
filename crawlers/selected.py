"""What an operator's CSS selectors say of an article page, where the house's own reading is wrong for a site."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawlers.article import Article
from crawlers.charset import decode, html_declaration
from crawlers.dates import parse_date
from crawlers.list_totals import total_in
from crawlers.markup import Element, parse
from domain.items import Counters, Selectors

_NAMES = ("title", "body", "date", "comments", "likes", "reposts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """How dates of a page are read: the source's time zone, and the present."""

    time_zone: str
    now: datetime


def has_selectors(selectors: Selectors) -> bool:
    """Whether any is given that concerns an article page."""
    return any(getattr(selectors, name) for name in _NAMES)


def with_selected(article: Article, body: bytes, content_type: str | None, selectors: Selectors, zone: Zone) -> Article:
    """The article with what the selectors find in its place; a selector that finds nothing changes nothing."""
    root = parse(decode(body, content_type=content_type, declared=html_declaration(body)).text)
    date = _text(root, selectors.date)
    return replace(
        article,
        title=" ".join(_text(root, selectors.title).split()) or article.title,
        text=_paragraphs(root, selectors.body) or article.text,
        published_at=(parse_date(date, time_zone=zone.time_zone, now=zone.now) if date else None)
        or article.published_at,
        counters=with_selected_totals(root, selectors, article.counters),
    )


def selector(css: str | None) -> Callable[[Element], list[Element]]:
    """A finder for `css`; one that finds nothing where it is absent or no selector."""
    try:
        return CSSSelector(css) if css else lambda _: []
    except SelectorError:
        return lambda _: []


def with_selected_totals(root: Element, selectors: Selectors, stated: Counters) -> Counters:
    """The totals that a page states, with those the selectors find in their place."""
    found = {name: total_in(root, getattr(selectors, name)) for name in ("comments", "likes", "reposts")}
    return replace(stated, **{name: count for name, count in found.items() if count is not None})


def _text(root: Element, css: str | None) -> str:
    found = selector(css)(root)
    if not found:
        return ""
    return str(found[0].get("datetime") or found[0].get("content") or "".join(found[0].itertext())).strip()


def _paragraphs(root: Element, css: str | None) -> str:
    """Lines of text of all that is selected, without scripts."""
    lines: list[str] = []
    for element in selector(css)(root):
        for hidden in list(element.iter("script", "style")):
            hidden.text = None
        lines += (" ".join(piece.split()) for piece in element.itertext())
    return "\n".join(line for line in lines if line)
