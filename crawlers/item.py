"""What a listing says of one item, whether the listing is a feed, a list page or a sitemap."""

from dataclasses import dataclass
from datetime import datetime

from crawlers.feed_values import Entry
from crawlers.reach import reach
from domain.addresses import canonical, digest
from domain.items import Counters

KEY_LENGTH = 20
NO_TOTALS = Counters()
DERIVED = "wanglou-entry"
"""Query parameter of addresses that we made and nobody serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item before its page is read."""

    key: str
    fingerprint: str
    address: str
    """Its identity: canonical."""
    url: str | None
    """Where its page is; None where the listing has all there is."""
    title: str
    text: str = ""
    published_at: datetime | None = None
    counters: Counters = Counters()
    is_titled: bool = True
    """The title is the publisher's own, not the words of a link."""


def from_entry(entry: Entry, listing_url: str, *, full_text: bool) -> Item:
    """An entry of a feed; its page is wanted unless the feed carries the whole text or the address is not its own.

    An entry without an address of its own is identified by the feed's, with its key as a query that is never fetched.
    """
    key = entry.key[:KEY_LENGTH]
    url = reach(listing_url, entry.url) if entry.url and not entry.shares_url else None
    is_whole = bool(entry.text) and (full_text or entry.full_text)
    return Item(
        key=key,
        fingerprint=entry.fingerprint[:KEY_LENGTH],
        address=canonical(url) if url else _derived(listing_url, key),
        url=None if is_whole else url,
        title=entry.title,
        text=entry.text,
        published_at=entry.published_at,
        counters=Counters(comments=entry.comments),
    )


def from_link(url: str, words: str, *, published_at: datetime | None = None, counters: Counters = NO_TOTALS) -> Item:
    """A link of a list page or sitemap; the address must come from `reach`."""
    address = canonical(url)
    return Item(
        key=digest(address),
        fingerprint=digest(words, published_at.isoformat() if published_at else ""),
        address=address,
        url=url,
        title=words,
        published_at=published_at,
        counters=counters,
        is_titled=False,
    )


def is_derived(address: str) -> bool:
    """Whether the address only identifies an entry that has none of its own: it must never be asked for."""
    return f"{DERIVED}=" in address


def _derived(listing_url: str, key: str) -> str:
    return canonical(f"{listing_url}{'&' if '?' in listing_url else '?'}{DERIVED}={key}")
