"""A page's text becomes a bounded element tree, or is refused with a reason.

The parser is libxml2's through lxml. It stops at 2 048 levels of nesting by itself and is linear in the page's size but for
one thing: the attributes of one tag are compared with each other. Tags with very many of them are taken out first.
"""

import re
from typing import Any

from lxml import etree

from domain.errors import WanglouError

Element = Any  # lxml has no types; an element of its tree

MAX_BYTES = 5_000_000
MAX_TAGS = 100_000  # a page goes no further; real ones have up to 20 000
LONG_TAG = 4_000  # characters; a tag this long is looked at
MAX_ATTRIBUTES = 500  # quadratic in the parser: 4 000 cost 20 ms, 100 000 cost 11 s
VALUE = r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)?+"""
TAG = re.compile(rf"<[a-zA-Z](?:[^>=]++|{VALUE})*+")
NAME = re.compile(rf"{VALUE}|([^\s/=]++)")


class PageRefused(WanglouError):
    """The page cannot be taken; `code` is `page.too-large` or `page.not-html`."""


def parse(html: str, *, max_bytes: int = MAX_BYTES) -> Element:
    """The root element of a page, of its first `MAX_TAGS` tags if it has more; raises `PageRefused`."""
    if len(html) > max_bytes:
        raise PageRefused("page.too-large", limit=max_bytes)
    if html.count("<") > MAX_TAGS:
        html = "<".join(html.split("<", MAX_TAGS)[:-1])
    return _tree(_without_hostile_tags(html).encode("utf-8", "replace"))


def _without_hostile_tags(html: str) -> str:
    suspects = [m.span() for m in TAG.finditer(html) if m.end() - m.start() > LONG_TAG and _is_hostile(m.group())]
    for start, end in reversed(suspects):
        html = html[:start] + html[end:]
    return html


def _is_hostile(tag: str) -> bool:
    return sum(1 for piece in NAME.finditer(tag) if piece.lastindex) > MAX_ATTRIBUTES


def _tree(body: bytes) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.LxmlError as fault:
        raise PageRefused("page.not-html") from fault
    if root is None:
        raise PageRefused("page.not-html")
    return root
