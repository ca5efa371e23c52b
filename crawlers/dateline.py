"""When an article was published: what the page declares, then the line by the headline, then the address."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawlers.blocks import Outline
from crawlers.dates import parse_date
from crawlers.head import Head

# In order of trust; names as pages write them, in lower case.
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article.published",
    "publishdate",
    "publish_date",
    "publish-date",
    "publish_time",
    "publishtime",
    "pubdate",
    "published",
    "published_time",
    "og:time",
    "og:release_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "weibo: article:create_at",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "date",
    "article_date_original",
    "originalpublicationdate",
    "releasedate",
    "citation_publication_date",
    "bt:pubdate",
    "datecreated",
)
LATER = ("dateupdate", "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod")
DAY = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-/.\u5e74]\s?\d{1,2}\s?[-/.\u6708]\s?\d{1,2}")
DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})[./]\s?(\d{1,2})[./]\s?((?:19|20)\d\d)(?!\d)")
CLOCK = re.compile(r"\d:\d\d|\d\s*[\u65f6\u9ede\u70b9]")
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01]))(?!\d)")
DIGIT = re.compile(r"\d")
SHORT = 100  # characters of a line that may be a dateline
SENTENCE = re.compile(r"[\u3002\uff0c,;]")
BEFORE, AFTER = 6, 25  # blocks around the headline that are looked at
EARLIEST = datetime(1994, 1, 1, tzinfo=UTC)


class Dates:
    """Reads dates in one zone, refusing those before the web and after tomorrow."""

    def __init__(self, *, time_zone: str, now: datetime | None) -> None:
        self.zone = ZoneInfo(time_zone)
        self.time_zone = time_zone
        self.now = now

    def read(self, text: str | None) -> datetime | None:
        """The moment a text names, None where it names none that an article can have."""
        moment = parse_date(text, time_zone=self.time_zone, now=self.now) if text and DIGIT.search(text) else None
        if moment is None or moment < EARLIEST or (self.now and moment > self.now + timedelta(days=1)):
            return None
        return moment

    def first(self, texts: Iterable[str | None]) -> datetime | None:
        """The first moment that any of the texts names."""
        return next((moment for moment in map(self.read, texts) if moment), None)

    def is_day(self, moment: datetime) -> bool:
        """Whether a moment is a day's beginning, as a date without an hour is read."""
        local = moment.astimezone(self.zone)
        return local.hour == local.minute == local.second == 0


def published_at(
    outline: Outline, head: Head, *, url: str, headline: int | None, body: Collection[str], dates: Dates
) -> datetime | None:
    """The moment of publication in UTC; midnight in the source's zone where only a day is known."""
    declared = dates.first(_declared(head)) or dates.first(head.marked)
    if declared and not dates.is_day(declared):
        return declared
    visible = dates.first(_lines(outline, headline, body))
    if declared:
        same = visible and visible.astimezone(dates.zone).date() == declared.astimezone(dates.zone).date()
        return visible if same else declared
    return visible or dates.first(head.times) or dates.first(_address(url)) or dates.first(map(head.meta.get, LATER))


def _declared(head: Head) -> Iterator[str | None]:
    yield from map(head.meta.get, PUBLISHED)
    for record in head.records:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if isinstance(record.get(key), str):
                yield record[key]


def _lines(outline: Outline, headline: int | None, body: Collection[str]) -> list[str]:
    """Short lines outside the text: those with a whole date and a clock first, those near the headline first."""
    at = headline or 0
    near = [b.text for b in outline.blocks[at + 1 : at + AFTER] + outline.blocks[max(0, at - BEFORE) : at][::-1]]
    near = [
        text
        for text in near
        if len(text) <= SHORT and DIGIT.search(text) and not (text in body and SENTENCE.search(text))
    ]
    whole = [text for text in near if DAY.search(text) or DAY_FIRST.search(text)]
    return [_year_first(text) for text in sorted(whole, key=lambda text: not CLOCK.search(text))] + near


def _year_first(text: str) -> str:
    """22.01.2022 and 22/01/2022, as most of Europe writes, the other way round."""
    return DAY_FIRST.sub(r"\3-\2-\1 ", text, count=1)


def _address(url: str) -> Iterator[str]:
    match = IN_ADDRESS.search(url)
    if match:
        yield "-".join(match.groups())
