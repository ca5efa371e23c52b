"""Silences as time lines over a real store: told once, cleared once, whatever is restarted in between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from domain.alerts import DeliveryStatus
from domain.risk import Level
from domain.rules import Rules
from service.duties import Duties
from service.silences import Silences
from service.trial import DailyTest
from storage.base import Storage
from tests.factories import a_change, a_memory, a_step, an_alert, an_event, at
from tests.service.watch import Watch, rules_in

DAY = 24 * 60
QUIET = "+7h silence quiet duty P0"
TWO_WAYS = """
channels: [{id: file, kind: file, target: alerts.jsonl}, {id: hook, kind: webhook, target: "https://example.org/a"}]
routes:
  - {recipient: duty, channel: file, levels: all}
  - {recipient: duty, channel: hook, levels: all}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return rules_in(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def watch(store: Storage, rules: Rules) -> Watch:
    return Watch(store, rules)


def test_a_source_that_brings_nothing_is_told_once_and_cleared_once(watch: Watch) -> None:
    watch.until(DAY)
    assert watch.told() == [QUIET]
    watch.polls(DAY + 30, new=True).until(DAY + 180, begin=DAY + 60)
    assert watch.told() == [QUIET, "+25h cleared quiet duty P0"]


def test_a_source_that_speaks_is_not_told(watch: Watch) -> None:
    for hour in range(48):
        watch.polls(60 * hour, new=True).turn(60 * hour)
    assert watch.told() == []


def test_a_restart_tells_nothing_twice(watch: Watch) -> None:
    watch.until(8 * 60)
    for minute in range(9 * 60, 14 * 60, 60):
        watch.restarts(minute - 30).polls(minute).turn(minute)
    assert watch.told() == [QUIET]


def test_a_service_that_was_down_has_seen_no_silence(watch: Watch) -> None:
    watch.restarts(DAY).turn(DAY + 20)
    (late,) = watch.told()
    assert "late" in late, "the collector has not asked anybody yet"
    watch.polls(DAY + 25, new=True).turn(DAY + 30)
    assert [line for line in watch.told() if "quiet" in line] == []


def test_the_first_minutes_of_a_run_are_for_catching_up(watch: Watch) -> None:
    watch.restarts(DAY).turn(DAY + 5)
    assert watch.told() == []


UNWATCHED: list[tuple[str, Callable[[Watch], object]]] = [
    ("paused", lambda watch: watch.store.put_sources([replace(watch.sources[0], paused=True)], a_change())),
    (
        "young",
        lambda watch: setattr(watch, "settings", watch.settings.model_copy(update={"quiet_age": timedelta(days=40)})),
    ),
]


@pytest.mark.parametrize("prepare", [case[1] for case in UNWATCHED], ids=[case[0] for case in UNWATCHED])
def test_who_is_not_watched(watch: Watch, prepare: Callable[[Watch], object]) -> None:
    prepare(watch)
    assert watch.restarts(-60).until(DAY).told() == []


def test_a_source_that_is_paused_is_waited_for_no_more(watch: Watch) -> None:
    watch.until(8 * 60)
    watch.store.put_sources([replace(watch.sources[0], paused=True)], a_change())
    assert watch.turn(8 * 60 + 30).told() == [QUIET, "+8.5h cleared quiet duty P0"]


def test_a_source_that_cannot_be_read_is_told_as_such(store: Storage, rules: Rules) -> None:
    watch = Watch(store, rules, sources=3)
    first, *others = watch.sources
    for hour in range(13):
        watch.polls(60 * hour, new=True, only=others).polls(60 * hour, failure="timeout", only=[first]).turn(60 * hour)
    (told,) = watch.told()
    assert told.endswith("silence unread duty P0")


def test_many_quiet_sources_are_one_alarm(store: Storage, rules: Rules) -> None:
    watch = Watch(store, rules, sources=8).until(DAY)
    assert watch.told() == ["+9h silence several duty sources"]
    assert store.subject_alerts(["sources"])[0].alert.occasion.startswith("silence:several:8:")
    watch.polls(DAY + 30, new=True, only=watch.sources[:5]).turn(DAY + 30)
    assert len(watch.told()) == 1, "three of eight are still quiet"
    watch.polls(DAY + 60, new=True, only=watch.sources[5:7]).turn(DAY + 60)
    assert watch.told()[1:] == ["+25h cleared several duty sources", "+25h silence quiet duty P7"]


def test_a_collector_that_stands_still_is_one_alarm(store: Storage, rules: Rules) -> None:
    watch = Watch(store, rules, sources=8)
    for minute in range(0, 6 * 60, 30):
        watch.turn(minute)
    assert watch.told() == ["+2h silence late duty collector"]
    watch.polls(6 * 60, new=True).turn(6 * 60)
    assert watch.told()[1:] == ["+6h cleared late duty collector"]


def test_sources_that_fail_together_are_one_alarm(store: Storage, rules: Rules) -> None:
    watch = Watch(store, rules, sources=8)
    for minute in range(0, 12 * 60, 60):
        watch.polls(minute, failure="unresolved").turn(minute)
    assert watch.told() == ["+0h silence failing duty collector"]


def test_a_dead_channel_is_told_over_the_others(store: Storage, rules: Rules, tmp_path: Path) -> None:
    watch = Watch(store, rules_in(tmp_path, TWO_WAYS))
    watch.outcomes["hook"] = DeliveryStatus.DEAD
    store.tell([an_alert(id="A1", channel="hook", decided_at=at(), due_at=at())])
    watch.polls(0, new=True).turn(0).polls(5, new=True).turn(5)
    assert [line for line in watch.told() if "silence" in line] == [
        "+0.0833333h silence undelivered leader delivery:hook"
    ]
    assert {row.alert.channel for row in store.subject_alerts(["delivery:hook"])} == {"file"}
    watch.outcomes["hook"] = DeliveryStatus.DELIVERED
    store.tell([an_alert(id="A2", channel="hook", decided_at=at(30), due_at=at(30))])
    watch.polls(30, new=True).turn(30).turn(31)
    assert watch.told()[-1].endswith("cleared undelivered leader delivery:hook")


def test_one_wrong_address_among_many_is_told(store: Storage, rules: Rules, tmp_path: Path) -> None:
    watch = Watch(store, rules_in(tmp_path, TWO_WAYS))
    watch.outcomes["hook"] = DeliveryStatus.DEAD
    store.tell([an_alert(id="A1", recipient="zhou", channel="hook", decided_at=at(), due_at=at())])
    watch.polls(0, new=True).turn(0)
    watch.outcomes["hook"] = DeliveryStatus.DELIVERED
    store.tell([an_alert(id="A2", recipient="wu", channel="hook", decided_at=at(5), due_at=at(5))])
    watch.polls(5, new=True).turn(5).turn(6)
    assert [line for line in watch.told() if "cleared" in line] == [], "zhou has got nothing yet"
    store.tell([an_alert(id="A3", recipient="zhou", channel="hook", decided_at=at(7), due_at=at(7))])
    assert watch.turn(7).turn(8).told()[-1].endswith("cleared undelivered leader delivery:hook")


def test_a_test_that_does_not_arrive_makes_its_channel_silent(store: Storage, rules: Rules, tmp_path: Path) -> None:
    watch = Watch(store, rules_in(tmp_path, TWO_WAYS))
    watch.outcomes["hook"] = DeliveryStatus.DEAD
    noon = DailyTest(store, time(12, 0))
    assert noon.turn(watch.rules, at()) == 2
    watch.polls(0, new=True).turn(0).polls(1, new=True).turn(1)
    assert next(line for line in watch.told() if "silence" in line).endswith("undelivered leader delivery:hook")


def test_alerts_that_wait_too_long_make_their_channel_silent(store: Storage, rules: Rules, tmp_path: Path) -> None:
    watch = Watch(store, rules_in(tmp_path, TWO_WAYS))
    watch.outcomes["hook"] = None
    store.tell([an_alert(id="A1", channel="hook", decided_at=at(), due_at=at())])
    for minute in (0, 5, 9, 10, 15):
        watch.polls(minute, new=True).turn(minute)
    assert [line for line in watch.told() if "silence" in line] == [
        "+0.166667h silence undelivered leader delivery:hook"
    ]


def test_where_every_channel_is_dead_nobody_can_be_told(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    watch.outcomes["file"] = DeliveryStatus.DEAD
    watch.store.tell([an_alert(id="A1", channel="file", decided_at=at(), due_at=at())])
    for minute in (0, 1, 2):
        watch.polls(minute, new=True).turn(minute)
    assert not watch.store.subject_alerts(["delivery:file"])
    assert capsys.readouterr().out.count("nobody can be told") == 1


def test_nobody_acknowledging_is_told_to_all_once(watch: Watch) -> None:
    event = an_event()
    page = an_alert(event, occasion="first:II", level=Level.II, decided_at=at(), due_at=at(), channel="file")
    memory = a_memory(event, level=Level.II, highest=Level.II, episode_started_at=at())
    watch.polls(0, new=True).turn(0)
    cursor = watch.store.cursor()
    watch.store.commit_step(a_step(cursor, cursor.sequence, events=(event,), memories=(memory,), alerts=(page,)))
    duties = Duties(watch.store)
    for minute in range(0, 120, 5):
        duties.turn(watch.rules, at(minute))
        watch.polls(minute, new=True).turn(minute)
    silent = [line for line in watch.told() if "unacknowledged" in line]
    assert silent == [
        f"+0.833333h silence unacknowledged {role} acknowledging:II" for role in ("deputy", "duty", "leader")
    ]


def test_processing_that_stands_still_is_told_to_the_leader(watch: Watch) -> None:
    watch.turn(0)
    watch.processing = False
    for minute in range(1, 60, 5):
        watch.polls(minute, new=True).turn(minute)
    assert watch.told() == ["+0.266667h silence unprocessed leader processing"]
    watch.processing = True
    assert watch.turn(61).told()[1:] == ["+1.01667h cleared unprocessed leader processing"]


def test_a_clock_that_was_set_back_begins_the_run_anew(watch: Watch) -> None:
    watch.processing = False
    watch.restarts(DAY).polls(-30, new=True)
    for minute in (0, 9):
        assert watch.turn(minute).told() == [], "it settles"
    assert watch.polls(10, new=True).turn(10).told() == ["+0.166667h silence unprocessed leader processing"]


def test_a_look_tells_how_every_source_stands(watch: Watch) -> None:
    watch.polls(60)
    look = Silences(watch.store, watch.settings).look(watch.rules, at(60))
    (one,) = look.standings
    assert (round(one.per_day), round(one.expected), one.told_from and one.told_from > at(6 * 60)) == (24, 1, True)
