"""What is out at a moment: articles become postings with a date, an address, their present words and counters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from domain.items import Counters
from samples.town import LENGTH, OPENING, Article, Outlet

SHANGHAI = timezone(timedelta(hours=8))
"""The town's wall clock; no summer time."""

COUNTING = 30
"""Desk minutes between two updates of the public counters."""

_SPOKEN = re.compile(r"\{(day|clock|part) (-?\d+)\}")
_PARTS = ((6, "凌晨"), (12, "上午"), (14, "中午"), (18, "下午"), (24, "晚上"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One article as its page shows it at a moment; times aware, on the town's wall clock."""

    id: str
    url: str
    title: str
    text: str
    published: datetime
    modified: datetime
    counters: Counters
    credit: str


def story_start(now: datetime) -> datetime:
    """The latest 07:00 of the town's clock from which the whole story ends before `now`; UTC."""
    latest = (now - timedelta(minutes=LENGTH)).astimezone(SHANGHAI)
    morning = latest.replace(hour=7, minute=0, second=0, microsecond=0)
    return (morning if morning <= latest else morning - timedelta(days=1)).astimezone(UTC)


def postings(
    outlet: Outlet, articles: Iterable[Article], *, start: datetime, now: datetime, port: int
) -> tuple[Posting, ...]:
    """What `outlet` shows at the desk time `now`, newest first; `start` is the story's start."""
    own = (article for article in articles if article.outlet == outlet.id and article.at >= -OPENING)
    out = (posting(outlet, article, start=start, now=now, port=port) for article in own)
    return tuple(sorted((p for p in out if p.published <= now), key=lambda p: (p.published, p.id), reverse=True))


def posting(outlet: Outlet, article: Article, *, start: datetime, now: datetime, port: int) -> Posting:
    """One article at the desk time `now`, whether it is out or not."""
    published = (start + timedelta(minutes=article.at)).astimezone(SHANGHAI)
    edited = published if article.edit is None else (start + timedelta(minutes=article.edit.at)).astimezone(SHANGHAI)
    is_edited = article.edit is not None and edited <= now
    text = article.edit.text if article.edit and is_edited else article.text
    return Posting(
        id=article.id,
        url=address(outlet, article.id, published, port),
        title=spoken(article.title, start),
        text=spoken(text, start),
        published=published,
        modified=edited if is_edited else published,
        counters=grown(article.counters, now - published),
        credit=credit(outlet, article.id),
    )


def address(outlet: Outlet, article: str, published: datetime, port: int) -> str:
    """The address of an article's page; the day in it is the town's."""
    day = published.astimezone(SHANGHAI)
    account = credit(outlet, article) if outlet.design == "card" else ""
    path = outlet.article.format(
        number=number(article), account=account, year=day.year, month=f"{day:%m}", day=f"{day:%d}"
    )
    return f"{root(outlet, port)}{path}"


def root(outlet: Outlet, port: int) -> str:
    """Scheme, host and port of an outlet, without a slash at the end."""
    return f"http://{outlet.address}" + ("" if port == 80 else f":{port}")


def number(article: str) -> int:
    """An eight-digit number that stands for an article in addresses; the same on every run."""
    return 10_000_000 + int(sha256(article.encode()).hexdigest()[:12], 16) % 90_000_000


def credit(outlet: Outlet, article: str) -> str:
    """The invented byline or account of an article."""
    return outlet.credits[number(article) % len(outlet.credits)]


def grown(final: Counters, age: timedelta) -> Counters:
    """Counters on their way to `final`: half of it after 4 desk hours, three quarters after 8; updated half-hourly."""
    steps = max(0, int(age / timedelta(minutes=COUNTING)))
    share = 1 - 0.5 ** ((steps + 1) * COUNTING / 240)
    totals = {name: getattr(final, name) for name in ("reposts", "comments", "likes")}
    return replace(final, **{name: int(total * share) for name, total in totals.items() if total is not None})


def spoken(text: str, start: datetime) -> str:
    """`text` with `{day 372}`, `{part 372}` and `{clock 372}` said as day, part of the day and time of that minute."""

    def say(match: re.Match[str]) -> str:
        moment = (start + timedelta(minutes=int(match[2]))).astimezone(SHANGHAI)
        if match[1] == "day":
            return f"{moment.day}日"
        if match[1] == "clock":
            return f"{moment.hour}时{moment.minute:02d}分"
        return next(name for until, name in _PARTS if moment.hour < until)

    return _SPOKEN.sub(say, text)
