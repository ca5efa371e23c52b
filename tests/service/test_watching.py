"""The jobs that watch the watch, as the service runs them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from domain.clock import Clock, RealClock, VirtualClock
from domain.errors import StorageError
from service.app import App, open_app
from service.pulse import PARTS, Pulse
from service.run import Job, Service
from service.watching import watching
from service.workspace import Workspace
from tests.alerts.test_heartbeat import Outside, outside
from tests.factories import at


@pytest.fixture
def there() -> Iterator[Outside]:
    with outside() as found:
        yield found


@pytest.fixture
def app(tmp_path: Path, there: Outside) -> Iterator[App]:
    Workspace(tmp_path / "desk").make()
    with open_app(tmp_path / "desk", {"WANGLOU_HEARTBEAT__URL": there.address}) as found:
        yield found


def jobs_of(app: App, clock: Clock, pulse: Pulse, stack: ExitStack) -> dict[str, Job]:
    return {job.name: job for job in watching(app, clock, lambda: app.rules, pulse, stack)}


def test_the_monitor_is_pinged_once_every_part_has_turned(app: App, there: Outside) -> None:
    pulse = Pulse(RealClock())
    with ExitStack() as stack:
        jobs = jobs_of(app, RealClock(), pulse, stack)
        jobs["heartbeat"].run()
        assert there.pings == []
        for part in PARTS:
            pulse.beat(part)
        jobs["heartbeat"].run()
    assert there.pings == ["GET /ping/secret"]
    assert jobs["heartbeat"].every == 60.0


def test_every_job_turns_on_an_empty_workspace(app: App) -> None:
    with ExitStack() as stack:
        jobs = jobs_of(app, RealClock(), Pulse(RealClock()), stack)
        assert sorted(jobs) == ["daily test", "heartbeat", "silence"]
        for job in jobs.values():
            job.run()
    assert not [*app.storage.alerts()]


def test_on_another_clock_than_the_real_one_nothing_is_watched(app: App) -> None:
    with ExitStack() as stack:
        assert jobs_of(app, VirtualClock(at()), Pulse(RealClock()), stack) == {}


def refuse() -> None:
    raise StorageError("storage.locked")


def test_the_service_says_which_parts_turned_well() -> None:
    heard: list[str] = []
    service = Service(None, (Job("well", 0.02, lambda: None), Job("ill", 0.02, refuse)), lambda: None, heard.append)
    service.run(0.5)
    assert {*heard} == {"well", "collect"}
