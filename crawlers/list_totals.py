"""Totals that stand beside a link of a list page, found by an operator's selectors: numbers, never who."""

import re

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawlers.markup import Element
from domain.items import Counters, Selectors

_LEVELS = 4
"""A row of a list is seldom further up from its link."""
_NUMBER = re.compile(r"(\d[\d,]{0,15}(?:\.\d+)?)\s*([\u4e07\u5343kKwW]?)")  # 1.2 wan, 3k
_UNITS = {"\u4e07": 10_000, "w": 10_000, "\u5343": 1_000, "k": 1_000, "": 1}


def totals_beside(link: Element, selectors: Selectors) -> Counters:
    """The totals in the nearest element around `link` that holds them; None where none is selected."""
    return Counters(
        comments=_total(link, selectors.comments),
        likes=_total(link, selectors.likes),
        reposts=_total(link, selectors.reposts),
    )


def _total(link: Element, selector: str | None) -> int | None:
    if not selector:
        return None
    try:
        find = CSSSelector(selector)
    except SelectorError:
        return None
    around = link.getparent()
    for _ in range(_LEVELS):
        if around is None:
            break
        found = find(around)
        if found:
            return _number("".join(found[0].itertext())) if len(found) == 1 else None
        around = around.getparent()
    return None


def _number(text: str) -> int | None:
    match = _NUMBER.search(text)
    if not match:
        return None
    return int(float(match[1].replace(",", "")) * _UNITS[match[2].lower()])
