"""What is usual: counts by hour, dead hours, totals; that a restart finds the same as a run without one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.load import load_rules
from domain.harms import Harm
from domain.items import Counters, Document
from domain.labels import Labels, Mention, MentionKind, TopicLabel, Where
from domain.rules import Institution, Place, Rules
from domain.streams import EVERYTHING, HourCount, hour_of
from scoring.index import Baselines
from service.open_event import OpenEvent, fact_of
from service.past import Past, first_hour
from tests.factories import a_document, a_member, an_event, some_labels

START = datetime(2026, 3, 1, tzinfo=UTC)
FIRE = TopicLabel(topic="fire_explosion", harm=Harm.FIRE_EXPLOSION, confidence=0.9)
QUAY = Mention(kind=MentionKind.PLACE, name="临江区", code="990102", where=Where.TITLE)


def some_rules() -> Rules:
    rules = load_rules(None)
    town = Institution(name="临江应急局", places=(Place(code="9901", name="临江"),))
    return replace(rules, scopes=(replace(rules.scopes[0], institution=town),))


RULES = some_rules()


def labels(*topics: TopicLabel) -> Labels:
    return replace(some_labels(), topics=topics, mentions=(QUAY,))


def document(number: int, at: datetime, **other: object) -> Document:
    return a_document(number, published_at=at, collected_at=at, **other)


def lived(days: int, *, dead: range = range(0), likes: bool = False) -> tuple[Past, list[HourCount]]:
    """A past of ten documents an hour, one of them a fire, and what it leaves to be stored."""
    past = Past(RULES)
    stored: list[HourCount] = []
    for hour in range(24 * days):
        if hour not in dead:
            for number in range(10):
                totals = Counters(likes=hour % 50) if likes else Counters()
                one = document(hour * 10 + number, START + timedelta(hours=hour, minutes=number), counters=totals)
                past.add(one, labels(*((FIRE,) if number == 0 else ())), one.collected_at)
        past.forget(START + timedelta(hours=hour + 1))
        stored += past.drain()
    return past, stored


def event(count: int, end: datetime) -> OpenEvent:
    """Fires of the last hours: so many documents, one every ten minutes."""
    found = OpenEvent(facts={}, touched_at=end)
    for number in range(count):
        one = document(10**6 + number, end - timedelta(minutes=10 * number), counters=Counters(likes=49))
        found.facts[one.id] = fact_of(a_member(an_event(one), one, number), one, labels(FIRE))
    return found


def test_an_event_surges_where_it_alone_brings_more_than_its_topic_usually_does() -> None:
    past, _ = lived(20)
    now = START + timedelta(days=20)
    found = past.baselines({"quiet": event(1, now), "loud": event(30, now)}, now)
    assert found["quiet"].surge_p is not None
    assert found["quiet"].surge_p > 0.05
    assert found["loud"].surge_p is not None
    assert found["loud"].surge_p < 1e-3
    assert (found["quiet"].is_surging, found["loud"].is_surging) == (False, True)
    assert (found["loud"].is_cold, found["loud"].interaction) == (False, None)


def test_a_short_past_is_said_to_be_cold_and_none_is_unknown() -> None:
    now = START + timedelta(days=9)
    assert lived(9)[0].baselines({"E": event(3, now)}, now)["E"].is_cold
    assert Past(RULES).baselines({"E": event(3, now)}, now)["E"].surge_p is None


def test_what_has_no_harm_has_no_baseline() -> None:
    past, _ = lived(3)
    one = document(1, START)
    plain = OpenEvent(facts={one.id: fact_of(a_member(an_event(one), one, 1), one, labels())}, touched_at=START)
    assert past.baselines({"E": plain}, START + timedelta(days=3)) == {}


def test_hours_in_which_nothing_came_at_all_were_not_observed() -> None:
    past, _ = lived(20, dead=range(24 * 20 - 5, 24 * 20))
    now = START + timedelta(days=20)
    assert sorted(past.usual.exposure(now)) == [hour_of(now) - back for back in range(5, 0, -1)]
    assert lived(20)[0].usual.exposure(now) == {}


def test_places_of_the_desk_are_counted_by_what_lies_inside() -> None:
    past, _ = lived(1)
    assert past.tallies.streams == (EVERYTHING, "place:9901", "topic:fire_explosion")
    assert sum(past.tallies.counts("place:9901").values()) == 240


def test_totals_rank_among_those_of_their_platform() -> None:
    past, _ = lived(4, likes=True)
    now = START + timedelta(days=4)
    rank = past.baselines({"E": event(3, now)}, now)["E"].interaction
    assert rank is not None
    assert rank > 0.9


def test_a_total_that_grew_moves_and_is_counted_once() -> None:
    past = Past(RULES)
    one = document(1, START, counters=Counters(likes=1))
    past.add(one, labels(), START)
    before = fact_of(a_member(an_event(one), one, 1), one, labels())
    past.recount(before, replace(before, counters=Counters(likes=64)), START)
    kept = {count.stream: count.count for count in past.drain() if count.stream.startswith("totals")}
    assert kept == {"totals:news:1": 0, "totals:news:25": 1}


def test_a_restart_finds_the_same() -> None:
    past, stored = lived(40, likes=True, dead=range(500, 520))
    now = START + timedelta(days=40, minutes=35)
    latest = {(one.stream, one.hour): one for one in stored}
    again = Past(RULES)
    again.restore([one for (_, hour), one in sorted(latest.items()) if hour >= first_hour(now)], now)
    events = {"E1": event(4, now), "E2": event(25, now)}
    found = again.baselines(events, now)
    assert found == past.baselines(events, now)
    assert all(isinstance(one, Baselines) and one.surge_p is not None for one in found.values())


def test_old_items_that_a_first_poll_brings_are_no_long_past() -> None:
    past, _ = lived(3)
    now = START + timedelta(days=3)
    old = replace(document(10**5, now), published_at=now - timedelta(days=28))
    past.add(old, labels(FIRE), now)
    assert past.tallies.begun(hour_of(now)) == hour_of(START)
    assert past.baselines({"E": event(3, now)}, now)["E"].is_cold


def test_what_happened_before_all_that_is_kept_counts_in_nothing() -> None:
    past = Past(RULES)
    for days in (33, 91):
        old = document(days, START - timedelta(days=days), counters=Counters(likes=5))
        past.add(old, labels(FIRE), START)
    kept = past.drain()
    assert [one.stream.partition(":")[0] for one in kept] == ["totals"], "totals are kept for 90 days, hours for 32"
