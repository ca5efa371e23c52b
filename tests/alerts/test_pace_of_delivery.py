"""What must wait, what goes first, and what counts as a failure."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.attempts import ATTEMPTS, MOST_ATTEMPTS
from alerts.channels.base import Channel, Outcome, Receipt
from alerts.channels.robot import Robot
from alerts.channels.wecom import WECOM
from alerts.deliver import SLICE, TURN, Counts, Deliverer
from alerts.message import Message
from alerts.past import Past, marks_of, past_of
from domain.alerts import Alert
from domain.clock import RealClock, VirtualClock
from domain.risk import Level
from storage.base import Storage
from tests.alerts.desk import START, Desk, Said, compose, numbered, put
from tests.alerts.sinks import RobotSink, robot
from tests.factories import a_delivery, an_alert, at

MINUTE = timedelta(minutes=1)
LIMITED = Receipt(outcome=Outcome.TEMPORARY, detail="wecom.45009", limited=True, retry_after=MINUTE)
BEGUN = Receipt(outcome=Outcome.TEMPORARY, detail="part.2of3:http.503", begun=True)


def deliverer(store: Storage, **channels: Channel) -> Deliverer:
    return Deliverer(store, channels, compose, clock=VirtualClock(START))


def test_a_channel_that_must_wait_is_not_tried_and_holds_up_no_other(store: Storage) -> None:
    group, screen = Said(), Said()
    group.wait = MINUTE
    put(store, numbered(1, channel="group", decided_at=at(60), due_at=at(60)), numbered(2))
    one = deliverer(store, group=group, console=screen)
    assert one.deliver_due(START) == Counts(delivered=1)
    assert (group.sent, len(screen.sent)) == ([], 1)
    assert [len(row.deliveries) for row in store.alerts()] == [0, 1]
    group.wait = timedelta(0)
    assert one.deliver_due(START) == Counts(delivered=1)


def test_it_is_looked_less_often_where_many_wait(store: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.deliver.MANY", 2)
    group, screen = Said(), Said()
    group.wait = timedelta(seconds=5)
    one = deliverer(store, group=group, console=screen)
    put(store, *(numbered(n, channel="group") for n in range(8)))
    assert one.deliver_due(START) == Counts()
    put(store, numbered(99))
    group.wait = timedelta(seconds=2)
    assert one.deliver_due(START + timedelta(seconds=3)) == Counts()
    assert one.deliver_due(START + timedelta(seconds=4)) == Counts(delivered=1)
    group.wait = timedelta(0)
    assert one.deliver_due(START + timedelta(seconds=6)) == Counts(delivered=8)


def test_a_clock_that_is_put_back_stops_nothing(store: Storage) -> None:
    screen = Said()
    one = deliverer(store, console=screen)
    put(store, numbered(1))
    assert one.deliver_due(START) == Counts(delivered=1)
    put(store, numbered(2, decided_at=START - timedelta(hours=1), due_at=START - timedelta(hours=1)))
    assert one.deliver_due(START - timedelta(minutes=59)) == Counts(delivered=1)


def test_meeting_a_limit_is_no_failure(store: Storage) -> None:
    channel = Said(*[LIMITED] * (2 * ATTEMPTS))
    desk = Desk(store, channel)
    put(store, an_alert())
    for _ in range(2 * ATTEMPTS):
        assert desk.after(MINUTE) == Counts(waiting=1)
    desk.after(MINUTE)
    row = desk.rows()[0]
    assert (row.status, len(channel.sent)) == ("delivered", 2 * ATTEMPTS + 1)
    assert row.deliveries[0].detail == "limit:wecom.45009"
    assert not any(message.repeated for message in channel.sent)


def test_after_a_restart_the_services_limit_is_met_and_kept(store: Storage) -> None:
    """What was sent before is not known then: the service says that it is too much, and nothing is lost or told twice."""
    put(store, *(numbered(n, channel="group") for n in range(45)))
    second = timedelta(seconds=1)
    with robot(RobotSink("wecom")) as sink:
        while store.due_alerts(at(10_000_000), 1):
            group = Robot(WECOM, sink.address, minute=second)
            one = Deliverer(store, {"group": group}, compose, clock=RealClock())
            one.recover()
            one.deliver_due(RealClock().now())
            group.close()
            time.sleep(0.1)
    assert sink.met["45009"] > 0
    assert len(sink.taken) == 45
    assert {row.status for row in store.alerts()} == {"delivered"}


def test_a_limit_that_never_ends_does(store: Storage) -> None:
    desk = Desk(store, Said(*[LIMITED] * 1000))
    put(store, an_alert())
    for _ in range(MOST_ATTEMPTS + 10):
        desk.after(MINUTE)
    assert (desk.rows()[0].status, len(desk.rows()[0].deliveries)) == ("dead", MOST_ATTEMPTS)


def test_failures_after_limits_begin_with_the_shortest_delay(store: Storage) -> None:
    channel = Said(*[LIMITED] * 5, Outcome.TEMPORARY)
    desk = Desk(store, channel)
    put(store, an_alert())
    for _ in range(6):
        desk.after(MINUTE)
    assert len(channel.sent) == 6
    assert desk.after(timedelta(seconds=30)) == Counts(delivered=1)


def test_what_arrived_in_part_goes_on_unmarked_but_for_a_restart(store: Storage) -> None:
    channel = Said(BEGUN, BEGUN)
    put(store, an_alert())
    desk = Desk(store, channel)
    desk.after()
    desk.after(MINUTE)
    later = Desk(store, channel, START + timedelta(hours=1))
    later.after()
    assert [message.repeated for message in channel.sent] == [False, False, True]
    assert [one.detail for one in later.rows()[0].deliveries] == ["begun:part.2of3:http.503"] * 2 + ["said"]


def test_the_gravest_go_first(store: Storage) -> None:
    channel = Said()
    levels = (Level.IV, Level.II, Level.III, Level.I, Level.II)
    put(store, *(numbered(n, level=level, decided_at=at(n), due_at=at(n)) for n, level in enumerate(levels)))
    Desk(store, channel).after()
    assert [message.alert_id for message in channel.sent] == [numbered(n).id for n in (3, 1, 4, 2, 0)]


def test_what_was_told_before_it_goes_along_with_a_grave_one(store: Storage) -> None:
    channel = Said()
    first = replace(an_alert(), level=Level.IV, decided_at=at(3), due_at=at(3))
    rise = an_alert(occasion="rise:I", level=Level.I, decided_at=at(4), due_at=at(4))
    put(store, numbered(1, level=Level.II, decided_at=at(1), due_at=at(1)), first, rise)
    Desk(store, channel).after()
    assert [message.alert_id for message in channel.sent] == [first.id, rise.id, numbered(1).id]


def test_a_grave_alert_decided_meanwhile_need_not_wait_for_all(store: Storage) -> None:
    grave = numbered(1000, level=Level.I)

    class Busy(Said):
        def send(self, message: Message) -> Receipt:
            if len(self.sent) == 5:
                put(store, grave)
            return super().send(message)

    channel = Busy()
    put(store, *(numbered(n, decided_at=at(60), due_at=at(60)) for n in range(SLICE + 50)))
    assert Desk(store, channel).after() == Counts(delivered=SLICE + 51)
    assert [message.alert_id for message in channel.sent].index(grave.id) == SLICE


def test_a_slow_channel_has_its_turn_and_no_more(store: Storage) -> None:
    clock = VirtualClock(START)

    class Slow(Said):
        def send(self, message: Message) -> Receipt:
            clock.advance_to(clock.now() + timedelta(seconds=8))
            return super().send(message)

    slow, screen = Slow(), Said()
    put(store, *(numbered(n, channel="slow", decided_at=at(60), due_at=at(60)) for n in range(10)), numbered(99))
    one = Deliverer(store, {"slow": slow, "console": screen}, compose, clock=clock)
    one.deliver_due(START)
    assert (len(slow.sent), len(screen.sent)) == (-(-TURN // timedelta(seconds=8)), 1)


def test_marks_are_read_off_details() -> None:
    alert: Alert = an_alert()
    details = ("limit:begun:part.2of3:pace", "unknown:net.ReadTimeout", "unknownish", "wecom.limit:begun")
    assert [sorted(marks_of(detail)) for detail in details] == [["begun", "limit"], ["unknown"], [], []]
    past = past_of(a_delivery(alert, n, detail=detail, finished_at=at(n)) for n, detail in enumerate(details, 1))
    assert past == Past(unknown=1, limited=1, is_ambiguous=True, begun_at=at(1))
