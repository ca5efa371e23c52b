"""The shipped defaults: a pack for every harm, tests beside every topic, the domain's numbers, nothing about people."""

from collections import Counter

import pytest

from config.load import Configuration, load_configuration
from domain.codec import from_json, to_json
from domain.harms import Harm
from domain.risk import Level
from domain.rules import Grouping, Rules
from domain.weights import IndexRules, LevelRules

FORBIDDEN = (
    "抗议 游行 示威 集会 罢工 上访 信访 请愿 选举 投票 宗教 教会 寺庙 清真 民族 少数民族 维权 政府下台 领导人 民主 人权"
)
"""Political speech, protest, petition, election, religion, ethnicity: no shipped rule looks for them."""


@pytest.fixture(scope="module")
def shipped() -> Configuration:
    return load_configuration(None)


def test_every_harm_has_one_pack(shipped: Configuration) -> None:
    assert {topic.id for topic in shipped.rules.topics} == {harm.value for harm in Harm}
    assert all(topic.harm == topic.id for topic in shipped.rules.topics)


def test_every_topic_says_its_purpose_and_has_rules(shipped: Configuration) -> None:
    for topic in shipped.rules.topics:
        assert topic.purpose
        assert topic.description
        assert topic.keywords
        assert topic.casualty


def test_every_topic_has_thirty_tests_of_both_kinds(shipped: Configuration) -> None:
    counts = Counter((test.topic, test.expect) for test in shipped.tests)
    for topic in shipped.rules.topics:
        hits, misses = counts[topic.id, True], counts[topic.id, False]
        assert hits + misses >= 30, topic.id
        assert min(hits, misses) >= 10, topic.id


def test_incident_topics_say_where_people_are_hurt(shipped: Configuration) -> None:
    counts = Counter((test.topic, test.casualty) for test in shipped.tests)
    for harm in (Harm.FIRE_EXPLOSION, Harm.ACCIDENT, Harm.NATURAL_DISASTER, Harm.VIOLENCE):
        assert counts[harm.value, True] >= 3, harm
        assert counts[harm.value, False] >= 3, harm


def test_nothing_looks_for_speech_or_people(shipped: Configuration) -> None:
    words = [word for topic in shipped.rules.topics for rule in topic.rules for group in rule.groups for word in group]
    assert [word for word in words for bad in FORBIDDEN.split() if bad in word] == []


def test_the_numbers_are_those_of_the_domain(shipped: Configuration) -> None:
    (desk,) = shipped.rules.scopes
    assert desk.index == IndexRules()
    assert desk.levels == LevelRules()
    assert shipped.rules.grouping == Grouping()
    assert {duty.level for duty in desk.duties} == set(Level) - {Level.NONE}


def test_the_shipped_institution_is_in_no_text(shipped: Configuration) -> None:
    institution = shipped.rules.scopes[0].institution
    assert "(" in institution.name
    assert (institution.aliases, institution.places, institution.region, institution.sector) == ((), (), (), ())


def test_rules_survive_the_canonical_form(shipped: Configuration) -> None:
    again = from_json(Rules, to_json(shipped.rules))
    assert again == shipped.rules
    assert again.config_id == shipped.rules.config_id
    assert load_configuration(None).rules.config_id == shipped.rules.config_id
