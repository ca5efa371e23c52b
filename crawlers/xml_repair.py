"""Malformed feeds made well-formed: unclosed and crossed tags, bare attributes, undeclared prefixes, cut ends.

One pass, a stack of open elements, in linear time. An item that opens inside an item closes the first one, and the
root closes at the very end only, so that a stray end tag costs no entry.
"""

import re
from collections import Counter

from crawlers.feed_values import NotAFeed
from crawlers.xml_check import ELEMENTS

_TOKEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<(/?)([A-Za-z_][\w:.-]*+)([^<>]*+)>|<[?!][^<>]*+>|[^<]++|<", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?+|[^A-Za-z_]")
_CONTAINERS = ("item", "entry")
_ROOTS = ("rss", "feed", "rdf", "channel")
_VOID = ("br", "hr", "img", "input", "meta", "wbr", "embed")
# What the usual prefixes mean where a feed forgot to say so.
_NAMESPACES = {
    "rss": "http://backend.userland.com/rss",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_RESERVED = ("http://www.w3.org/xml/1998/namespace", "http://www.w3.org/2000/xmlns/")


def repair(text: str) -> str:
    """A well-formed document of what `text` (of legal characters and references) holds; empty without an element.

    NotAFeed `too_complex` beyond ELEMENTS elements.
    """
    builder = _Builder()
    for token in _TOKEN.finditer(text):
        builder.take(token)
    return builder.document()


class _Builder:
    """The document so far, and which elements are open."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: list[tuple[str, int]] = []  # name, and where its start tag stands in pieces
        self.containers: list[int] = []  # where in open the items are
        self.counts: Counter[str] = Counter()
        self.elements = 0
        self.prefixes: set[str] = set()
        self.root: tuple[str, dict[str, str]] | None = None

    def take(self, token: re.Match[str]) -> None:
        slash, name, rest = token.groups()
        if name is None:
            self._text(token.group())
        elif slash:
            self._end(_name(name))
        else:
            self._start(_name(name), rest)

    def document(self) -> str:
        if self.root is None:
            return ""
        self._drop_cut_element()
        self._close(0)
        name, attributes = self.root
        for prefix in sorted(self.prefixes - {"xml", "xmlns"}):
            attributes.setdefault(f"xmlns:{prefix}", _NAMESPACES.get(prefix, f"urn:undeclared:{prefix}"))
        return _tag(name, attributes) + "".join(self.pieces) + f"</{name}>"

    def _drop_cut_element(self) -> None:
        """A document that ends inside an item's element: half an address or half a text is worse than none."""
        inside = self.containers[-1] + 1 if self.containers else len(self.open)
        if inside < len(self.open):
            _, start = self.open[inside]
            del self.pieces[start:], self.open[inside:]

    def _text(self, token: str) -> None:
        is_cdata = token.startswith("<![CDATA[")
        if self.root is None or (token.startswith(("<?", "<!")) and not is_cdata):
            return
        self.pieces.append(token if is_cdata else token.replace("<", "&lt;").replace("]]>", "]]&gt;"))

    def _start(self, name: str, rest: str) -> None:
        attributes = _attributes(rest)
        self.prefixes.update(key.partition(":")[0] for key in (name, *attributes) if ":" in key)
        if self.root is None:
            self.root = (name, attributes)
            return
        if _local(name) in _CONTAINERS and self.containers:
            self._close(self.containers[0])
        is_empty = rest.rstrip().endswith("/") or _local(name) in _VOID
        self.elements += 1
        if self.elements > ELEMENTS:
            raise NotAFeed("too_complex")
        if not is_empty:
            if _local(name) in _CONTAINERS:
                self.containers.append(len(self.open))
            self.open.append((name, len(self.pieces)))
            self.counts[name] += 1
        self.pieces.append(_tag(name, attributes, is_empty=is_empty))

    def _end(self, name: str) -> None:
        if self.counts[name] and _local(name) not in _ROOTS:
            place = len(self.open) - 1
            while self.open[place][0] != name:
                place -= 1
            self._close(place)

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            name, _ = self.open.pop()
            self.counts[name] -= 1
            self.pieces.append(f"</{name}>")
        while self.containers and self.containers[-1] >= depth:
            self.containers.pop()


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _name(written: str) -> str:
    """At most one colon, and none at an end."""
    prefix, colon, local = written.strip(":").partition(":")
    local = local.replace(":", "_").lstrip("0123456789.-_")
    return f"{prefix}:{local}" if colon and local else prefix


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTE.findall(written):
        value = double or single or bare.rstrip("/")
        is_bad_namespace = key.startswith("xmlns") and (not value or value.lower() in _RESERVED or key == "xmlns:xml")
        if key and not is_bad_namespace:
            found.setdefault(_name(key), value)
    return found


def _tag(name: str, attributes: dict[str, str], *, is_empty: bool = False) -> str:
    quoted = "".join(' {}="{}"'.format(key, value.replace('"', "&quot;")) for key, value in attributes.items())
    return f"<{name}{quoted}{'/' if is_empty else ''}>"
