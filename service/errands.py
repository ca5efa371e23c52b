"""One-off looks at the web, in a process of their own under the rules of collection: what a site offers, what an address holds."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from config.settings import Settings
from crawlers.errand import Copy, Errand, Survey
from crawlers.settings import CrawlSettings
from domain.codec import from_json, to_json
from domain.crawl import HostState
from pipeline.mask import is_personal_source, mask_text

BROKEN = "internal"
"""The reason where the process broke over an address."""
NOTHING = b"null"
"""What it then says."""


def crawl_settings_of(settings: Settings) -> CrawlSettings:
    """What a crawl process has to know of the settings."""
    crawl = settings.crawl
    return CrawlSettings(
        operator=crawl.operator or "",
        contact=crawl.contact or "",
        per_host_delay=crawl.per_host_delay,
        allow_networks=tuple(str(network) for network in crawl.allow_networks),
        response_timeout=crawl.response_time,
        concurrency=crawl.concurrency,
        max_listing_bytes=crawl.response_bytes,
        memory_limit=crawl.child_memory,
        max_age=crawl.child_age,
    )


def survey(address: str, settings: CrawlSettings, hosts: Iterable[HostState] = ()) -> Survey:
    """What the site at `address` offers to be polled, accounts left out; with a reason where nothing could be had."""
    errand = Errand(settings=settings, addresses=(address,), hosts=tuple(hosts))
    line = next(_lines("crawlers.survey", errand), NOTHING)
    return Survey(url=address, reason=BROKEN) if line == NOTHING else _impersonal(from_json(Survey, line))


def _impersonal(found: Survey) -> Survey:
    now = datetime.now(UTC)
    findings = (one for one in found.findings if not is_personal_source(one.url))
    return replace(found, findings=tuple(replace(one, title=mask_text(one.title, now=now).text) for one in findings))


def copies(addresses: Iterable[str], settings: CrawlSettings) -> Iterator[Copy]:
    """What stands at each address, in order, each the moment it has come."""
    asked = tuple(addresses)
    lines = _lines("crawlers.single", Errand(settings=settings, addresses=asked))
    for address in asked:
        line = next(lines, NOTHING)
        yield Copy(url=address, reason=BROKEN) if line == NOTHING else from_json(Copy, line)


def _lines(module: str, errand: Errand) -> Iterator[bytes]:
    """What the process says; it ends with the errand, or when this side stops listening or dies."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - ours
        if process.stdin is None or process.stdout is None:
            return
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(to_json(errand) + b"\n")
                process.stdin.flush()
            yield from (line.rstrip(b"\n") for line in process.stdout if line.endswith(b"\n"))
        finally:
            process.kill()
