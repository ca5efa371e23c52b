"""HTML fragments of feeds to plain text: paragraphs on lines of their own, no script, no style, no markup."""

import html
import re

from lxml import etree

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[A-Za-z/!?][^<>]*+>?", re.DOTALL)
_SILENT = re.compile(r"<(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CLOSING_OR_BREAK = re.compile(r"</[A-Za-z][\w:]*\s*>|<(?:br|p|img|hr)\b", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:br|p|div|li|td|tr|h[1-6])\b[^<>]*+>", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "textarea", "select", "option"})
# A document tree takes about 400 bytes a tag; a fragment with more is a bomb and gets the plain way.
_TAGS = 50_000


def plain_text(fragment: str) -> str:
    """The text of an HTML fragment, lines stripped, empty lines left out."""
    if "<" not in fragment:
        return tidy_lines(html.unescape(fragment) if "&" in fragment else fragment)
    if fragment.count("<") > _TAGS:
        return _stripped(fragment)
    return tidy_lines(_from_tree(fragment)) or _stripped(fragment)


def title_text(fragment: str) -> str:
    """The text of a heading that may hold markup, on one line; a heading is too short to need a document tree."""
    spaced = _BLOCK.sub(" ", _SILENT.sub("", fragment))
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def tidy_lines(text: str) -> str:
    """White space single within a line, no empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def looks_like_html(text: str) -> bool:
    """Whether text that claims to be plain holds markup, as a feed does that forgot to say so."""
    return _CLOSING_OR_BREAK.search(text) is not None


def _from_tree(fragment: str) -> str:
    """The text of the parsed fragment: blocks on lines of their own, nothing of what is never shown."""
    parser = etree.HTMLParser(recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(f"<div>{fragment}</div>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    parts: list[str] = []
    for moment, node in etree.iterwalk(root, events=("start", "end")):
        if moment == "start":
            parts.append("\n" if node.tag in _BLOCKS else "")
            parts.append((node.text or "") if node.tag not in _UNSEEN else "")
        else:
            parts.append("\n" if node.tag in _BLOCKS else "")
            parts.append(node.tail or "")
    return "".join(parts)


def _stripped(fragment: str) -> str:
    return tidy_lines(html.unescape(_TAG.sub("\n", _SILENT.sub(" ", fragment))))
