"""Documents and other values as rows, and back."""

import struct
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Row

from domain.codec import from_plain, to_json, to_plain
from domain.items import Counters, Document, Platform, Tier
from domain.labels import Labels, Sketch
from storage.days import month_of
from storage.tables import documents

T = TypeVar("T")


def body(value: Any) -> str:
    """A value's JSON: orjson's where it can, which is ten times as fast, and the ground's own where it cannot."""
    try:
        return orjson.dumps(value, default=to_plain).decode()
    except TypeError:  # a lone surrogate
        return to_json(value).decode()


def value_of(kind: type[T], text: str) -> T:
    """The value whose `body` was stored."""
    return from_plain(kind, orjson.loads(text))


def document_row(document: Document, sequence: int) -> dict[str, Any]:
    """A new document without its text."""
    return {
        "sequence": sequence,
        "id": document.id,
        "source_id": document.source_id,
        "outlet": document.outlet,
        "platform": document.platform.value,
        "tier": document.tier.value,
        "url": document.url,
        "first_collected_at": document.collected_at,
        "happened_at": document.happened_at,
        **revision_row(document),
    }


def revision_row(document: Document) -> dict[str, Any]:
    """What may change from one revision or count to the next."""
    return {
        "month": month_of(document.collected_at),
        "revision": document.revision,
        "published_at": document.published_at,
        "collected_at": document.collected_at,
        "content_hash": document.content_hash,
        "duplicate_group": document.duplicate_group,
        "reposts": document.counters.reposts,
        "comments": document.counters.comments,
        "likes": document.counters.likes,
    }


def text_row(document: Document) -> dict[str, Any]:
    """Title and text of one revision."""
    return {
        "month": month_of(document.collected_at),
        "document_id": document.id,
        "revision": document.revision,
        "title": document.title,
        "text": document.text,
    }


FIXED = (documents.c.id, documents.c.source_id, documents.c.outlet, documents.c.platform, documents.c.tier,
         documents.c.url)  # fmt: skip
"""What stays as it was first collected."""


def state_columns(table: Any) -> tuple[ColumnElement[Any], ...]:
    """The columns of `revision_row` in `documents` or in `inbox`, without the month."""
    names = (
        "revision",
        "published_at",
        "collected_at",
        "content_hash",
        "duplicate_group",
        "reposts",
        "comments",
        "likes",
    )
    return tuple(table.c[name] for name in names)


def document_from(row: Row[*tuple[Any, ...]], title: str | None = None, text: str | None = None) -> Document:
    """The document of a row that has FIXED and `state_columns`; purged text is empty."""
    return Document(
        id=row.id,
        source_id=row.source_id,
        outlet=row.outlet,
        platform=Platform(row.platform),
        tier=Tier(row.tier),
        url=row.url,
        title=title or "",
        text=text or "",
        published_at=row.published_at,
        collected_at=row.collected_at,
        content_hash=row.content_hash,
        revision=row.revision,
        counters=Counters(reposts=row.reposts, comments=row.comments, likes=row.likes),
        duplicate_group=row.duplicate_group,
    )


def sketch_row(sketch: Sketch) -> dict[str, Any]:
    """Signature as little-endian uint32, terms as JSON pairs."""
    return {
        "signature": struct.pack(f"<{len(sketch.signature)}I", *sketch.signature),
        "terms": orjson.dumps(sketch.terms).decode(),
    }


def sketch_from(signature: bytes, terms: str) -> Sketch:
    """The sketch of a row made by `sketch_row`."""
    values = struct.unpack(f"<{len(signature) // 4}I", signature)
    return Sketch(signature=values, terms=tuple((term, weight) for term, weight in orjson.loads(terms)))


def labels_from(text: str) -> Labels:
    return value_of(Labels, text)


def found_by(labels: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(topic, rules that gave it) of stored labels, which are not read any further."""
    return tuple((one["topic"], tuple(hit["rule"] for hit in one["hits"])) for one in orjson.loads(labels)["topics"])
