"""When the outside is told that all is well: only while everything turns."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from alerts.heartbeat import Monitor
from domain.clock import VirtualClock
from service.heartbeat import Heartbeat
from service.pulse import PARTS, STILL, Pulse
from tests.alerts.sink import closed_port
from tests.alerts.test_heartbeat import Outside, outside
from tests.factories import at


class Running:
    """A service whose parts turn as the test says."""

    def __init__(self, monitor: Monitor) -> None:
        self.clock = VirtualClock(at())
        self.pulse = Pulse(self.clock)
        self.held: tuple[str, ...] = ()
        self.heartbeat = Heartbeat(monitor, self.pulse, lambda: self.held)

    def turns(self, *parts: str, after: timedelta = timedelta(minutes=1)) -> "Running":
        """These parts turn, and then it is time for a ping."""
        self.clock.advance_to(self.clock.now() + after)
        for part in parts:
            self.pulse.beat(part)
        self.heartbeat.turn(self.clock.now())
        return self


@pytest.fixture
def there() -> Iterator[Outside]:
    with outside() as found:
        yield found


@pytest.fixture
def running(there: Outside) -> Iterator[Running]:
    with Monitor(there.address, "GET") as monitor:
        yield Running(monitor)


def test_it_is_pinged_while_everything_turns(running: Running, there: Outside) -> None:
    running.turns(*PARTS).turns(*PARTS)
    assert (len(there.pings), running.heartbeat.pings) == (2, 2)


@pytest.mark.parametrize("part", PARTS)
def test_no_ping_while_a_part_stands_still(running: Running, there: Outside, part: str) -> None:
    others = [one for one in PARTS if one != part]
    running.turns(*others)
    assert there.pings == [], "it never turned"
    running.turns(*PARTS).turns(*others, after=STILL)
    assert len(there.pings) == 2, "it may take its time"
    running.turns(*others)
    assert len(there.pings) == 2
    running.turns(*PARTS)
    assert len(there.pings) == 3


def test_turns_from_before_the_clock_was_set_back_say_nothing(running: Running, there: Outside) -> None:
    running.turns(*PARTS)
    running.heartbeat.turn(running.clock.now() - timedelta(seconds=1))
    assert len(there.pings) == 2, "a part may have turned since the look was begun"
    early = running.clock.now() - timedelta(hours=1)
    running.heartbeat.turn(early)
    assert (len(there.pings), running.pulse.still(early)) == (2, PARTS)


def test_no_ping_while_something_is_silent_that_nobody_inside_can_mend(running: Running, there: Outside) -> None:
    running.held = ("collector",)
    with capture_logs() as logs:
        running.turns(*PARTS).turns(*PARTS)
    assert there.pings == []
    assert [(line["event"], line["because"]) for line in logs] == [("heartbeat withheld", "collector")]


def test_failures_are_logged_ever_seldomer_and_counted() -> None:
    with Monitor(f"http://127.0.0.1:{closed_port()}/", "GET") as monitor, capture_logs() as logs:
        running = Running(monitor)
        for _ in range(9):
            running.turns(*PARTS)
    assert [line["in_a_row"] for line in logs if line["event"] == "heartbeat failed"] == [1, 2, 4, 8]
    assert running.heartbeat.failures == 9
