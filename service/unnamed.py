"""What a poll says of itself, without accounts: the last gate before a report or a host's state is stored."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.addresses import host_of
from domain.crawl import Grade, HostState, PollReport
from pipeline.mask import is_personal_source, mask_address, mask_text

MOVED_TO_PERSON = "moved_to_person"


def unnamed(report: PollReport) -> PollReport:
    """`report` as it may be stored. A source that has moved to one person's account has failed for good."""
    kept = replace(
        report,
        etag=report.etag if is_impersonal(report.etag) else None,
        last_modified=report.last_modified if is_impersonal(report.last_modified) else None,
        hosts=tuple(host for host in report.hosts if is_open(host)),
    )
    if report.moved_to is None or not is_personal_source(report.moved_to):
        return kept
    return replace(kept, moved_to=None, reason=MOVED_TO_PERSON, grade=Grade.PERMANENT)


def is_impersonal(validator: str | None) -> bool:
    """Whether a validator, whose form a server chooses, holds no mail address, number or account."""
    return validator is None or mask_text(validator, now=datetime.now(UTC)).text == validator


def is_open(host: HostState) -> bool:
    """Whether the host is no person's own (somebody's name before a platform's): its pauses then are not kept."""
    return host_of(mask_address(f"http://{host.host}/")) == host.host
