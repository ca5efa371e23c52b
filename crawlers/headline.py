"""The title of an article, from a page's headings, its title element and what it declares to others.

A heading that the title element repeats is the headline; without one the declared title, then a lone first heading, then the
title element without the site's tail. In that order because title elements and declared titles end in section and site names.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crawlers.blocks import Outline
from crawlers.head import Head, first
from crawlers.markup import Element

DECLARED = ("og:title", "twitter:title", "headline", "articletitle", "dc.title", "title")
SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title")
HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 2, "h5": 2, "h6": 2}
NAMED, PLAIN = 3, 4  # the ranks of a block whose class alone says title, and of any other
TITLE_NAME = re.compile(r"title|headline|biaoti", re.IGNORECASE)
MARK = re.compile(r"[\W_]+")
TAIL = re.compile(r"\s*(?:[_|\uff5c\u00bb\u2013\u2014\u00b7]|--+|\s-\s|-(?=[\u3400-\u9fff]))+\s*")
LEAST, LONGEST, MOST = 4, 300, 400
START = 4  # letters by which a plain block is taken for the title
TELLING = 8  # letters; a shorter title element names a section
DAY = re.compile(r"(?:19|20)\d\d\s?[-/.\u5e74]\s?\d{1,2}\s?[-/.\u6708]\s?\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """`block` is the index of the outline's block that shows it, None where none does."""

    text: str
    block: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    text: str
    bare: str
    block: int
    rank: int


def headline_of(outline: Outline, head: Head) -> Headline:
    """The headline of a page; its text is empty where there is none."""
    declared = _declared(head)
    headings = list(_headings(outline, starts={head.title[:START], declared[:START]}))
    shown = _repeated(headings, head.title, declared) or _agreed(headings, head.title, declared)
    if shown:
        return Headline(text=shown.text, block=shown.block)
    text = _without_site(declared, head)
    if not text:
        above = _above_dateline(headings, outline)
        if above:
            return Headline(text=above.text, block=above.block)
    text = text or _lone(headings, head) or _without_site(head.title, head)
    return Headline(text=text[:LONGEST], block=None)


def bare(text: str) -> str:
    """Letters and digits only, in lower case."""
    return MARK.sub("", text).lower()


def _headings(outline: Outline, *, starts: Collection[str]) -> Iterator[_Heading]:
    """Headings, and other blocks that begin as the title does."""
    for number, block in enumerate(outline.blocks[:MOST]):
        if LEAST <= len(block.text) <= LONGEST:
            element = outline.elements[block.node]
            rank = HEADINGS.get(element.tag, PLAIN)
            if rank < PLAIN or block.text[:START] in starts:
                rank = NAMED if rank == PLAIN and _is_named(element) else rank
                yield _Heading(text=block.text, bare=bare(block.text), block=number, rank=rank)


def _is_named(element: Element) -> bool:
    return TITLE_NAME.search(f"{element.get('class')} {element.get('id')}") is not None


def _declared(head: Head) -> str:
    named = [record.get("headline") for record in head.records]
    return " ".join(
        first([head.meta.get(name) for name in DECLARED] + [n for n in named if isinstance(n, str)]).split()
    )


def _repeated(headings: list[_Heading], title: str, declared: str) -> _Heading | None:
    """The longest heading within the title element or the declared title; else the shortest that holds the latter."""
    whole, other = bare(title), bare(declared)
    least = min(len(whole), len(other) or len(whole)) / 3
    within = [h for h in headings if len(h.bare) >= max(least, 2) and (h.bare in whole or h.bare in other)]
    within = [h for h in within if h.rank == 0 or whole.startswith(h.bare) or len(h.bare) * 2 > len(whole)]
    within = [h for h in within if h.rank < PLAIN or len(h.bare) * 2 >= len(whole)]
    if within:
        return max(within, key=lambda h: (len(h.bare), -h.rank, -h.block))
    holding = [h for h in headings if len(other) >= TELLING and other in h.bare and h.rank < PLAIN]
    return min(holding, key=lambda h: len(h.bare), default=None)


def _agreed(headings: list[_Heading], title: str, declared: str) -> _Heading | None:
    """The first-rank heading that shares half its pairs of letters with the title."""
    wanted = _pairs(bare(declared or title))
    fits = [h for h in headings if h.rank == 0 and len(_pairs(h.bare) & wanted) * 2 > len(_pairs(h.bare)) > 5]
    return max(fits, key=lambda h: len(_pairs(h.bare) & wanted), default=None)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _lone(headings: list[_Heading], head: Head) -> str:
    """The only first-rank heading, unless it is the site's name."""
    tops = [h for h in headings if h.rank == 0]
    names = {bare(head.meta.get(name, "")) for name in SITE}
    return tops[0].text if len(tops) == 1 and tops[0].bare not in names and len(tops[0].bare) > 5 else ""


def _without_site(title: str, head: Head) -> str:
    """The title up to the separator after which only sections and the site are named."""
    names = {bare(head.meta.get(name, "")) for name in SITE} - {""}
    for cut in TAIL.finditer(title):
        before, after = title[: cut.start()], title[cut.end() :]
        if bare(after) in names or len(bare(before)) >= max(6, len(bare(after)) * 0.8):
            return before.strip()
    return title.strip()


def _above_dateline(headings: list[_Heading], outline: Outline) -> _Heading | None:
    """The heading right above the first short line with a whole date: where title elements name a section only."""
    for number, block in enumerate(outline.blocks[:MOST]):
        if len(block.text) < LONGEST / 3 and DAY.search(block.text):
            return next(
                (h for h in headings if h.block == number - 1 and h.rank < PLAIN and len(h.bare) >= TELLING), None
            )
    return None
