"""Severity, negativity and gate: what several members must say before the event says it."""

from dataclasses import replace

import pytest

from domain.events import Fact
from domain.harms import Harm
from domain.labels import Mention, MentionKind, TopicLabel, Where
from domain.weights import IndexRules
from scoring.gate import gate, profile
from scoring.harm import EventHarm, harms, negativity, severity, wilson_lower
from scoring.support import wanted
from tests.scoring.facts import FIRE, PLACE, RULES, fact, negative

INDEX = IndexRules()


def claim(about: Harm | None) -> TopicLabel:
    return TopicLabel(topic="claim", harm=Harm.UNVERIFIED_CLAIM, about=about, confidence=0.8)


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ((), 0.0),
        ((TopicLabel(topic="policy", harm=None, confidence=1.0),), 0.0),
        ((FIRE,), 0.7 * 0.9),
        ((replace(FIRE, casualty=True),), 1.0 * 0.9),
        ((claim(None),), 0.0),
        ((claim(Harm.FOOD_DRUG_SAFETY),), 0.8 * 0.8),
        ((TopicLabel(topic="pay", harm=Harm.SERVICE_COMPLAINT, confidence=0.7),), 0.4 * 0.7),
        ((FIRE, TopicLabel(topic="attack", harm=Harm.VIOLENCE, confidence=0.65)), 0.65),
        ((replace(FIRE, severity=0.3),), 0.3 * 0.9),
        ((replace(FIRE, severity=0.95),), 0.95 * 0.9),
        ((replace(FIRE, severity=0.8, casualty=True),), 0.8 * 0.9),
        ((TopicLabel(topic="policy", harm=None, confidence=1.0, severity=1.0),), 0.0),
        ((replace(claim(None), severity=1.0),), 0.0),
        ((replace(FIRE, is_suggested=True),), 0.0),
    ],
)
def test_severity_of_one_report(topics: tuple[TopicLabel, ...], expected: float) -> None:
    assert severity(harms([fact(0, topics=topics)], INDEX)) == pytest.approx(expected)


def test_one_wrong_label_among_forty_raises_nothing() -> None:
    members = [fact(0)] + [fact(i, topics=()) for i in range(1, 40)]
    assert severity(harms(members, INDEX)) < INDEX.least_severity


def test_three_reports_are_not_drowned_by_any_number_that_is_silent() -> None:
    members = [fact(i) for i in range(3)] + [fact(i, topics=()) for i in range(3, 300)]
    assert severity(harms(members, INDEX)) == pytest.approx(0.63)


def test_casualties_in_one_report_of_twenty_weigh_a_third() -> None:
    members = [fact(0, topics=(replace(FIRE, casualty=True),))] + [fact(i) for i in range(1, 20)]
    found = harms(members, INDEX)
    assert found[0] == EventHarm(harm=Harm.FIRE_EXPLOSION, casualty=False, severity=0.7, confidence=0.9)
    assert found[1] == EventHarm(harm=Harm.FIRE_EXPLOSION, casualty=True, severity=1.0, confidence=0.3)


def test_who_states_more_voices_what_is_less() -> None:
    members = [fact(0, topics=(replace(FIRE, severity=0.9),))] + [fact(i) for i in range(1, 20)]
    found = harms(members, INDEX)
    assert found[0] == EventHarm(harm=Harm.FIRE_EXPLOSION, casualty=False, severity=0.7, confidence=0.9)
    assert found[1] == EventHarm(harm=Harm.FIRE_EXPLOSION, casualty=False, severity=0.9, confidence=0.3)


def test_milder_reports_lower_no_graver_ones() -> None:
    members = [fact(i, topics=(replace(FIRE, severity=0.2),)) for i in range(20)] + [fact(i) for i in range(20, 23)]
    assert severity(harms(members, INDEX)) == pytest.approx(0.63)


def test_how_many_must_say_it() -> None:
    assert [wanted(n) for n in (1, 8, 9, 16, 17, 1000)] == [1, 1, 2, 2, 3, 3]


def test_wilson_lower_bound_against_published_values() -> None:
    # Agresti & Coull 1998, Wilson's interval for 8 of 10 at 95 %: .490 to .943
    assert wilson_lower(8, 10) == pytest.approx(0.490, abs=0.001)
    assert wilson_lower(0, 10) == 0
    assert wilson_lower(0, 0) == 0


@pytest.mark.parametrize(("count", "total", "expected"), [(0, 0, 0.0), (1, 1, 0.0), (8, 10, 0.38), (1000, 1000, 1.0)])
def test_negativity_is_cautious_with_few_voices(count: int, total: int, expected: float) -> None:
    assert negativity([*negative(count, total), fact(99)], INDEX) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("name", "code", "where", "expected"),
    [
        ("望川应急局", None, Where.TITLE, 1.0),
        ("应急局", None, Where.LEAD, 1.0),
        ("望川区", None, Where.BODY, 0.7),
        ("anything", "990101", Where.BODY, 0.7),
        ("澄江市", None, Where.TITLE, 0.3),
        ("消防", None, Where.BODY, 0.3),
        ("远山县", "880101", Where.TITLE, 0.1),
        ("邻县", "990102", Where.TITLE, 0.3),
        ("上级市", "990100", Where.TITLE, 0.3),
        ("望川区的街道", "990101003", Where.LEAD, 1.0),
        ("望川区", "880102", Where.TITLE, 0.1),
    ],
)
def test_gate_of_one_mention(name: str, code: str | None, where: Where, expected: float) -> None:
    mention = Mention(kind=MentionKind.PLACE, name=name, code=code, where=where)
    assert gate([fact(0, mentions=(mention,))], profile(RULES.institution), INDEX) == expected


@pytest.mark.parametrize(("code", "expected"), [("880101", 1.0), ("880201", 1.0), ("890000", 0.1), ("990101", 1.0)])
def test_the_places_of_a_watch_are_its_own(code: str, expected: float) -> None:
    mention = Mention(kind=MentionKind.ELSEWHERE, name="外地", code=code, where=Where.TITLE)
    assert gate([fact(0, mentions=(mention,))], profile(RULES.institution, ("880000",)), INDEX) == expected


def elsewhere(number: int) -> Fact:
    return fact(number, mentions=())


@pytest.mark.parametrize(("ours", "others", "expected"), [(1, 0, 1.0), (1, 39, 0.1), (3, 37, 1.0), (0, 1, 0.1)])
def test_gate_of_an_event_needs_support(ours: int, others: int, expected: float) -> None:
    members = [fact(i) for i in range(ours)] + [elsewhere(i) for i in range(ours, ours + others)]
    assert gate(members, profile(RULES.institution), INDEX) == expected


def test_the_best_mention_of_a_member_counts() -> None:
    both = (replace(PLACE, where=Where.BODY), replace(PLACE, where=Where.LEAD))
    assert gate([fact(0, mentions=both)], profile(RULES.institution), INDEX) == 1.0


def test_a_distant_harm_does_not_become_ours_by_harmless_news_of_ours() -> None:
    ours = [fact(number, topics=()) for number in range(3)]
    distant = [fact(number, mentions=()) for number in range(3, 6)]
    assert gate([*ours, *distant], profile(RULES.institution), INDEX) == INDEX.gate_none


@pytest.mark.parametrize("topics", [(), (replace(FIRE, is_suggested=True),), (claim(None),)])
def test_where_nobody_states_a_harm_all_members_count(topics: tuple[TopicLabel, ...]) -> None:
    assert gate([fact(0, topics=topics), fact(1, topics=topics, mentions=())], profile(RULES.institution), INDEX) == 1.0


def test_ours_among_many_who_state_the_harm_still_need_support() -> None:
    silent = [fact(number, topics=()) for number in range(20, 60)]
    stating = [fact(0), *(fact(number, mentions=()) for number in range(1, 16))]
    assert gate([*stating, *silent], profile(RULES.institution), INDEX) == INDEX.gate_none
    assert gate([fact(1), *stating[:1], *stating[2:], *silent], profile(RULES.institution), INDEX) == 1.0
