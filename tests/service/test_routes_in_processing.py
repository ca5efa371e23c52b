"""The town's story under routes by topic, place and quiet hours: what is evaluated is told where routes say, and no sooner."""

from datetime import timedelta

import pytest

from config.load import load_rules
from domain.alerts import DeliveryStatus
from domain.risk import Level
from pipeline.label import Labeller
from samples.town import institution_file
from service.process import Processor
from storage.memory import MemoryStorage
from storage.values import AlertRow
from tests.config.desk import write
from tests.service.town import fill, rows

ROUTES = """\
channels:
  - {id: all, kind: console}
  - {id: fire, kind: file, target: fire.jsonl}
  - {id: west, kind: file, target: west.jsonl}
  - {id: fire_in_the_county, kind: file, target: none.jsonl}
  - {id: quiet, kind: file, target: quiet.jsonl}
routes:
  - {recipient: duty, channel: all, levels: all}
  - {recipient: duty, channel: fire, levels: all, topics: fire_explosion}
  - {recipient: duty, channel: west, levels: all, places: [990103]}
  - {recipient: duty, channel: fire_in_the_county, levels: all, topics: fire_explosion, places: [990121]}
  - {recipient: duty, channel: quiet, levels: all, quiet: [{hours: 20:00-12:00}]}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[AlertRow, ...]:
    """Everything that was decided."""
    folder = tmp_path_factory.mktemp("config")
    (folder / "institution.yaml").write_bytes(institution_file().read_bytes())
    write(folder, "routes.yaml", ROUTES)
    rules, store = load_rules(folder), MemoryStorage()
    fill(store, rows(0))
    Processor(store, rules, Labeller(rules).label_batch, interval=timedelta(minutes=5)).settle()
    return tuple(store.alerts())


def over(told: tuple[AlertRow, ...], channel: str) -> set[tuple[str, str]]:
    """Events and occasions that were decided for a channel."""
    return {(row.alert.subject_id, row.alert.occasion) for row in told if row.alert.channel == channel}


def test_everything_is_told_where_nothing_is_asked(told: tuple[AlertRow, ...]) -> None:
    assert over(told, "all") == over(told, "quiet") >= over(told, "fire")


def test_the_fire_in_the_west_is_told_by_topic_and_by_place_and_nothing_else(told: tuple[AlertRow, ...]) -> None:
    (event,) = {event for event, _ in over(told, "fire")}
    assert over(told, "fire") == over(told, "west") == {one for one in over(told, "all") if one[0] == event}
    assert len({event for event, _ in over(told, "all")}) > 1
    assert over(told, "fire_in_the_county") == set()


def test_only_what_is_below_ii_waits_until_noon(told: tuple[AlertRow, ...]) -> None:
    quiet = [row for row in told if row.alert.channel == "quiet"]
    waiting = [row for row in quiet if row.alert.is_held]
    assert waiting
    assert all(row.alert.level < Level.II and f"{row.alert.due_at:%H:%M}" == "04:00" for row in waiting)
    assert [row for row in quiet if row.alert.level >= Level.II]
    assert not [row for row in told if row.alert.channel != "quiet" and row.alert.is_held]


def test_noon_brings_one_message_of_each_event(told: tuple[AlertRow, ...]) -> None:
    left = [row.alert for row in told if row.alert.is_held and row.status == DeliveryStatus.PENDING]
    assert left
    assert len({(alert.subject_id, alert.due_at) for alert in left}) == len(left)
