"""A watch beside the desk while the story is told: it begins, sees its own matter, and ends without a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.load import load_rules
from domain.alerts import Reason
from domain.events import Scope
from domain.filters import EventFilter
from domain.risk import Assessment, Level
from domain.rules import Rules
from pipeline.label import Labeller
from samples.town import institution_file
from scoring.watch import ENDED
from tests.service.test_orders import NOON, Desk
from tests.service.town import END, START

FROM, UNTIL = START + timedelta(hours=2), NOON
WATCH = Scope(id="storm", name="storm", starts_at=FROM, ends_at=UNTIL, topics=("fire_explosion",))


@pytest.fixture(scope="module", params=[None, timedelta(hours=6)], ids=["at once", "with restarts"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The whole story under the town's rules and a watch over fires."""
    folder = tmp_path_factory.mktemp("config")
    (folder / "institution.yaml").write_bytes(institution_file().read_bytes())
    rules: Rules = load_rules(folder)
    rules = replace(rules, scopes=(*rules.scopes, replace(rules.scopes[0], scope=WATCH)))
    told = Desk((rules, Labeller(rules)), every=request.param)
    told.until(END + timedelta(days=1))
    return told


def in_watch(desk: Desk) -> list[Assessment]:
    return [one for one in desk.store.assessments() if one.scope_id == "storm"]


def test_it_assesses_in_its_time_alone(desk: Desk) -> None:
    moments = [one.at for one in in_watch(desk) if ENDED not in one.reasons]
    assert moments
    assert min(moments) >= FROM
    assert max(moments) < UNTIL


def test_it_sees_its_topic_alone(desk: Desk) -> None:
    topics = {event: set(desk.store.event(event).event.topics) for event in {one.event_id for one in in_watch(desk)}}  # type: ignore[union-attr]
    assert topics
    assert all("fire_explosion" in of for of in topics.values())


def test_levels_end_with_it_and_nobody_is_told(desk: Desk) -> None:
    levelled = {one.event_id for one in in_watch(desk) if one.level > Level.NONE}
    ended = [one for one in in_watch(desk) if ENDED in one.reasons]
    assert levelled == {one.event_id for one in ended}
    assert {one.level for one in ended} == {Level.NONE}
    assert max(one.at for one in ended) < UNTIL + timedelta(minutes=10)
    told = [row.alert for row in desk.store.alerts() if row.alert.scope_id == "storm"]
    assert told
    assert {one.reason for one in told if one.decided_at >= UNTIL} == set()
    assert Reason.FIRST in {one.reason for one in told}
    assert not list(desk.store.events(EventFilter(scope_id="storm", level=Level.IV)))


def test_the_desk_goes_on(desk: Desk) -> None:
    own = [one for one in desk.store.assessments() if one.scope_id == "desk"]
    assert max(one.at for one in own) > UNTIL + timedelta(hours=2)
    assert all(ENDED not in one.reasons for one in own)
