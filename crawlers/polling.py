"""One poll from task to report.

task -> listing, conditionally -> the same? -> report
                               -> feed or site: new items -> pages -> found, each the moment it is known -> report
before the report: pages that the task wants counted again
"""

import hashlib
import logging
import traceback

from crawlers.failures import FetchError
from crawlers.feed_poll import take_feed
from crawlers.fetch import Fetched
from crawlers.poll import Emit, Poll
from crawlers.recounting import recount
from crawlers.site_poll import take_site
from crawlers.tools import Tools
from crawlers.wire import Answer
from domain.crawl import Grade, PollReport, PollTask
from domain.items import SourceKind

LOG = logging.getLogger("crawlers")


async def run_poll(task: PollTask, tools: Tools, emit: Emit) -> None:
    """Polls one source and emits what it finds, then the report. Never raises but to be cancelled."""
    poll = Poll(task, emit, tools.settings.per_host_delay)
    try:
        tools.hosts.restore(task.hosts)
        report = await _poll(poll, tools)
    except FetchError as failure:
        report = poll.failed(tools.hosts, failure)
    except Exception as error:  # noqa: BLE001 - the edge: a page that breaks us costs its own source one poll
        LOG.error(  # noqa: TRY400 - a traceback may quote a page
            "source=%s reason=internal at=%s", task.source.id, _where(error)
        )
        report = poll.failed(tools.hosts, FetchError("internal", Grade.TEMPORARY))
    if report.reason:
        LOG.info("source=%s reason=%s status=%s", task.source.id, report.reason, report.status)
    emit(report)


async def _poll(poll: Poll, tools: Tools) -> PollReport:
    state = poll.task.state
    fetched = await tools.fetcher.get(
        state.address, poll.tally, max_bytes=tools.settings.max_listing_bytes, validators=_validators(poll)
    )
    poll.moved_to = fetched.moved_to
    answer = fetched.answer
    body_hash = "" if fetched.is_unchanged else hashlib.sha256(answer.body).hexdigest()
    if _is_known(fetched, body_hash, state.body_hash):
        await recount(poll, tools)
        return poll.unchanged(tools.hosts, status=answer.status, etag=answer.etag, last_modified=answer.last_modified)
    await _take(poll, tools, answer)
    if answer.is_cut:
        poll.postpone()
    await recount(poll, tools)
    return poll.done(
        tools.hosts,
        status=answer.status,
        etag=answer.etag,
        last_modified=answer.last_modified,
        body_hash=body_hash,
    )


async def _take(poll: Poll, tools: Tools, answer: Answer) -> None:
    if not answer.body.strip():
        raise FetchError("empty", Grade.SOFT, status=answer.status)
    if poll.source.kind is SourceKind.SITE:
        await take_site(poll, tools, answer)
    else:
        await take_feed(poll, tools, answer)


def _validators(poll: Poll) -> dict[str, str] | None:
    state = poll.task.state
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in headers.items() if value} or None


def _is_known(fetched: Fetched, body_hash: str, known: str | None) -> bool:
    return fetched.is_unchanged or (known is not None and body_hash == known)


def _where(error: Exception) -> str:
    """Class and place of an error, without its message, which may quote a page."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join([type(error).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))])
