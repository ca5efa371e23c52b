"""Published precision: what counts as real, in which groups, and what nobody judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from domain.duty import Disposition
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Hit, TopicLabel
from domain.risk import Level
from domain.rules import Rules
from service.quality.episodes import Episode, Span
from service.quality.precision import ALL, UNKNOWN, Grouped, Precision, precision, precision_of
from service.quality.told import Page
from tests.factories import at
from tests.service.ledger import Ledger

REAL, NOISE, DUPLICATE, NOT_OURS = Disposition
SPAN = Span(now=at(9999))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(None)


def groups(ledger: Ledger, rules: Rules, by: Grouped, span: Span = SPAN) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """(alerted, judged, real) by group."""
    return {one.group: (one.alerted, one.judged, one.real.hits) for one in precision(ledger.store, rules, span, by)}


def topic(name: str, *hits: str, harm: Harm | None = Harm.FIRE_EXPLOSION) -> TopicLabel:
    found = tuple(Hit(rule=hit, words=("起火",), positions=(1,)) for hit in hits)
    return TopicLabel(topic=name, harm=harm, confidence=0.9, hits=found)


def test_nothing_was_told(ledger: Ledger, rules: Rules) -> None:
    (whole,) = precision(ledger.store, rules, SPAN, Grouped.LEVEL)
    assert (whole.group, whole.alerted, whole.real.value, whole.bounds) == (ALL, 0, None, None)


def test_each_verdict_is_counted_and_what_nobody_judged_bounds_the_share(ledger: Ledger, rules: Rules) -> None:
    for number, said in enumerate((REAL, REAL, NOISE, DUPLICATE, NOT_OURS, None)):
        event = ledger.event()
        ledger.told(event, 10, "first:III" if number % 2 else "first:IV")
        if said:
            ledger.found(event, said)
    whole, fours, threes = precision(ledger.store, rules, SPAN, Grouped.LEVEL)
    assert whole.said == {REAL: 2, NOISE: 1, DUPLICATE: 1, NOT_OURS: 1}
    assert (whole.alerted, whole.judged, whole.unjudged, whole.real.value) == (6, 5, 1, 0.4)
    assert whole.bounds == (0.3333, 0.5)
    assert [(one.group, one.alerted, one.real.hits, one.judged) for one in (threes, fours)] == [
        (("IV",), 3, 1, 3),
        (("III",), 3, 1, 2),
    ]


def test_the_last_word_counts_once_an_episode_however_often_it_was_told(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10)
    ledger.told(event, 20, "rise:II", level=Level.II)
    ledger.told(event, 10, recipient="zhou")
    ledger.found(event, NOISE, 30)
    ledger.found(event, REAL, 40)
    assert groups(ledger, rules, Grouped.LEVEL) == {ALL: (1, 1, 1), ("III",): (1, 1, 1)}


def test_each_episode_has_its_own_verdict(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(episode=2, began=3000)
    ledger.told(event, 10)
    ledger.told(event, 3000, episode=2)
    ledger.found(event, NOISE, 20, episode=1)
    ledger.found(event, REAL, 3010, episode=2)
    assert groups(ledger, rules, Grouped.LEVEL)[ALL] == (2, 2, 1)


def test_what_was_judged_and_never_told_does_not_count(ledger: Ledger, rules: Rules) -> None:
    ledger.found(ledger.event(), NOISE)
    assert groups(ledger, rules, Grouped.LEVEL) == {ALL: (0, 0, 0)}


def test_what_never_left_was_not_told(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, due_at=at(480))
    ledger.ends(event, 100)
    assert groups(ledger, rules, Grouped.LEVEL) == {ALL: (0, 0, 0)}


def test_topics_and_rules_of_what_stood_at_the_alert(ledger: Ledger, rules: Rules) -> None:
    harmless = topic("weather", "weather.rain", harm=None)
    topics = (topic("fire_explosion", "fire_explosion.fire", "casualty.injured"), topic("outage", "model:1"), harmless)
    known = Rules(**{**vars(rules), "topics": (*rules.topics, _harmless(rules))})
    event = ledger.event(labels={"topics": topics})
    ledger.told(event, 10)
    ledger.joins(event, 11)  # another topic, too late
    ledger.found(event, REAL)
    assert groups(ledger, known, Grouped.TOPIC) == {
        ALL: (1, 1, 1), ("fire_explosion",): (1, 1, 1), ("outage",): (1, 1, 1),
    }  # fmt: skip
    assert set(groups(ledger, known, Grouped.RULE)) == {
        ALL, ("fire_explosion", "fire_explosion.fire"), ("fire_explosion", "casualty.injured"), ("outage", "model:1"),
    }  # fmt: skip


def _harmless(rules: Rules) -> object:
    """A topic that states no harm."""
    kind = type(rules.topics[0])
    return kind(id="weather", name="天气")


def test_who_carried_it_first(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(published=5, document={"outlet": "苇岸论坛", "platform": Platform.FORUM, "tier": Tier.OTHER})
    ledger.joins(event, 8)
    ledger.told(event, 10)
    assert groups(ledger, rules, Grouped.SOURCE) == {ALL: (1, 0, 0), ("苇岸论坛", "forum", "other"): (1, 0, 0)}
    assert groups(ledger, rules, Grouped.KIND) == {ALL: (1, 0, 0), ("forum", "other"): (1, 0, 0)}


def test_an_event_whose_documents_joined_after_the_alert_has_no_group(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(joined=20), 10)
    assert groups(ledger, rules, Grouped.SOURCE) == {ALL: (1, 0, 0), (UNKNOWN,): (1, 0, 0)}


def test_a_span_counts_what_was_first_told_in_it(ledger: Ledger, rules: Rules) -> None:
    for minute in (10, 2000):
        ledger.told(ledger.event(published=minute - 10, began=minute), minute)
    assert groups(ledger, rules, Grouped.LEVEL, Span(since=at(1000), now=at(9999)))[ALL] == (1, 0, 0)


def judged(said: Disposition | None) -> Episode:
    """An episode that was told of and judged so."""
    page = Page(occasion="first:III", level=Level.III, proposed=False, decided_at=at(0), due_at=at(0), arrived_at=None,
                is_withdrawn=False, config_id="0")  # fmt: skip
    return Episode(
        event_id="E1", scope_id="desk", number=1, began_at=at(0), pages=(page,), ends=(), acts=(), memory=None,
        paged_later=(), disposition=said,
    )  # fmt: skip


@given(st.lists(st.sampled_from((*Disposition, None)), max_size=60))
def test_counts_add_up_and_the_share_lies_within_its_bounds(said: list[Disposition | None]) -> None:
    found = precision_of(ALL, map(judged, said))
    assert sum(found.said.values()) + found.unjudged == found.alerted == len(said)
    assert precision_of(ALL, map(judged, reversed(said))) == found
    if found.real.value is not None and found.bounds is not None:
        low, high = found.bounds
        assert 0 <= low <= found.real.value <= high <= 1


def test_a_share_of_twenty_has_an_interval() -> None:
    def interval(count: int) -> tuple[float, float] | None:
        found: Precision = precision_of(ALL, [judged(REAL)] * count)
        return found.real.interval

    assert interval(19) is None
    assert interval(20) == pytest.approx((0.8389, 1.0), abs=0.001)
