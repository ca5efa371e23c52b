"""Pages read again for their public totals alone: those the task names, after everything new, while the poll's time lasts.

A page that is gone, shut or shows no total is dropped without a word and left alone for some hours; a host that fails for
now is not asked again in this poll.
"""

from functools import partial

from crawlers.charset import decode, html_declaration
from crawlers.failures import FetchError
from crawlers.head import head_of
from crawlers.item import is_derived
from crawlers.markup import PageRefused, parse
from crawlers.page import Page, fetch_page
from crawlers.poll import Poll
from crawlers.selected import with_selected_totals
from crawlers.tools import Tools
from crawlers.totals import counters_of
from domain.crawl import Grade
from domain.items import Counters, Selectors


async def recount(poll: Poll, tools: Tools) -> None:
    """Emits the totals of the task's pages; those whose totals this poll has already told are left out."""
    for key, address in poll.task.recount:
        if poll.tally.is_over:
            return
        if address in poll.counted or is_derived(address) or tools.memory.standing(poll.source.id, key):
            continue
        try:
            poll.tell_totals(key, await _totals(poll, tools, address))
            tools.memory.forget(poll.source.id, key)
        except FetchError as failure:
            if failure.reason == "busy":
                return
            tools.memory.note(poll.source.id, key, failure)
            if failure.grade is Grade.TEMPORARY:
                return


async def _totals(poll: Poll, tools: Tools, address: str) -> Counters:
    """What the page shows; FetchError where it cannot be had or shows nothing."""
    page = await fetch_page(tools.fetcher, address, poll.tally, max_bytes=tools.settings.max_page_bytes)
    try:
        found = await tools.reader(partial(totals_of_page, page, poll.source.selectors))
    except PageRefused as refusal:
        raise FetchError("unreadable", Grade.SOFT) from refusal
    if found == Counters():
        raise FetchError("no_totals", Grade.SOFT)
    return found


def totals_of_page(page: Page, selectors: Selectors) -> Counters:
    """Totals in a page's JSON-LD, over which the operator's selectors have the last word; raises `PageRefused`."""
    decoded = decode(page.body, content_type=page.content_type, declared=html_declaration(page.body))
    root = parse(decoded.text)
    return with_selected_totals(root, selectors, counters_of(head_of(root).records))
