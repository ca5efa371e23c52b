"""Replay rows from the shared news files: documents with titles, addresses and outlets by a fixed construction.

The files carry id, time and text only. Title: the first clause, up to 30 characters. Outlet: one of 60 by hash of the
id (3 central, 12 provincial, 30 local, 15 forum or short video). A row without an hour gets a hash-chosen minute.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

from domain.addresses import document_id
from domain.items import Document, Platform, Tier
from pipeline.text import content_hash, duplicate_key

STREAM = "news_stream/zh_news_stream.jsonl.gz"
LABELLED = "events/zh_news_events.jsonl.gz"
_CLAUSE = re.compile("[\uff0c\u3002\uff01\uff1f\uff1b,!?;\n]")
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document and the event it is labelled with: "" for background read as such, None where nobody labelled it."""

    document: Document
    event: str | None


def read_stream(shared: Path) -> list[Row]:
    """The unlabelled stream with the labelled events mixed in, in order of time, then address."""
    return _in_order(row for name in (STREAM, LABELLED) for row in _read(shared / "data" / name))


def read_labelled(shared: Path) -> list[Row]:
    """The labelled events with the background that was read beside them."""
    return _in_order(_read(shared / "data" / LABELLED))


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.document.collected_at, row.document.url))


def _read(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Row(document=make_document(row["doc_id"], row["published"], row["text"]), event=row.get("event"))


def make_document(name: str, published: str, text: str) -> Document:
    """The document of one line of a news file."""
    digit = int(sha256(name.encode()).hexdigest()[:12], 16)
    tier, platform = _kind(digit % 60)
    url = f"http://outlet{digit % 60}.example/{name}"
    clause = _CLAUSE.split(text, maxsplit=1)[0][:30]
    at = _moment(published, digit // 60)
    return Document(
        id=document_id(url), source_id=f"S{digit % 60}", outlet=f"outlet{digit % 60}", platform=platform, tier=tier,
        url=url, title=clause, text=text, published_at=at, collected_at=at, content_hash=content_hash(clause, text),
        duplicate_group=duplicate_key(clause, text, document_id(url)),
    )  # fmt: skip


def _kind(number: int) -> tuple[Tier, Platform]:
    if number < 45:
        return (Tier.CENTRAL if number < 3 else Tier.PROVINCIAL if number < 15 else Tier.LOCAL), Platform.NEWS
    return Tier.OTHER, Platform.FORUM if number % 2 else Platform.SHORT_VIDEO


def _moment(published: str, digit: int) -> datetime:
    day = datetime.fromisoformat(published).replace(tzinfo=_SHANGHAI)
    if len(published) <= 10:
        day += timedelta(minutes=digit % 1440)
    return day.astimezone(UTC)
