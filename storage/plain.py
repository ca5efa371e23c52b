"""Text that every database takes: without NUL and without lone surrogates."""

from dataclasses import replace

from domain.items import Document


def plain(text: str) -> str:
    """NUL and lone surrogates become U+FFFD."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text


def storable(document: Document) -> Document:
    """The document with plain address, title and text."""
    url, title, text = plain(document.url), plain(document.title), plain(document.text)
    if (url, title, text) == (document.url, document.title, document.text):
        return document
    return replace(document, url=url, title=title, text=text)
