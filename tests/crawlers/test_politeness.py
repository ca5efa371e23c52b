"""Turns at a host: one at a time, a pause between, silence where asked, and no waiting beyond the deadline."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawlers.politeness import Hosts, TooLateError
from domain.crawl import HostState

NOTHING = timedelta(0)
PAUSE = timedelta(seconds=0.1)


def soon() -> float:
    return time.monotonic() + 5


async def _turns(hosts: Hosts, names: list[str], *, work: float = 0.0) -> list[tuple[float, float]]:
    async def turn(name: str) -> tuple[float, float]:
        async with hosts.turn(name, PAUSE, soon()):
            begun = time.monotonic()
            await asyncio.sleep(work)
            return begun, time.monotonic()

    return await asyncio.gather(*(turn(name) for name in names))


def test_the_pause_counts_from_the_end_of_an_answer() -> None:
    turns = asyncio.run(_turns(Hosts(8), ["a"] * 4, work=0.05))
    gaps = [later[0] - one[1] for one, later in pairwise(turns)]
    assert min(gaps) >= 0.1
    assert max(gaps) < 0.16


def test_hosts_do_not_wait_for_each_other() -> None:
    started = time.monotonic()
    asyncio.run(_turns(Hosts(8), [f"h{n}" for n in range(8)], work=0.1))
    assert time.monotonic() - started < 0.3


def test_no_more_answers_are_awaited_than_set() -> None:
    turns = asyncio.run(_turns(Hosts(2), [f"h{n}" for n in range(6)], work=0.05))
    most = max(sum(begun <= moment < ended for begun, ended in turns) for moment, _ in turns)
    assert most == 2


async def _try(hosts: Hosts, delay: timedelta, seconds: float) -> None:
    async with hosts.turn("a", delay, time.monotonic() + seconds):
        pass


def test_a_turn_after_the_deadline_is_refused_with_its_time() -> None:
    hosts = Hosts(8)
    until = datetime.now(UTC) + timedelta(seconds=30)
    hosts.block("a", until)
    with pytest.raises(TooLateError) as caught:
        asyncio.run(_try(hosts, NOTHING, 1))
    assert abs((caught.value.retry_at - until).total_seconds()) < 0.5


def test_what_was_remembered_of_a_host_holds_after_a_restart() -> None:
    hosts = Hosts(8)
    now = datetime.now(UTC)
    hosts.restore([HostState(host="a", last_request_at=now - timedelta(seconds=1))])
    with pytest.raises(TooLateError) as caught:
        asyncio.run(_try(hosts, timedelta(seconds=10), 1))
    assert abs((caught.value.retry_at - now).total_seconds() - 9) < 0.5
    kept = hosts.host("a").state()
    assert kept.last_request_at is not None
    assert abs((kept.last_request_at - now).total_seconds() + 1) < 0.5
    assert kept.blocked_until is None


def test_a_clock_that_went_back_does_not_stop_a_host() -> None:
    hosts = Hosts(8)
    hosts.restore([HostState(host="a", last_request_at=datetime.now(UTC) + timedelta(days=3))])
    asyncio.run(_try(hosts, timedelta(seconds=0.05), 1))
