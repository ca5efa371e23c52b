"""The second opinion: trafilatura's text of a page, for pages of modest size whose text the fast path doubts."""

from typing import Any

LARGEST = 1_500_000  # characters; it is 20 to 100 times slower than the fast path
DEEPEST = 20_000  # elements


def second_opinion(html: str, *, elements: int) -> str:
    """The text that trafilatura finds, empty where it finds none or the page is too large for it."""
    if len(html) > LARGEST or elements > DEEPEST:
        return ""
    import trafilatura  # noqa: PLC0415  .2 s: only where a page is doubted

    try:
        text: Any = trafilatura.extract(html, fast=True, include_comments=False, deduplicate=False)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return ""  # it meets pages that no page should be; the fast text stands
    return text or ""
