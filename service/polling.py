"""When a source is polled next: adaptive between limits, graded failures, given up only after 30 weighted ones.

In order: a permanent failure stops the source; any other failure backs off, further the graver it is; a Retry-After is
obeyed to the second; an incomplete poll goes on at once; a fixed interval is kept; else the interval follows news.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.crawl import Grade, PollReport, PollState
from domain.items import Source

GIVE_UP_AT = 30.0
WEIGHTS = {Grade.TEMPORARY: 0.5, Grade.SOFT: 1.0, Grade.PERMANENT: GIVE_UP_AT}
"""What a failed poll adds; a success takes all away."""
REFUSED = frozenset({401, 403})
"""The host said no: asking again soon would be impolite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits of polling. With `fixed`, every source without an interval of its own is polled at it."""

    fixed: timedelta | None = None
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=6)
    first: timedelta = timedelta(minutes=15)
    longest_pause: timedelta = timedelta(days=1)
    """Of a source that fails."""
    refused_pause: timedelta = timedelta(hours=1)
    """Least pause after 401 or 403, doubled with each."""


def first_state(source: Source, policy: Policy, now: datetime) -> PollState:
    """The state of a source that was never polled: it is due now."""
    return PollState(
        source_id=source.id, address=source.url, next_poll_at=now, interval=_fixed(source, policy) or policy.first
    )


def next_state(
    source: Source, state: PollState, report: PollReport, *, fresh: int, policy: Policy, now: datetime
) -> PollState:
    """The state after a poll in which `fresh` documents were new or changed."""
    if report.reason is not None:
        return _after_failure(source, state, report, policy, now)
    interval = _fixed(source, policy) or _adapted(state.interval, report, fresh, policy)
    kept = _validators(state, report)
    return replace(
        kept,
        address=report.moved_to or state.address,
        interval=interval,
        next_poll_at=_next_poll(report, interval, now),
        last_success_at=now,
        last_new_at=now if fresh else state.last_new_at,
        failure_weight=0.0,
        failure=None,
        given_up=False,
        template=report.template or state.template,
    )


def budget(source: Source, state: PollState, policy: Policy) -> timedelta:
    """How long one poll may begin new pages: until the source would fall due again, at least 10 s, at most 5 min."""
    interval = _fixed(source, policy) or state.interval
    return min(max(interval, timedelta(seconds=10)), timedelta(minutes=5))


def _validators(state: PollState, report: PollReport) -> PollState:
    """Validators are kept only when every entry was dealt with: else a 304 would hide the rest for ever."""
    if report.unchanged:
        return state
    if not report.complete:
        return replace(state, etag=None, last_modified=None, body_hash=None)
    return replace(state, etag=report.etag, last_modified=report.last_modified, body_hash=report.body_hash)


def _next_poll(report: PollReport, interval: timedelta, now: datetime) -> datetime:
    if report.retry_at is not None:
        return max(report.retry_at, now)
    return max(report.started_at + interval, now) if report.complete else now


def _after_failure(source: Source, state: PollState, report: PollReport, policy: Policy, now: datetime) -> PollState:
    grade = report.grade or Grade.TEMPORARY
    weight = state.failure_weight + WEIGHTS[grade]
    pause = _pause(state, report, _fixed(source, policy) or state.interval, policy)
    retry_at = max(now + pause, report.retry_at or now)
    return replace(
        state,
        address=report.moved_to or state.address,
        failure_weight=weight,
        failure=report.reason,
        given_up=weight >= GIVE_UP_AT,
        next_poll_at=retry_at,
    )


def _pause(state: PollState, report: PollReport, interval: timedelta, policy: Policy) -> timedelta:
    """The interval, doubled with every failure in a row."""
    grade = report.grade or Grade.TEMPORARY
    failures = min(int(state.failure_weight / WEIGHTS[grade]), 16)
    least = policy.refused_pause if report.status in REFUSED else interval
    doubled: timedelta = least * (1 << failures)
    return min(doubled, max(policy.longest_pause, interval))


def _adapted(interval: timedelta, report: PollReport, fresh: int, policy: Policy) -> timedelta:
    """Half again as often when something came, a quarter less often when nothing did; never below the feed's own ttl."""
    wanted = interval / 1.5 if fresh else interval * 1.25
    shortest = max(policy.shortest, min(report.ttl or policy.shortest, policy.longest))
    return min(max(wanted, shortest), policy.longest)


def _fixed(source: Source, policy: Policy) -> timedelta | None:
    return source.poll_interval or policy.fixed
