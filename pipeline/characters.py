"""Characters that no text has, and what becomes of them."""

import re

_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n")


def readable(text: str) -> str:
    """`text` without what no text has and a terminal, a file or a database may choke on.

    Line breaks of all kinds are newlines, half surrogate pairs U+FFFD; control characters (so the beginnings of terminal
    sequences) and marks that turn the direction of writing are dropped.
    """
    if _NO_TEXT.search(text) is None:
        return text
    return _NO_TEXT.sub(_replacement, text.replace("\r\n", "\n"))


def _replacement(match: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= match[0] <= "\udfff" else _BREAKS.get(match[0], "")
