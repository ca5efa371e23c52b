"""HTML fragments of feeds to plain text: paragraphs on lines of their own, no script, no style, no markup."""

import html
import re

from resiliparse.extract.html2text import extract_plain_text

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[A-Za-z/!?][^<>]*+>?", re.DOTALL)
_SILENT = re.compile(r"<(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CLOSING_OR_BREAK = re.compile(r"</[A-Za-z][\w:]*\s*>|<(?:br|p|img|hr)\b", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:br|p|div|li|td|tr|h[1-6])\b[^<>]*+>", re.IGNORECASE)
# A document tree takes about 400 bytes a tag; a fragment with more is a bomb and gets the plain way.
_TAGS = 50_000


def plain_text(fragment: str) -> str:
    """The text of an HTML fragment, lines stripped, empty lines left out."""
    if "<" not in fragment:
        return tidy_lines(html.unescape(fragment) if "&" in fragment else fragment)
    if fragment.count("<") > _TAGS:
        return _stripped(fragment)
    text = tidy_lines(extract_plain_text(fragment, list_bullets=False, alt_texts=False, hidden_elements=True))
    # What inline style hides until a script shows it is the article itself in some syndicated pages.
    return text or _stripped(fragment)


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


def _stripped(fragment: str) -> str:
    return tidy_lines(html.unescape(_TAG.sub("\n", _SILENT.sub(" ", fragment))))
