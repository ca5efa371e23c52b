"""A feed: its entries, newest first, and the pages behind them."""

from datetime import timedelta
from functools import partial

from crawlers.failures import FetchError
from crawlers.feed_values import Entry, Feed, NotAFeed
from crawlers.feeds import parse_feed
from crawlers.item import from_entry
from crawlers.poll import Poll
from crawlers.taking import take_items
from crawlers.tools import Tools
from crawlers.wire import Answer
from domain.crawl import Grade


async def take_feed(poll: Poll, tools: Tools, answer: Answer) -> None:
    """Takes what is new in the feed; FetchError `not_a_feed` where it is none."""
    feed = await _parsed(poll, tools, answer)
    poll.ttl = timedelta(minutes=feed.ttl_minutes) if feed.ttl_minutes else None
    poll.warnings.update(feed.warnings)
    entries = _newest_first(feed.entries)
    await take_items(poll, tools, [from_entry(entry, answer.url, full_text=poll.source.full_text) for entry in entries])


async def _parsed(poll: Poll, tools: Tools, answer: Answer) -> Feed:
    read = partial(
        parse_feed,
        answer.body,
        url=answer.url,
        content_type=answer.content_type,
        time_zone=poll.source.time_zone,
        now=tools.desk.now(),
    )
    try:
        return await tools.reader(read)
    except NotAFeed as error:
        raise FetchError("not_a_feed", Grade.SOFT, status=answer.status) from error


def _newest_first(entries: tuple[Entry, ...]) -> list[Entry]:
    """By date where every entry has one; else as the feed has them, which nearly always is the same."""
    dated = [(entry.published_at, entry) for entry in entries if entry.published_at is not None]
    if len(dated) < len(entries):
        return list(entries)
    return [entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)]
