"""What is stored of a poll besides its items names nobody."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.crawl import Grade, HostState, PollReport
from service.unnamed import MOVED_TO_PERSON, unnamed

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = PollReport(source_id="S1", started_at=NOW, finished_at=NOW, status=200, etag='W/"5f-1a2b"',
                  last_modified="Sun, 01 Mar 2026 00:00:00 GMT", moved_to="https://news.example/rss",
                  hosts=(HostState(host="news.example:8080", last_request_at=NOW),))  # fmt: skip


def test_an_ordinary_report_stays() -> None:
    assert unnamed(GOOD) == GOOD


def test_a_validator_that_names_somebody_is_not_kept() -> None:
    assert unnamed(replace(GOOD, etag='"liming@example.com"')).etag is None


@pytest.mark.parametrize("host", ["liming.lofter.com", "liming.blog.163.com"])
def test_a_host_of_ones_own_is_not_kept(host: str) -> None:
    assert unnamed(replace(GOOD, hosts=(HostState(host=host, last_request_at=NOW), *GOOD.hosts))).hosts == GOOD.hosts


@pytest.mark.parametrize("address", ["https://news.example/author/liming/feed", "https://weibo.com/u/1234567890"])
def test_a_source_that_moved_to_a_person_has_failed(address: str) -> None:
    report = unnamed(replace(GOOD, moved_to=address))
    assert (report.moved_to, report.reason, report.grade) == (None, MOVED_TO_PERSON, Grade.PERMANENT)
