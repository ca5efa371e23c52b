"""What service and crawl child say to each other: a task goes in, found items and one report come out, a JSON line each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.items import Counters, DoorCount, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is remembered of a source between polls."""

    source_id: str
    address: str
    """Where it is fetched now: `Source.url`, or where a permanent redirect led."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the last listing, so that an unchanged one costs no parsing."""
    next_poll_at: datetime
    interval: timedelta
    """The present adaptive interval."""
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failure_weight: float = 0.0
    """Weighted failures in a row; at 30 the source is given up until a person looks."""
    failure: str | None = None
    """Reason code of the last failure, None after a success."""
    given_up: bool = False
    template: str | None = None
    """Page structure learnt for the source, opaque to all but `crawlers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """Politeness that survives a restart, per host."""

    host: str
    last_request_at: datetime | None = None
    blocked_until: datetime | None = None
    """From Retry-After: no request before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTask:
    """One source that fell due."""

    source: Source
    state: PollState
    known: tuple[tuple[str, str], ...] = ()
    """(entry key, fingerprint) of entries already stored: they are `unchanged` and their pages are not fetched."""
    recount: tuple[tuple[str, str], ...] = ()
    """(document id, address) of pages to be read again for their totals alone, after everything new."""
    hosts: tuple[HostState, ...] = ()
    budget: timedelta
    """No new page is begun after this; what is left comes with the next poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One item as it stands on the web, unmasked: it lives in memory only."""

    source_id: str
    key: str
    """Entry key within the source: a hash, so that it carries no address."""
    fingerprint: str
    """Hash of what the listing said of it; another one means the item was edited."""
    url: str
    title: str
    text: str
    published_at: datetime | None
    counters: Counters = Counters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """Totals seen again for an item already stored: on a list page, or on its own where the task asked for it."""

    source_id: str
    key: str
    """Entry key, or the document id that `PollTask.recount` gave."""
    counters: Counters


class Grade(StrEnum):
    """How bad a failed poll is: 410 is permanent, 404 or no feed is soft, 503 or a reset is temporary."""

    TEMPORARY = "temporary"
    SOFT = "soft"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """How one poll ended. The doors of `entries` add up: each entry was found, known, repeated, refused or failed."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    unchanged: bool = False
    """304, or the same body as last time."""
    complete: bool = True
    """False where entries remain (budget, or a page that failed for now): validators are then not kept."""
    status: int | None = None
    reason: str | None = None
    """Reason code of a failure of the whole poll; None where the listing was read."""
    grade: Grade | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    """The address a permanent redirect led to."""
    retry_at: datetime | None = None
    """From Retry-After."""
    template: str | None = None
    ttl: timedelta | None = None
    """What the feed asks for as the pause between polls."""
    entries: int = 0
    found: int = 0
    doors: tuple[DoorCount, ...] = ()
    """The doors other than `found`: unchanged, duplicate, rejected(reason), failed(reason)."""
    present: tuple[str, ...] = ()
    """Keys of all entries of the listing, as far as it was seen."""
    whole: bool = True
    """The listing was seen to its end: what is known and not in `present` is gone and may be forgotten."""
    requests: int = 0
    bytes: int = 0
    hosts: tuple[HostState, ...] = ()
    warnings: tuple[str, ...] = ()


Outcome = Found | Recount | PollReport
"""What a poll gives."""
Said = Outcome | HostState
"""What a child says: a host's state comes by itself the moment it asks for silence, and again with the report."""
