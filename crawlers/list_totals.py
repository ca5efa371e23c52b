"""Totals that an operator's selectors point at, on list pages beside a link or on an article page: numbers, never who."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawlers.markup import Element
from domain.items import Counters, Selectors

_LEVELS = 4
"""A row of a list is seldom further up from its link."""
_NUMBER = re.compile(r"(\d[\d,]{0,15}(?:\.\d{1,3})?)\s*([^\W\d]?)")


def totals_beside(link: Element, selectors: Selectors) -> Counters:
    """The totals in the nearest element around `link` that holds them; None where none is selected."""
    return Counters(
        comments=_nearest(link, selectors.comments),
        likes=_nearest(link, selectors.likes),
        reposts=_nearest(link, selectors.reposts),
    )


def total_in(element: Element, css: str | None) -> int | None:
    """The number in the one descendant that `css` selects; None where it selects none or several."""
    try:
        found = CSSSelector(css)(element) if css else []
    except SelectorError:
        return None
    return number("".join(found[0].itertext())) if len(found) == 1 else None


def number(text: str) -> int | None:
    """The first number of a text, with its unit: `1.2k` is 1200, and so for ten thousands."""
    match = _NUMBER.search(text)
    if not match:
        return None
    return round(float(match[1].replace(",", "")) * _units().get(match[2].lower(), 1))


def _nearest(link: Element, css: str | None) -> int | None:
    around = link.getparent() if css else None
    for _ in range(_LEVELS):
        if around is None:
            break
        found = total_in(around, css)
        if found is not None:
            return found
        around = around.getparent()
    return None


@cache
def _units() -> dict[str, int]:
    """Units of large numbers, from listing_words.toml."""
    table = tomllib.loads(files("crawlers").joinpath("listing_words.toml").read_text(encoding="utf-8"))
    return dict(table["units"])
