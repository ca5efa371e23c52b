"""Feed text made harmless and legal XML where that costs no guess: prolog, entities, ampersands, control characters.

No document type reaches the parser, so no entity can grow and none can name a file: the few that a feed declares
for its own use are put in here, within a budget. Every pattern runs in linear time; nothing is backtracked.
"""

import re
from collections.abc import Mapping
from html.entities import html5

_PROLOG = re.compile(
    r"\s*+(?:<\?[^>]*+>|<!--.*?(?:-->|\Z)|(<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>))", re.DOTALL | re.IGNORECASE
)
_ENTITY = re.compile(r"<!ENTITY\s++([\w.-]++)\s++(?:\"([^\"]*+)\"|'([^']*+)')\s*+>", re.IGNORECASE)
_ROOT = re.compile(r"\s*+<((?:[\w.-]++:)?[\w.-]++)")
_ELEMENT = re.compile(r"<\w")
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:rdf|channel)(?=[\s>])", re.IGNORECASE)
_DOCTYPE_LIMIT = 65_536
_JUNK_LIMIT = 65_536
_EXPANSION_BUDGET = 200_000
_REFERENCE = re.compile(
    r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:#(x?[0-9a-f]{1,8}+);|([a-z][\w.-]{0,63}+);)?",
    re.DOTALL | re.IGNORECASE,
)
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEPT = ("amp", "lt", "gt", "quot", "apos")


def split_prolog(text: str) -> tuple[str, Mapping[str, str]]:
    """(the text from its first element on, the entities it declares). Junk before a feed's root is cut off."""
    position, declared = 0, dict[str, str]()
    text = text.removeprefix("\ufeff")
    while match := _PROLOG.match(text, position):
        declared |= _entities((match.group(1) or "")[:_DOCTYPE_LIMIT])
        position = match.end()
    if not _ROOT.match(text, position):
        root = _FEED_ROOT.search(text, 0, _JUNK_LIMIT) or _ELEMENT.search(text, position)
        position = root.start() if root else len(text)
    return text[position:].lstrip(), declared


def root_name(text: str) -> str:
    """The lower-case local name of the first element, empty where there is none."""
    match = _ROOT.match(text)
    return match.group(1).rpartition(":")[2].lower() if match else ""


def tidy(text: str, entities: Mapping[str, str]) -> str:
    """`text` with legal characters and references only, without comments; `entities` are the feed's own."""
    budget = _EXPANSION_BUDGET

    def replace(match: re.Match[str]) -> str:
        nonlocal budget
        cdata, number, name = match.groups()
        if cdata is not None:
            return f"<![CDATA[{cdata}]]>"
        if name in entities and budget >= len(entities[name]):
            budget -= len(entities[name])
            return _escaped(entities[name])
        return _reference(match.group(), number, name)

    return _paired(_REFERENCE.sub(replace, text.translate(_ILLEGAL)))


def _entities(doctype: str) -> dict[str, str]:
    """Entities of plain text or one reference; whatever builds upon another entity is left out."""
    found = {name: double or single for name, double, single in _ENTITY.findall(doctype)}
    return {name: _resolved(value) for name, value in found.items() if re.fullmatch(r"&#?\w{1,9};|[^&]*", value)}


def _resolved(value: str) -> str:
    number = re.fullmatch(r"&#(x?[0-9a-fA-F]{1,8});", value)
    return _character(number.group(1)) if number else html5.get(value.removeprefix("&"), value)


def _reference(written: str, number: str | None, name: str | None) -> str:
    if written.startswith("<"):
        return ""
    if number is not None:
        return _escaped(_character(number))
    if name in _KEPT:
        return written
    if name is not None and f"{name};" in html5:
        return _escaped(html5[f"{name};"])
    return "&amp;" + written[1:]


def _character(number: str) -> str:
    try:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
    except ValueError:
        return ""
    return "" if code > 0x10FFFF or code in _ILLEGAL else chr(code)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _paired(text: str) -> str:
    """Two references to halves of one character beyond the basic plane are that character."""
    if not _SURROGATE.search(text):
        return text
    return _SURROGATE.sub("", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
