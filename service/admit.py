"""From what was found to what may be stored: masked, canonical, dated; or the reason why it may not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.mask import mask_address, mask_text

from domain.addresses import canonical, document_id
from domain.crawl import Found
from domain.errors import BadAddress
from domain.items import Document, Source
from pipeline.text import content_hash, duplicate_key
from storage.base import Collected

AHEAD = timedelta(hours=1)
"""Clocks differ; a date further ahead than this is no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an item is not stored: the reason of door `rejected`."""

    reason: str


Admit = Callable[[Source, Found, datetime], Collected | Refused]


def admit(source: Source, found: Found, now: datetime) -> Collected | Refused:
    """`found` masked in title, text and address. Nothing of it may touch disk before this."""
    title, text = mask_text(found.title, now=now), mask_text(found.text, now=now)
    if title.minor or text.minor:
        return Refused(reason="minor")
    if not title.text.strip() and not text.text.strip():
        return Refused(reason="empty")
    try:
        url = canonical(mask_address(canonical(found.url)))
    except BadAddress:
        return Refused(reason="address")
    document = Document(
        id=document_id(url),
        source_id=source.id,
        outlet=source.outlet,
        platform=source.platform,
        tier=source.tier,
        url=url,
        title=title.text.strip(),
        text=text.text.strip(),
        published_at=_plausible(found.published_at, now),
        collected_at=now,
        content_hash=content_hash(title.text, text.text),
        counters=found.counters,
        duplicate_group=duplicate_key(title.text, text.text, document_id(url)),
    )
    return Collected(document=document, key=found.key, fingerprint=found.fingerprint)


def _plausible(published_at: datetime | None, now: datetime) -> datetime | None:
    return published_at if published_at is not None and published_at <= now + AHEAD else None
