"""What a page says of itself beside its text: title, meta values and JSON-LD records. Authors are never looked at."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from crawlers.markup import Element

LONGEST_SCRIPT = 400_000
LONGEST_TITLE, LONGEST_VALUE = 600, 1_000
MOST_RECORDS = 200
MOST_TIMES, LONGEST_TIME = 20, 100
MARKED = etree.XPath(".//*[@itemprop='datePublished']")
PEOPLE = ("author", "creator", "byl", "editor")
NAMES = ("property", "name", "itemprop", "http-equiv")
WANTED = frozenset(
    ("@type", "headline", "datePublished", "dateCreated", "uploadDate", "interactionStatistic", "commentCount")
)
NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`meta` has the first content of each name, in lower case; `records` the JSON-LD objects' wanted keys.

    `marked` are texts marked up as date of publication, `times` those of the first time elements.
    """

    title: str
    meta: Mapping[str, str]
    records: tuple[Mapping[str, Any], ...]
    marked: tuple[str, ...]
    times: tuple[str, ...]


def head_of(root: Element) -> Head:
    """Reads a page's title, meta elements and JSON-LD scripts."""
    title, meta, records, times = "", dict[str, str](), list[Mapping[str, Any]](), list[str]()
    for element in root.iter("title", "meta", "script", "time"):
        if element.tag == "meta":
            _take_meta(element, meta)
        elif element.tag == "time":
            times.append(_moment(element))
        elif element.tag == "title":
            title = title or " ".join("".join(element.itertext())[:LONGEST_TITLE].split())
        elif "ld+json" in (element.get("type") or ""):
            records.extend(_records(element.text or ""))
    marked = map(_moment, islice(MARKED(root), MOST_TIMES))
    return Head(
        title=title,
        meta=meta,
        records=tuple(records[:MOST_RECORDS]),
        marked=tuple(marked),
        times=tuple(times[:MOST_TIMES]),
    )


def _moment(element: Element) -> str:
    return element.get("datetime") or element.get("content") or "".join(element.itertext())[:LONGEST_TIME]


def _take_meta(element: Element, meta: dict[str, str]) -> None:
    content = (element.get("content") or "")[:LONGEST_VALUE].strip()
    for attribute in NAMES:
        name = (element.get(attribute) or "").strip().lower()
        if name and content and not any(word in name for word in PEOPLE):
            meta.setdefault(name, content)


def _records(script: str) -> Iterator[Mapping[str, Any]]:
    if len(script) > LONGEST_SCRIPT:
        return
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    for record in _flat(data):
        yield {key: record[key] for key in WANTED & record.keys()}


def _flat(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < MOST_RECORDS:
        item = waiting.pop(0)
        seen += 1
        if isinstance(item, list):
            waiting.extend(item[:MOST_RECORDS])
        elif isinstance(item, dict):
            yield item
            waiting.extend(item[key] for key in NESTED if isinstance(item.get(key), dict | list))


def first(values: Iterable[str | None]) -> str:
    """The first value that says something, or an empty text."""
    return next((value for value in values if value), "")
