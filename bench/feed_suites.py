"""The feeds in the shared folder, what each must become, and how a reading is judged; for bench and gate test.

zh_encoding     20 feeds in encodings that lie: titles, links, guids, times and texts as their maker wrote them
feedparser      1 470 feeds: feedparser's own title, link and date of every entry, where its expectation holds
gofeed          expected values beside the feeds; a title may hold markup, which is made plain first
fastfeedparser  real feeds with expected values (integration) and 70 without (captured: feedparser is the reference)
miniflux        faulty encodings and prologs: they must not crash
"""

import csv
import gzip
import html
import io
import json
import re
import warnings
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawlers.dates import parse_date
from crawlers.feed_values import Feed, NotAFeed
from crawlers.feeds import parse_feed

BASE = "https://feeds.example/feed.xml"
_MARKUP = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One feed as fetched; `expected` holds what is known of each entry, None where nothing is known of them."""

    suite: str
    path: str
    body: bytes
    url: str = BASE
    content_type: str | None = None
    time_zone: str = "UTC"
    title: str = ""
    expected: tuple[Mapping[str, str], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Values compared, and a line for each that differs."""

    compared: int
    misses: tuple[str, ...]


def all_cases(shared: Path) -> Iterable[Case]:
    """Every feed file below `shared`/data/feeds."""
    feeds = shared / "data" / "feeds"
    yield from _zh_encoding(feeds / "zh_encoding")
    yield from _feedparser(feeds)
    yield from _gofeed(feeds / "gofeed")
    yield from _integration(feeds / "fastfeedparser" / "integration")
    for file in sorted((feeds / "fastfeedparser" / "captured").iterdir()):
        yield _by_feedparser("captured", file.name, gzip.decompress(file.read_bytes()), {})
    for file in sorted(path for path in (feeds / "miniflux").rglob("*") if path.is_file()):
        yield Case(suite="miniflux", path=file.name, body=file.read_bytes())


def judge(case: Case) -> Verdict:
    """Runs our reader over `case`; any exception but NotAFeed is a crash and passes through."""
    try:
        feed = parse_feed(case.body, url=case.url, content_type=case.content_type, time_zone=case.time_zone)
    except NotAFeed as error:
        lost = sum(map(len, case.expected or ())) + bool(case.title)
        return Verdict(compared=lost, misses=(f"{case.path}: not a feed ({error.code})",) * lost)
    return _compared(case, feed)


def _compared(case: Case, feed: Feed) -> Verdict:
    compared, misses = int(bool(case.title)), list[str]()
    if case.title and feed.title != case.title:
        misses.append(f"{case.path} title: {feed.title[:80]!r}, expected {case.title[:80]!r}")
    for place, expected in enumerate(case.expected or ()):
        entry = feed.entries[place] if place < len(feed.entries) else None
        for field, value in expected.items():
            got = _shown(getattr(entry, field, None))
            compared += 1
            if got != value:
                misses.append(f"{case.path} entry {place} {field}: {got[:80]!r}, expected {value[:80]!r}")
    return Verdict(compared=compared, misses=tuple(misses))


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat()
    return "" if value is None else " ".join(str(value).split())


def _plain(title: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", title)).split())


def _known(**values: str | None) -> dict[str, str]:
    return {field: " ".join(value.split()) for field, value in values.items() if value and value.strip()}


def _zh_encoding(folder: Path) -> Iterable[Case]:
    for case in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        expected = tuple(
            _known(
                title=item["title"],
                url=item["link"],
                id=item["guid"],
                published_at=item["published"].replace("Z", "+00:00"),
                text=item["summary_text"],
            )
            for item in case["items"]
        )
        yield Case(
            suite="zh_encoding",
            path=case["file"],
            body=(folder / case["file"]).read_bytes(),
            url=case["base_url"],
            content_type=case["content_type"],
            time_zone=case["naive_dates_are"],
            expected=expected,
        )


def _feedparser(feeds: Path) -> Iterable[Case]:
    with (feeds / "feedparser_index.csv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index))
    for row in rows:
        headers = dict(line.split(":", 1) for line in row["http_headers"].splitlines() if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in headers.items()}
        body = (feeds / "feedparser" / row["path"]).read_bytes()
        yield _by_feedparser("feedparser", row["path"], body, headers, row["expect"])


def _by_feedparser(suite: str, path: str, body: bytes, headers: Mapping[str, str], expect: str = "1") -> Case:
    """feedparser's own reading as the expectation, unless `expect`, its own test, fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(io.BytesIO(body), response_headers=dict(headers))
        holds = _holds(expect, parsed)
    return Case(
        suite=suite,
        path=path,
        body=body,
        url=headers.get("content-location") or BASE,
        content_type=headers.get("content-type"),
        title=_title(parsed["feed"]) if holds else "",
        expected=tuple(_reference(entry) for entry in parsed["entries"]) if holds else None,
    )


def _holds(expect: str, parsed: Any) -> bool:
    try:
        return bool(eval(expect, {"feedparser": feedparser, **parsed}))
    except Exception:  # noqa: BLE001 - an expectation that cannot be computed does not hold
        return False


def _reference(entry: Any) -> dict[str, str]:
    dates = [dict.get(entry, f"{key}_parsed") for key in ("published", "created", "updated")]
    return _known(
        title=_title(entry),
        url=_absolute(dict.get(entry, "link", "")),
        published_at=_moment(next((parsed for parsed in dates if parsed), None)),
    )


def _title(entry: Any) -> str:
    kind, title = dict.get(entry, "title_detail", {}).get("type"), dict.get(entry, "title", "")
    return " ".join(title.split()) if kind == "text/plain" else _plain(title)


def _absolute(link: str) -> str:
    return urljoin(BASE, link) if link else ""


def _moment(parsed: Any) -> str:
    if parsed is None:
        return ""
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()


def _gofeed(folder: Path) -> Iterable[Case]:
    for file in sorted(folder.rglob("*.xml")):
        expected = file.with_suffix(".json")
        yield _by_json("gofeed", file, expected if expected.exists() else None)
    for expected in sorted(folder.rglob("*_expected.json")):
        feed = expected.with_name(expected.name.replace("_expected", ""))
        if feed.exists():
            yield _by_json("gofeed", feed, expected)
    for file in sorted((folder / "parser" / "universal").glob("*.json")):
        yield _by_json("gofeed", file, None)


def _integration(folder: Path) -> Iterable[Case]:
    for file in sorted(folder.iterdir()):
        name = file.name.removesuffix(".gz")
        expected = folder / (name.replace(".xml", ".json") + (".gz" if file.suffix == ".gz" else ""))
        if name == "json_feed_sample.json":
            expected = folder / "json_feed_sample.expected.json"
        elif not name.endswith(".xml"):
            continue
        yield _by_json("integration", file, expected)


def _opened(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def _by_json(suite: str, file: Path, expected: Path | None) -> Case:
    path = "/".join(file.parts[-3:])
    if expected is None:
        return Case(suite=suite, path=path, body=_opened(file))
    document = json.loads(_opened(expected))
    items = document.get("items") or document.get("entries") or []
    title = document.get("title") or document.get("feed", {}).get("title") or ""
    return Case(
        suite=suite,
        path=path,
        body=_opened(file),
        title=_plain(title),
        expected=tuple(_expected_item(item) for item in items),
    )


def _expected_item(item: Mapping[str, Any]) -> dict[str, str]:
    link = item.get("link") or item.get("url") or next(iter(item.get("links") or ()), None)
    link = link.get("href") if isinstance(link, Mapping) else link
    keys = ("publishedParsed", "published", "date_published", "pubDateParsed", "updatedParsed", "updated")
    written = next((item[key] for key in keys if item.get(key)), None)
    moment = parse_date(written, time_zone="UTC") if written else None
    return _known(title=_plain(item.get("title") or ""), url=link, published_at=_shown(moment))
