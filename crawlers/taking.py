"""The items of a listing, one after another: what is new or edited gets its page and is passed on.

    admit (known? repeated?) -> page, politely -> article -> found
                                     |
                                     +-> no page: the feed's own words, or refused or failed under its reason

A page that robots.txt shuts is never asked for; what the feed, which was allowed, says of it is still taken.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from crawlers.article import Article, read_page
from crawlers.failures import FetchError
from crawlers.item import Item
from crawlers.markup import PageRefused
from crawlers.memory import Disappointment
from crawlers.page import Page, article_date, fetch_page
from crawlers.poll import PARTIAL, Poll
from crawlers.selected import Zone, has_selectors, with_selected
from crawlers.tools import Tools
from domain.addresses import host_of
from domain.crawl import Grade
from domain.items import Counters, Door

STRIKES = 3
"""After so many temporary failures in a row a host is left alone for the rest of the poll."""
AGAIN_AFTER = timedelta(seconds=20)
"""A poll goes on no earlier than this after a page that failed for now."""
SHORTEST_ARTICLE = 30
"""A page with less text is no article, where nobody but the house said that its link leads to one."""


async def take_items(poll: Poll, tools: Tools, items: Iterable[Item]) -> None:
    """Takes items in the order given until the poll's time is up; the rest is left for the next poll."""
    strikes: Counter[str] = Counter()
    for item in [item for item in items if poll.admits(item)]:
        host = host_of(item.url or "")
        if item.url is None:
            _take_as_listed(poll, tools, item)
            await asyncio.sleep(0)  # thousands of them must not hold up the other polls
        elif poll.tally.is_over or strikes[host] >= STRIKES:
            poll.postpone()
        else:
            failed_for_now = await _take_page(poll, tools, item, item.url)
            strikes[host] = strikes[host] + 1 if failed_for_now else 0


def _take_as_listed(poll: Poll, tools: Tools, item: Item, *, is_partial: bool = False) -> None:
    """The listing's own words are all there is."""
    if not item.text:
        poll.leave(Door.REJECTED, "empty")  # half an entry at the end of a feed that was cut, or no entry at all
        return
    poll.find(
        item,
        address=item.address,
        title=item.title,
        text=item.text,
        published_at=article_date(item.published_at, None, poll.source.time_zone, tools.desk.now()),
        counters=item.counters,
        partial=is_partial,
    )


async def _take_page(poll: Poll, tools: Tools, item: Item, url: str) -> bool:
    """Reads the item's page; True where it failed only for now."""
    standing = tools.memory.standing(poll.source.id, item.key)
    if standing is not None:
        _leave_alone(poll, item, standing)
        return False
    try:
        page = await fetch_page(tools.fetcher, url, poll.tally, max_bytes=tools.settings.max_page_bytes)
        article = await _read(poll, tools, page)
    except FetchError as failure:
        return _without_page(poll, tools, item, failure)
    tools.memory.forget(poll.source.id, item.key)
    _pass_on(poll, tools, item, page, article)
    return False


async def _read(poll: Poll, tools: Tools, page: Page) -> Article:
    """The article of a page, read with what earlier pages of the source taught."""
    template = tools.templates.of(poll.source.id, poll.template)
    read = partial(
        read_page,
        page.body,
        url=page.url,
        template=template,
        time_zone=poll.source.time_zone,
        now=tools.desk.now(),
        content_type=page.content_type,
    )
    try:
        reading = await tools.reader(read)
    except PageRefused as refusal:
        raise FetchError("unreadable", Grade.SOFT) from refusal
    if reading.template is not template:
        poll.template = tools.templates.keep(poll.source.id, reading.template)
    return await _selected(poll, tools, page, reading.article)


async def _selected(poll: Poll, tools: Tools, page: Page, article: Article) -> Article:
    """What the operator's selectors of the source find has the last word."""
    selectors = poll.source.selectors
    if not has_selectors(selectors):
        return article
    zone = Zone(time_zone=poll.source.time_zone, now=tools.desk.now())
    return await tools.reader(partial(with_selected, article, page.body, page.content_type, selectors, zone))


def _pass_on(poll: Poll, tools: Tools, item: Item, page: Page, article: Article) -> None:
    """Feed and page together: the publisher's title, the longer text, the surer date."""
    if len(article.text) < SHORTEST_ARTICLE and _is_guessed(poll, item):
        tools.memory.note(poll.source.id, item.key, FetchError("no_article", Grade.SOFT))
        poll.leave(Door.REJECTED, "no_article")
        return
    title = (item.title if item.is_titled else article.title) or article.title or item.title
    poll.find(
        item,
        address=page.identity or item.address,
        title=title,
        text=article.text if len(article.text) >= len(item.text) else item.text,
        published_at=article_date(item.published_at, article.published_at, poll.source.time_zone, tools.desk.now()),
        counters=_merged(item.counters, article.counters),
    )


def _is_guessed(poll: Poll, item: Item) -> bool:
    """The link was found by itself: no feed, no pattern and no selector vouches for it."""
    return not (item.is_titled or poll.source.selectors.links or poll.source.selectors.body)


def _without_page(poll: Poll, tools: Tools, item: Item, failure: FetchError) -> bool:
    """The page gave nothing: try again in a later poll, or take the feed's words, or let the item go."""
    if failure.reason == "busy":
        poll.postpone(failure.retry_at)
        return False
    disappointment = tools.memory.note(poll.source.id, item.key, failure)
    if not disappointment.is_final:
        poll.leave(Door.FAILED, failure.reason)
        poll.postpone(failure.retry_at or datetime.now(UTC) + AGAIN_AFTER)
    elif item.text and not _is_held(poll, item):
        poll.warnings[f"page_{failure.reason}"] += 1
        _take_as_listed(poll, tools, item, is_partial=failure.grade is Grade.TEMPORARY)
    else:
        _leave_alone(poll, item, disappointment)
    return failure.grade is Grade.TEMPORARY


def _leave_alone(poll: Poll, item: Item, why: Disappointment) -> None:
    if _is_held(poll, item):
        poll.leave(Door.UNCHANGED)
    elif why.reason in ("robots", "no_article"):
        poll.leave(Door.REJECTED, why.reason)
    else:
        poll.leave(Door.FAILED, why.reason)


def _is_held(poll: Poll, item: Item) -> bool:
    """The feed's words of it, as they still are, are stored already."""
    return poll.known.get(item.key) == PARTIAL + item.fingerprint


def _merged(listed: Counters, stated: Counters) -> Counters:
    return Counters(
        reposts=stated.reposts if listed.reposts is None else listed.reposts,
        comments=stated.comments if listed.comments is None else listed.comments,
        likes=stated.likes if listed.likes is None else listed.likes,
    )
