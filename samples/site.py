"""What an outlet's web server answers: feed, list page, article, robots.txt; conditional requests; no sockets here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256

from samples.feeds import feed
from samples.pages import article_page, list_page
from samples.timeline import COUNTING, Posting, number, posting, postings
from samples.town import Article, Outlet, Shape

_ROBOTS = "User-agent: *\nDisallow: /space/\nDisallow: /print/\n"
_NUMBER = re.compile(r"(\d{8})(?:-1-1)?(?:\.html)?$")


class Part(StrEnum):
    """What a request was about, for counting."""

    FEED = "feed"
    LIST = "list"
    ARTICLE = "article"
    ROBOTS = "robots"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers and body of one response, and the part of the site it came from."""

    part: Part
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One outlet's web site: its articles, the story's start and the port it is reached at."""

    outlet: Outlet
    articles: Sequence[Article]
    start: datetime
    port: int

    def answer(self, path: str, *, asked: Mapping[str, str], now: datetime) -> Answer:
        """The response to a GET of `path` (with query) at desk time `now`; `asked`: headers, names in lower case."""
        if path == "/robots.txt":
            headers = {"Content-Type": "text/plain; charset=utf-8"}
            return Answer(part=Part.ROBOTS, headers=headers, body=_ROBOTS.encode())
        shown = postings(self.outlet, self.articles, start=self.start, now=now, port=self.port)
        return _conditional(self._found(path, shown, now), asked)

    def _found(self, path: str, shown: Sequence[Posting], now: datetime) -> Answer:
        counted = any(one.counters.comments is not None for one in shown)
        newest = _changed(shown, now if counted else None)
        if path == self.outlet.path and self.outlet.shape is not Shape.LIST:
            kind, body = feed(self.outlet, shown, port=self.port)
            return _answer(Part.FEED, kind, body, newest)
        if path in ("/", self.outlet.path):
            return _answer(Part.LIST, self._html(), list_page(self.outlet, shown, port=self.port), newest)
        return self._article(path, shown, now)

    def _article(self, path: str, shown: Sequence[Posting], now: datetime) -> Answer:
        """An article is found by its number alone, so that an address without its account part still leads to it."""
        match = _NUMBER.search(path)
        found = next((one for one in self.articles if match and number(one.id) == int(match[1])), None)
        page = posting(self.outlet, found, start=self.start, now=now, port=self.port) if found else None
        if page is None or page.published > now:
            return Answer(part=Part.MISSING, status=404, headers={"Content-Type": "text/plain"}, body=b"not found\n")
        body = article_page(self.outlet, page, shown[:6], port=self.port)
        return _answer(Part.ARTICLE, self._html(), body, _changed((page, *shown), now))

    def _html(self) -> str:
        return f"text/html; charset={self.outlet.encoding}"


def _changed(shown: Iterable[Posting], now: datetime | None) -> datetime | None:
    """When what is shown last changed; with `now` given, not before its counters' last step."""
    moments = [one.modified for one in shown]
    if now is not None:
        moments.append(now - (now - datetime.fromtimestamp(0, UTC)) % timedelta(minutes=COUNTING))
    return max(moments, default=None)


def _answer(part: Part, kind: str, body: bytes, changed: datetime | None) -> Answer:
    headers = {"Content-Type": kind, "ETag": f'"{sha256(body).hexdigest()[:20]}"', "Cache-Control": "no-cache"}
    if changed is not None:
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    return Answer(part=part, headers=headers, body=body)


def _conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """304 without a body where the asker has this version (RFC 9110: If-None-Match beats If-Modified-Since)."""
    if answer.status != 200 or not _is_known(answer.headers, asked):
        return answer
    return Answer(part=answer.part, status=304, headers=answer.headers)


def _is_known(headers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    if "if-none-match" in asked:
        known = (tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(","))
        return headers["ETag"] in known
    if "if-modified-since" not in asked or "Last-Modified" not in headers:
        return False
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
    except ValueError:
        return False
    return parsedate_to_datetime(headers["Last-Modified"]) <= since
