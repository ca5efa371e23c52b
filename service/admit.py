"""From what was found to what may be stored: masked, canonical, dated; or the reason why it may not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.addresses import canonical, document_id
from domain.crawl import Found
from domain.errors import BadAddress
from domain.items import Document, Door, DoorCount, Source
from pipeline.characters import readable
from pipeline.mask import mask_address, mask_text
from pipeline.text import content_hash, duplicate_key
from storage.values import Collected

AHEAD = timedelta(hours=1)
"""Clocks differ; a date further ahead than this is no date."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Archives may be older than the web; what is older than this is a slip, and near year 1 no time zone can be reckoned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an item is not stored: the reason of door `rejected`."""

    reason: str


Admit = Callable[[Source, Found, datetime], Collected | Refused]


def refusals(counts: Mapping[str, int]) -> tuple[DoorCount, ...]:
    """Door `rejected` by reason, in order of reason."""
    return tuple(DoorCount(door=Door.REJECTED, reason=reason, count=counts[reason]) for reason in sorted(counts))


def admit(source: Source, found: Found, now: datetime) -> Collected | Refused:
    """`found` masked in title, text and address. Nothing of it may touch disk before this."""
    title, text = mask_text(readable(found.title), now=now), mask_text(readable(found.text), now=now)
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
        title=" ".join(title.text.split()),
        text=text.text.strip(),
        published_at=plausible(found.published_at, now),
        collected_at=now,
        content_hash=content_hash(title.text, text.text),
        counters=found.counters,
        duplicate_group=duplicate_key(title.text, text.text, document_id(url)),
    )
    return Collected(document=document, key=found.key, fingerprint=found.fingerprint)


def plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """A moment at which something on the web may have happened, else None."""
    return moment if moment is not None and EARLIEST <= moment <= now + AHEAD else None
