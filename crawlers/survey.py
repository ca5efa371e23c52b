"""What a site offers to be polled, looked at: `python -m crawlers.survey`, an `Errand` in, `Survey` lines out."""

from functools import partial

from crawlers.charset import decode, html_declaration
from crawlers.discover import Candidate, discover
from crawlers.errand import Finding, Survey
from crawlers.failures import FetchError
from crawlers.feed_values import NotAFeed
from crawlers.feeds import parse_feed
from crawlers.reach import reach
from crawlers.sitemap import looks_like_sitemap
from crawlers.spiders.errands import run
from crawlers.tools import Tools
from crawlers.wire import Answer, Tally
from domain.items import SourceKind

_MOST = 12
"""Addresses that a page states itself and that are looked at."""


async def survey(tools: Tools, address: str, tally: Tally) -> Survey:
    """Looks at an address and at what its page offers; places where feeds stand by custom only if it offers none."""
    url = reach(address, "") or address
    try:
        answer = await _get(tools, url, tally)
        candidates = await tools.reader(partial(_candidates, answer))
    except FetchError as failure:
        return Survey(url=url, reason=failure.reason)
    stated = [candidate for candidate in candidates if candidate.is_stated][:_MOST]
    findings = await _look(tools, stated, tally, answer)
    if not any(finding.kind is SourceKind.FEED for finding in findings):
        findings += await _look(tools, [one for one in candidates if not one.is_stated], tally, answer)
    return Survey(url=url, findings=tuple(findings))


async def _look(tools: Tools, candidates: list[Candidate], tally: Tally, seen: Answer) -> list[Finding]:
    """Those of the candidates that are what they seem."""
    findings: list[Finding] = []
    for candidate in candidates:
        try:
            answer = seen if candidate.url == seen.url else await _get(tools, candidate.url, tally)
            findings += await tools.reader(partial(_checked, candidate, answer))
        except FetchError:
            continue
    return findings


async def _get(tools: Tools, url: str, tally: Tally) -> Answer:
    return (await tools.fetcher.get(url, tally, max_bytes=tools.settings.max_listing_bytes)).answer


def _candidates(answer: Answer) -> tuple[Candidate, ...]:
    decoded = decode(answer.body, content_type=answer.content_type, declared=html_declaration(answer.body))
    return discover(answer.body, decoded.text, url=answer.url)


def _checked(candidate: Candidate, answer: Answer) -> list[Finding]:
    """The candidate with what stands there; nothing where something else does."""
    if candidate.kind is SourceKind.SITE:
        is_list = candidate.is_stated or looks_like_sitemap(answer.body, answer.url)
        return [Finding(url=candidate.url, kind=candidate.kind, title=candidate.title)] if is_list else []
    try:
        feed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    except NotAFeed:
        return []
    title = feed.title or candidate.title
    return [Finding(url=candidate.url, kind=candidate.kind, title=title, entries=len(feed.entries))]


if __name__ == "__main__":
    run(survey)
