"""One walk over a page gives its blocks: runs of text with the element that holds them and how much of each is link."""

from collections.abc import Collection
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
STYLES = ("b", "big", "em", "font", "i", "mark", "s", "small", "span", "strike", "strong", "tt", "u", "time", "img")
WORDS = (
    "abbr",
    "acronym",
    "cite",
    "code",
    "data",
    "dfn",
    "ins",
    "kbd",
    "nobr",
    "q",
    "samp",
    "sub",
    "sup",
    "var",
    "wbr",
)
BREAKS = frozenset(("br", "hr"))
REGIONS = frozenset(("nav", "aside", "footer"))
NEVER = frozenset(("html", "body", "main", "article"))
HIDDEN = ("display:none", "display: none", "visibility:hidden")
STRONG = 2
LONGEST_NAME = 300  # characters of class and id that are looked at


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
        """An element begins; False where what is in it is not shown."""
        tag, text = element.tag, element.text
        if tag in BLOCKS:
            if self._pieces:
                self._flush()
            if not self._open(element, tag):
                return False
        elif tag == "a":
            self._anchors += 1
        elif tag in BREAKS and self._pieces:
            self._flush()
        if text and (self._pieces or not text.isspace()):
            self._take(text)
        return True

    def end(self, element: Element) -> None:
        """An element ends."""
        tag, text = element.tag, element.tail
        if tag in BLOCKS:
            if self._pieces:
                self._flush()
            self._path.pop()
        elif tag == "a":
            self._anchors -= 1
        if text and (self._pieces or not text.isspace()):
            self._take(text)

    def _take(self, text: str) -> None:
        self._pieces.append(text)
        if self._anchors:
            self._links += len(text.strip())

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if text:
            self.outline.blocks.append(Block(text, self._links, max(self._path[-1], 0)))
        self._pieces.clear()
        self._links = 0

    def _open(self, element: Element, tag: str) -> bool:
        """Notes a block-level element; False where it is hidden. Most have a class at the most."""
        names = element.keys()
        flag, hint = _judged(element, tag, names, self._furniture) if names else (tag in REGIONS, 0)
        outline = self.outline
        outline.parents.append(self._path[-1])
        outline.flags.append(flag)
        outline.hints.append(STRONG if tag == "article" and not flag else hint)
        self._path.append(len(outline.elements))
        outline.elements.append(element)
        return not (names and is_hidden(element, names))


def _judged(element: Element, tag: str, names: Collection[str], furniture: Furniture) -> tuple[bool, int]:
    """Whether an element is named as furniture, and how surely as an article's body."""
    if "itemprop" in names and element.get("itemprop") == "articleBody":
        return False, STRONG
    name = " ".join(element.get(attribute) for attribute in ("class", "id") if attribute in names)
    flag, hint = furniture.judge(name[:LONGEST_NAME])
    return tag in REGIONS or (flag and tag not in NEVER), 0 if flag else hint


def is_hidden(element: Element, names: Collection[str]) -> bool:
    """Whether the element's own attributes, of these names, hide it."""
    return "hidden" in names or ("style" in names and any(word in element.get("style") for word in HIDDEN))


def outline_of(root: Element, furniture: Furniture) -> Outline:
    """The outline of a page's tree, which is stripped on the way of all that is no text and no block."""
    etree.strip_elements(root, *SKIPPED, with_tail=False)
    etree.strip_tags(root, *STYLES, *WORDS)
    walk = Walk(furniture)
    events = etree.iterwalk(root, events=("start", "end"))
    start, end = walk.start, walk.end
    for event, element in events:
        if event == "end":
            end(element)
        elif not start(element):
            events.skip_subtree()
    return walk.outline
