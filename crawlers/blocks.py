"""One walk over a page gives its blocks: runs of text with the element that holds them and how much of each is link."""

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from crawlers.furniture import Furniture
from crawlers.markup import Element

TEXTLESS = frozenset(("script", "style", "noscript", "template", "head", "title", "menu", "map", "rt", "rp"))
MEDIA = frozenset(("svg", "math", "iframe", "object", "embed", "applet", "canvas", "audio", "video", "figcaption"))
CONTROLS = frozenset(("button", "select", "option", "textarea", "input", "label", "dialog", "progress", "meter"))
SKIPPED = TEXTLESS | MEDIA | CONTROLS
SECTIONS = frozenset(("html", "body", "main", "article", "section", "header", "footer", "aside", "nav", "div", "form"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "summary", "details", "fieldset", "figure"))
PARAGRAPHS = frozenset(("p", "pre", "blockquote", "address", "center", "ul", "ol", "li", "dl", "dt", "dd"))
TABLES = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
BLOCKS = SECTIONS | HEADINGS | PARAGRAPHS | TABLES
BREAKS = frozenset(("br", "hr"))
REGIONS = frozenset(("nav", "aside", "footer"))
NEVER = frozenset(("html", "body", "main", "article"))
HIDDEN = ("display:none", "display: none", "visibility:hidden")
STRONG, WEAK = 2, 1


class Block(NamedTuple):
    """A run of text; `node` is the index of its element, `links` counts the characters within links."""

    text: str
    links: int
    node: int


@dataclass(slots=True, kw_only=True)
class Outline:
    """The block-level elements of a page in document order, parents first, and the blocks of text they hold.

    `flags` tell which are named as furniture, `hints` which are named as the article's body (2 surely, 1 maybe, 0 not).
    """

    elements: list[Element] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    flags: list[bool] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


class Walk:
    """Builds an outline; holds the place in the tree and the text not yet made a block."""

    def __init__(self, furniture: Furniture) -> None:
        self.outline = Outline()
        self._furniture = furniture
        self._pieces: list[str] = []
        self._links = 0
        self._anchors = 0
        self._path = [-1]

    def start(self, element: Element) -> bool:
        """An element begins; False where what is in it is no text of the page."""
        tag = element.tag
        if tag in SKIPPED:
            return False
        if tag in BLOCKS:
            self._open(element)
        elif tag in BREAKS:
            self._flush()
        elif tag == "a":
            self._anchors += 1
        if is_hidden(element):
            return False
        self._take(element.text)
        return True

    def end(self, element: Element) -> None:
        """An element ends."""
        tag = element.tag
        if tag in BLOCKS:
            self._flush()
            self._path.pop()
        elif tag == "a":
            self._anchors -= 1
        self._take(element.tail)

    def _take(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._anchors:
                self._links += len(text.strip())

    def _flush(self) -> None:
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            if text:
                self.outline.blocks.append(Block(text, self._links, max(self._path[-1], 0)))
            self._pieces.clear()
            self._links = 0

    def _open(self, element: Element) -> None:
        self._flush()
        outline = self.outline
        flag, hint = _judged(element, self._furniture)
        outline.parents.append(self._path[-1])
        outline.flags.append(flag)
        outline.hints.append(hint)
        self._path.append(len(outline.elements))
        outline.elements.append(element)


def _judged(element: Element, furniture: Furniture) -> tuple[bool, int]:
    """Whether an element is named as furniture, and how surely as an article's body."""
    tag, name = element.tag, f"{element.get('class') or ''} {element.get('id') or ''}"
    flag, hint = furniture.judge(name) if name != " " else (False, 0)
    if element.get("itemprop") == "articleBody" or (tag == "article" and not flag):
        return False, STRONG
    return tag in REGIONS or (flag and tag not in NEVER), 0 if flag else hint


def is_hidden(element: Element) -> bool:
    """Whether the element's own attributes hide it."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and any(word in style for word in HIDDEN))


def outline_of(root: Element, furniture: Furniture) -> Outline:
    """The outline of a page's tree."""
    walk = Walk(furniture)
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walk.end(element)
        elif not walk.start(element):
            events.skip_subtree()
    return walk.outline
