"""When a source is polled next, as tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.crawl import Grade, PollReport, PollState
from domain.items import Source, SourceKind
from service.polling import Policy, budget, first_state, next_state

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(id="S1", name="n", kind=SourceKind.FEED, url="http://example.org/rss", outlet="o")
STATE = PollState(source_id="S1", address=SOURCE.url, next_poll_at=NOW, interval=timedelta(minutes=30))
GOOD = PollReport(source_id="S1", started_at=NOW, finished_at=NOW, etag="e", body_hash="b", status=200)
ADAPTIVE, FIXED = Policy(), Policy(fixed=timedelta(seconds=10))


def bad(grade: Grade, status: int | None = None, retry_at: datetime | None = None) -> PollReport:
    return PollReport(
        source_id="S1", started_at=NOW, finished_at=NOW, reason="r", grade=grade, status=status, retry_at=retry_at
    )


def after(report: PollReport, *, state: PollState = STATE, fresh: int = 0, policy: Policy = ADAPTIVE) -> PollState:
    return next_state(SOURCE, state, report, fresh=fresh, policy=policy, now=NOW)


def test_a_new_source_is_due_now() -> None:
    assert first_state(SOURCE, ADAPTIVE, NOW).next_poll_at == NOW


@pytest.mark.parametrize(
    ("fresh", "minutes"), [(3, 20), (0, 37.5)], ids=["news: more often", "nothing new: less often"]
)
def test_the_interval_follows_the_news(fresh: int, minutes: float) -> None:
    assert after(GOOD, fresh=fresh).interval == timedelta(minutes=minutes)


def test_the_interval_stays_between_its_limits_and_above_the_feeds_own_ttl() -> None:
    short, long = replace(STATE, interval=timedelta(minutes=5)), replace(STATE, interval=timedelta(hours=6))
    assert after(GOOD, state=short, fresh=1).interval == timedelta(minutes=5)
    assert after(GOOD, state=long).interval == timedelta(hours=6)
    assert after(replace(GOOD, ttl=timedelta(hours=1)), state=short, fresh=1).interval == timedelta(hours=1)


def test_a_fixed_interval_is_kept() -> None:
    state = after(GOOD, fresh=1, policy=FIXED)
    assert (state.interval, state.next_poll_at) == (timedelta(seconds=10), NOW + timedelta(seconds=10))


def test_the_interval_counts_from_the_beginning_of_the_poll() -> None:
    """A long poll must not make the news older; one longer than its interval goes on at once."""
    long = replace(GOOD, started_at=NOW - timedelta(seconds=4))
    assert after(long, policy=FIXED).next_poll_at == NOW + timedelta(seconds=6)
    assert after(replace(GOOD, started_at=NOW - timedelta(minutes=1)), policy=FIXED).next_poll_at == NOW


def test_validators_are_kept_only_of_a_complete_poll() -> None:
    assert after(GOOD).etag == "e"
    incomplete = after(replace(GOOD, complete=False))
    assert (incomplete.etag, incomplete.body_hash, incomplete.next_poll_at) == (None, None, NOW)
    known = replace(STATE, etag="old")
    assert after(replace(GOOD, unchanged=True, etag=None), state=known).etag == "old"


def test_retry_after_is_obeyed_to_the_second() -> None:
    late = NOW + timedelta(seconds=77)
    assert after(replace(GOOD, complete=False, retry_at=late)).next_poll_at == late
    assert after(bad(Grade.TEMPORARY, 503, retry_at=NOW + timedelta(hours=9))).next_poll_at == NOW + timedelta(hours=9)


def test_failures_in_a_row_double_the_pause_up_to_a_day() -> None:
    state, pauses = STATE, []
    for _ in range(8):
        state = after(bad(Grade.TEMPORARY), state=state, policy=FIXED)
        pauses.append((state.next_poll_at - NOW).total_seconds())
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280]
    long = replace(STATE, failure_weight=20.0)
    assert after(bad(Grade.SOFT), state=long, policy=FIXED).next_poll_at - NOW == timedelta(days=1)


def test_a_refusal_is_not_asked_again_soon() -> None:
    assert after(bad(Grade.SOFT, 403), policy=FIXED).next_poll_at - NOW == timedelta(hours=1)


@pytest.mark.parametrize(("grade", "failures"), [(Grade.TEMPORARY, 60), (Grade.SOFT, 30), (Grade.PERMANENT, 1)])
def test_a_source_is_given_up_only_after_thirty_weighted_failures(grade: Grade, failures: int) -> None:
    state = STATE
    for number in range(1, failures + 1):
        state = after(bad(grade), state=state)
        assert state.given_up == (number == failures)


def test_a_success_forgives() -> None:
    failed = after(bad(Grade.SOFT))
    assert (failed.failure, failed.failure_weight) == ("r", 1.0)
    well = after(GOOD, state=failed)
    assert (well.failure, well.failure_weight, well.last_success_at) == (None, 0.0, NOW)


def test_a_permanent_move_is_remembered() -> None:
    assert after(replace(GOOD, moved_to="http://example.org/new")).address == "http://example.org/new"


def test_a_poll_has_a_bounded_budget() -> None:
    assert budget(SOURCE, STATE, ADAPTIVE) == timedelta(minutes=5)
    assert budget(SOURCE, STATE, Policy(fixed=timedelta(seconds=1))) == timedelta(seconds=10)
