"""Documents as rows of files: the export of what is stored, and the import of what comes from elsewhere.

The import of an export is the identity: what the export says of source, address, text and times is taken as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.addresses import digest
from domain.codec import to_plain
from domain.crawl import Found
from domain.errors import BadUse
from domain.items import Counters, Document, Platform, Source, SourceKind, Tier
from pipeline.characters import readable
from pipeline.mask import mask_text
from service.admit import Refused, admit, plausible
from service.label_rows import label_row
from storage.values import Collected, Record

TEXT_FIELDS = ("url", "title", "text", "published_at", "collected_at", "source", "source_id", "source_name", "outlet",
               "platform", "tier")  # fmt: skip
MOST = 10**12
"""A total from so many on is none."""
OUR_ID = re.compile(r"S[0-9a-f]{20}")
"""A source's id as an export of ours gives it."""


def to_row(record: Record) -> dict[str, Any]:
    """One exported document: its latest revision with labels, where it was processed."""
    document, labels = record.document, record.labels
    return {
        "id": document.id,
        "url": document.url,
        "source_id": document.source_id,
        "source_name": record.source_name,
        "outlet": document.outlet,
        "platform": document.platform.value,
        "tier": document.tier.value,
        "title": document.title,
        "text": document.text,
        "published_at": to_plain(document.published_at),
        "collected_at": to_plain(document.collected_at),
        "revision": document.revision,
        "duplicate_group": document.duplicate_group,
        "counters": to_plain(document.counters),
        **label_row(labels),
        "score": labels.score if labels else None,
        "event_id": record.event_id,
    }


def read_source(row: Mapping[str, Any]) -> Source:
    """The source that a row names; rows of one name share it. BadUse where a field has a wrong form.

    Other collectors may give an account as the source: names are masked, and an id that is none of ours is hashed.
    """
    _check_fields(row)
    name = _unnamed(row.get("source_name") or row.get("source") or "import")
    given = row.get("source_id")
    return Source(
        id=(given if OUR_ID.fullmatch(given) else "S" + digest("foreign", given))
        if given
        else "S" + digest("import", name),
        name=name,
        kind=SourceKind.IMPORT,
        url=f"import:{digest(name)}",
        outlet=_unnamed(row.get("outlet") or name),
        platform=_member(Platform, row, "platform", Platform.NEWS),
        tier=_member(Tier, row, "tier", Tier.OTHER),
    )


def read_row(row: Mapping[str, Any], source: Source, now: datetime) -> Collected | Refused:
    """A row as a document on its way to the inbox. BadUse where it is no document."""
    _check_fields(row)
    if not row.get("url") or not (row.get("title") or row.get("text")):
        raise BadUse("import.no_document")
    collected_at = moment_of(row, "collected_at")
    found = Found(
        source_id=source.id,
        key=digest(str(row["url"])),
        fingerprint="",
        url=str(row["url"]),
        title=str(row.get("title") or ""),
        text=str(row.get("text") or ""),
        published_at=moment_of(row, "published_at"),
        counters=_counters(row.get("counters")),
    )
    admitted = admit(source, found, now)
    if isinstance(admitted, Refused):
        return admitted
    return replace(admitted, document=_as_collected(admitted.document, collected_at, now))


def _as_collected(document: Document, collected_at: datetime | None, now: datetime) -> Document:
    return replace(document, collected_at=min(plausible(collected_at, now) or now, now)) if collected_at else document


def _check_fields(row: Mapping[str, Any]) -> None:
    if not isinstance(row, Mapping):
        raise BadUse("import.not_object")
    for name in TEXT_FIELDS:
        if row.get(name) is not None and not isinstance(row[name], str):
            raise BadUse("import.field_not_text", field=name)


def _unnamed(name: str) -> str:
    return mask_text(readable(name), now=datetime.now(UTC)).text


def _member(kind: Any, row: Mapping[str, Any], name: str, default: Any) -> Any:
    given = row.get(name)
    if not given:
        return default
    if given not in set(kind):
        raise BadUse("import.unknown_value", field=name, value=str(given)[:40], known=", ".join(kind))
    return kind(given)


def moment_of(row: Mapping[str, Any], name: str) -> datetime | None:
    """The moment that a field of a row names, in UTC; BadUse where it has no zone or is none."""
    given = row.get(name)
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise BadUse("import.no_zone", field=name, value=given[:40])
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadUse("import.bad_time", field=name, value=given[:40]) from error


def _counters(given: object) -> Counters:
    if given is None:
        return Counters()
    if not isinstance(given, Mapping) or not all(map(_is_total, given.values())):
        raise BadUse("import.bad_counters")
    return Counters(**{name: given.get(name) for name in ("reposts", "comments", "likes")})


def _is_total(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST)
