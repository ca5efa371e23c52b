"""Lists of sources from files: OPML as feed readers exchange it, CSV, or JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from config.durations import parse_duration
from crawlers.patterns import PatternError, check_pattern
from domain.addresses import canonical, source_id
from domain.clock import TIME_ZONE
from domain.errors import BadUse
from domain.items import Platform, Selectors, Source, SourceKind, Tier
from pipeline.mask import is_personal_source
from service.typed import typed_line

FIELDS = frozenset({"kind", "url", "name", "outlet", "platform", "tier", "region", "time_zone", "poll_interval",
                    "per_host_delay", "full_text", "selectors"})  # fmt: skip
LARGEST = 64 << 20
"""Bytes of a list; more is no list of sources."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no source: its number from 1, its name as far as it has one, and why."""

    number: int
    name: str
    error: BadUse


def read_sources(path: Path) -> tuple[tuple[Source, ...], tuple[BadRow, ...]]:
    """Good sources and bad rows of a file; BadUse where the file as a whole is no list."""
    good: dict[str, Source] = {}
    bad = []
    for number, row in enumerate(_rows(path), 1):
        try:
            source = source_of_row(row)
            good[source.id] = source
        except BadUse as error:
            bad.append(BadRow(number, str(row.get("name") or row.get("url") or "")[:60], error))
    return tuple(good.values()), tuple(bad)


def source_of_row(row: Mapping[str, Any]) -> Source:
    """The source that a row describes. BadUse says what is wrong with it."""
    if strange := sorted(str(key) for key in row.keys() - FIELDS if key is not None):
        raise BadUse("source.unknown_field", field=", ".join(strange), known=", ".join(sorted(FIELDS)))
    if not isinstance(row.get("url"), str) or not row["url"].strip():
        raise BadUse("source.no_url")
    url = canonical(row["url"])
    if is_personal_source(url):
        raise BadUse("source.personal", url=url)
    name = _line(row.get("name") or url)
    return Source(
        id=source_id(url),
        name=name,
        kind=_one_of(SourceKind, row, "kind", SourceKind.FEED, {SourceKind.FEED, SourceKind.SITE}),
        url=url,
        outlet=_line(row.get("outlet") or name),
        platform=_one_of(Platform, row, "platform", Platform.NEWS),
        tier=_one_of(Tier, row, "tier", Tier.OTHER),
        region=_line(row["region"]) if row.get("region") else None,
        time_zone=_zone(row.get("time_zone")),
        poll_interval=_span(row, "poll_interval"),
        per_host_delay=_span(row, "per_host_delay"),
        full_text=str(row.get("full_text", "")).lower() in ("true", "1", "yes"),
        selectors=_selectors(row.get("selectors")),
    )


def _line(given: object) -> str:
    """One line that a terminal may be shown, without personal data."""
    return typed_line(str(given))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        if path.stat().st_size > LARGEST:
            raise BadUse("source.list_too_large", file=path)
        raw = path.read_bytes()
    except OSError as error:
        raise BadUse("source.list_unreadable", file=path, reason=error.strerror) from error
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _opml(path, raw)
    return _json(path, raw) if start in (b"[", b"{") else _csv(path, raw)


def _opml(path: Path, raw: bytes) -> Iterator[Mapping[str, Any]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise BadUse("source.list_broken", file=path, reason=str(error)) from error
    outlines = [one for one in root.iter("outline") if one.get("xmlUrl")]
    return ({"kind": "feed", "url": one.get("xmlUrl"), "name": one.get("title") or one.get("text")} for one in outlines)


def _json(path: Path, raw: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        rows = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadUse("source.list_broken", file=path, reason=str(error)) from error
    rows = rows if isinstance(rows, list) else [rows]
    return (row if isinstance(row, dict) else {"name": str(row)[:60]} for row in rows)


def _csv(path: Path, raw: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    try:
        table = csv.DictReader(io.StringIO(text, newline=""))
        if "url" not in (table.fieldnames or ()):
            raise BadUse("source.list_broken", file=path, reason="no column url")
        return iter([{key: value for key, value in row.items() if value} for row in table])
    except csv.Error as error:
        raise BadUse("source.list_broken", file=path, reason=str(error)) from error


def _one_of(kind: Any, row: Mapping[str, Any], name: str, default: Any, allowed: set[Any] | None = None) -> Any:
    given = row.get(name) or default
    known = sorted(allowed or set(kind))
    if given not in known:
        raise BadUse("source.unknown_value", field=name, value=str(given)[:40], known=", ".join(known))
    return kind(given)


def _zone(given: object) -> str:
    name = str(given or TIME_ZONE)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, or too long a name
        raise BadUse("source.unknown_zone", value=name[:40]) from error


def _span(row: Mapping[str, Any], name: str) -> Any:
    given = row.get(name)
    if given in (None, ""):
        return None
    try:
        return parse_duration(given)
    except ValueError as error:
        raise BadUse("source.bad_span", field=name, value=str(given)[:40]) from error


def _selectors(given: object) -> Selectors:
    if not given:
        return Selectors()
    known = set(Selectors.__dataclass_fields__)
    if (
        not isinstance(given, Mapping)
        or given.keys() - known
        or not all(isinstance(one, str) for one in given.values())
    ):
        raise BadUse("source.bad_selectors", known=", ".join(sorted(known)))
    selectors = Selectors(**given)
    try:
        check_pattern(selectors.links or "")
    except PatternError as error:
        raise BadUse("source.bad_pattern", value=str(selectors.links)[:40]) from error
    return selectors
