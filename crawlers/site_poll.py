"""A site: list pages or sitemaps walked for article links, then the pages behind them.

A list is followed to its next page only while it brings links that are not known; what stands on pages further on is not
gone, and the report says so, lest it be forgotten and fetched again. What is unknown is taken oldest first: wherever a poll ends or is killed, what is stored is the older part, so that the next poll walks to where it left off.
A sitemap stands whole in one place and is taken newest first.
"""

import time
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from crawlers.charset import decode, html_declaration
from crawlers.failures import FetchError
from crawlers.item import Item, from_link
from crawlers.list_links import Link, ListPage, read_list
from crawlers.list_totals import totals_beside
from crawlers.markup import PageRefused
from crawlers.patterns import PatternError, fitting
from crawlers.poll import Poll
from crawlers.sitemap import NotASitemapError, SitemapPage, looks_like_sitemap, read_sitemap
from crawlers.taking import take_items
from crawlers.tools import Tools
from crawlers.wire import Answer
from domain.crawl import Grade


@dataclass(slots=True)
class _Walk:
    """A walk through the pages of one list."""

    pages: list[list[Item]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


async def take_site(poll: Poll, tools: Tools, answer: Answer) -> None:
    """Takes what is new on the site; FetchError `not_a_list` where its page cannot be read."""
    if looks_like_sitemap(answer.body, answer.url):
        items = await _walk_sitemaps(poll, tools, answer)
    else:
        items = await _walk_lists(poll, tools, answer)
    if not items:
        poll.warnings["no_links"] += 1
        poll.whole = False  # a page for the time of repairs, most likely
    await take_items(poll, tools, items)


async def _walk_lists(poll: Poll, tools: Tools, answer: Answer) -> list[Item]:
    """Items of the list, oldest first; known ones of the pages walked among them. The end is a page without a next."""
    walk = _Walk()
    # Half the time is for the list, so that a poll always comes to its articles.
    until = (time.monotonic() + poll.tally.deadline) / 2
    next_url: str | None = answer.url
    while next_url and next_url not in walk.seen:
        walk.seen.add(next_url)
        found = await _read_list(poll, tools, answer)
        items = [_item(poll, link) for link in found.links]
        walk.pages.append(items)
        next_url = found.next_url
        if not next_url or not _brings_news(poll, tools, walk):
            break
        if len(walk.pages) >= tools.settings.list_pages or time.monotonic() >= until:
            poll.warnings["list_depth"] += 1
            break
        following = await _next_page(poll, tools, next_url)
        if following is None:
            break
        answer = following
    poll.whole = poll.whole and next_url is None and all(walk.pages)
    return _oldest_first(walk.pages)


def _oldest_first(pages: list[list[Item]]) -> list[Item]:
    """Each item once, where it was met first: lists move on while they are walked."""
    newest_first: dict[str, Item] = {}
    for page in pages:
        for item in page:
            newest_first.setdefault(item.key, item)
    return list(newest_first.values())[::-1]


def _brings_news(poll: Poll, tools: Tools, walk: _Walk) -> bool:
    """Whether the last page has an item that is unknown, not on a page before, and not known to give nothing."""
    before = {item.key for page in walk.pages[:-1] for item in page}
    return any(
        item.key not in poll.known and item.key not in before and not tools.memory.standing(poll.source.id, item.key)
        for item in walk.pages[-1]
    )


async def _next_page(poll: Poll, tools: Tools, url: str) -> Answer | None:
    """The next page of the list; None where it cannot be had, and the poll goes on with what it has."""
    try:
        fetched = await tools.fetcher.get(url, poll.tally, max_bytes=tools.settings.max_listing_bytes)
    except FetchError as failure:
        poll.warnings[f"next_{failure.reason}"] += 1
        poll.whole = False
        if failure.grade is Grade.TEMPORARY:
            poll.postpone(failure.retry_at)
        return None
    poll.whole = poll.whole and not fetched.answer.is_cut
    return fetched.answer


async def _read_list(poll: Poll, tools: Tools, answer: Answer) -> ListPage:
    decoded = decode(answer.body, content_type=answer.content_type, declared=html_declaration(answer.body))
    read = partial(read_list, decoded.text, url=answer.url, pattern=poll.source.selectors.links)
    try:
        found = await tools.reader(read)
    except PageRefused as refusal:
        raise FetchError("not_a_list", Grade.SOFT, status=answer.status) from refusal
    except PatternError as slow:
        raise FetchError("bad_pattern", Grade.SOFT, status=answer.status) from slow
    if found.is_trimmed:
        poll.warnings["list_trimmed"] += 1
        poll.whole = False
    return found


def _item(poll: Poll, link: Link) -> Item:
    return from_link(link.url, link.words, counters=totals_beside(link.element, poll.source.selectors))


async def _walk_sitemaps(poll: Poll, tools: Tools, answer: Answer) -> list[Item]:
    """Items of a sitemap or of the newest sitemaps of an index."""
    page = await _read_sitemap(tools, answer)
    places = list(page.places)
    for child in islice(page.children, tools.settings.list_pages):
        if len(places) >= tools.settings.listing_limit:
            poll.whole = False
            break
        found = await _next_page(poll, tools, child.url)
        places += (await _read_sitemap(tools, found)).places if found else ()
    if len(places) > tools.settings.listing_limit or len(page.children) > tools.settings.list_pages:
        poll.warnings["sitemap_trimmed"] += 1
        poll.whole = False
    places = places[: tools.settings.listing_limit]
    wanted = await _wanted(poll, tools, tuple(place.url for place in places))
    return [from_link(place.url, "", published_at=place.modified_at) for place in places if place.url in wanted]


async def _wanted(poll: Poll, tools: Tools, addresses: tuple[str, ...]) -> frozenset[str]:
    """Those that the operator's pattern wants; all where there is none."""
    pattern = poll.source.selectors.links
    if not pattern:
        return frozenset(addresses)
    try:
        return await tools.reader(partial(fitting, pattern, addresses))
    except PatternError as slow:
        raise FetchError("bad_pattern", Grade.SOFT) from slow


async def _read_sitemap(tools: Tools, answer: Answer) -> SitemapPage:
    read = partial(read_sitemap, answer.body, url=answer.url, max_bytes=tools.settings.max_listing_bytes)
    try:
        return await tools.reader(read)
    except NotASitemapError as error:
        raise FetchError("not_a_list", Grade.SOFT, status=answer.status) from error
