"""What a feed says: `Feed` and `Entry` as the rest of the house sees them, `Listed` as the readers hand it in.

No type here has room for an author: names, handles and contributors end at the readers.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.clock import require_utc


class NotAFeed(Exception):
    """The bytes are no feed. `code`: empty, html, json_no_feed, xml_no_feed, too_complex, unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, in plain text."""

    id: str
    """What the feed identifies it by: guid, link, or a hash; no two different entries of one feed share it."""
    key: str
    """Hash of `id`, so that it can be kept without keeping an address: 32 hex digits."""
    url: str | None
    """Absolute http(s) address."""
    shares_url: bool
    """Another entry of the feed has the same address, which then does not identify this one."""
    title: str
    text: str
    """The fullest text the feed carries, paragraphs on lines of their own."""
    full_text: bool
    """Whether `text` looks like the whole article."""
    published_at: datetime | None
    updated_at: datetime | None
    comments: int | None
    fingerprint: str
    """SHA-256 over title, text and date: another one means that the entry was edited."""

    def __post_init__(self) -> None:
        for moment in (self.published_at, self.updated_at):
            if moment is not None:
                require_utc(moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed. `warnings` are codes: encoding_overridden, encoding_damaged, repaired, date_unread, ..."""

    title: str
    entries: tuple[Entry, ...]
    ttl_minutes: int | None
    """What the feed asks for as the pause between polls."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text as the feed carries it."""

    value: str
    is_html: bool
    is_content: bool
    """From an element meant for the whole article, not for a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A date as written, and what the feed library read in it."""

    text: str
    read: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry as read, before it is judged."""

    guid: str
    link: str
    """As written, or absolute where the feed sets a base of its own."""
    title: Body
    bodies: tuple[Body, ...]
    published: Written | None
    updated: Written | None
    comments: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed as read."""

    title: Body
    entries: tuple[Listed, ...]
    ttl: str | None
    warnings: tuple[str, ...] = ()
