"""Tests beside rules: of a topic, of one rule, with a title, with a place, on trial."""

from dataclasses import replace

import pytest

from config.load import Configuration, load_configuration
from domain.rules import Status
from service.rule_tests import RuleTests
from tests.config.desk import write

TOPICS = """
topics:
  - id: own
    name: 甲
    harm: outage
    purpose: 答复
    keywords:
      - {id: sure, any: 停水}
      - {id: weak, any: 水压, weight: 0.3}
      - {id: title, any: 通知, title_only: true}
      - {id: gated, any: 断网, place: own}
      - {id: trial, any: 跳闸, status: experimental}
      - {id: old, any: 断电, status: retired}
    casualty: [{id: hurt, any: 受伤}]
    tests:
"""


CASES = [
    ("停水, expect: true", True),
    ("停水, expect: false", False),
    ("停水, expect: true, casualty: true", False),
    ("停水受伤, expect: true, casualty: true", True),
    ("停水, expect: true, rule: sure", True),
    ("停水, expect: true, rule: weak", False),
    ("水压, expect: false", True),
    ("水压, expect: true, rule: weak", True),
    ("水压, expect: false, rule: sure", True),
    ("一切正常, title: 通知, expect: true, rule: title", True),
    ("通知, expect: true, rule: title", False),
    ("断网, expect: true", False),
    ("断网, expect: true, place: own", True),
    ("断网, expect: true, place: region", False),
    ("跳闸, expect: true", False),
    ("跳闸, expect: true, rule: trial", True),
    ("断电, expect: true, rule: old", False),
    ("停水受伤, expect: true, rule: hurt", True),
    ("请居民注意安全 来源：停水通报网, expect: false", True),
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    folder = tmp_path_factory.mktemp("config")
    write(folder, "topics.yaml", TOPICS + "".join(f"      - {{text: {test}}}\n" for test, _ in CASES))
    return load_configuration(folder)


@pytest.fixture(scope="module")
def rules(loaded: Configuration) -> RuleTests:
    return RuleTests(loaded.rules)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[test for test, _ in CASES])
def test_a_test_beside_a_rule(loaded: Configuration, rules: RuleTests, number: int) -> None:
    tests = [one for one in loaded.tests if one.topic == "own"]
    assert rules.holds(tests[number]) == CASES[number][1]


def test_a_topic_on_trial_is_found_by_its_own_tests(loaded: Configuration) -> None:
    (own,) = [topic for topic in loaded.rules.topics if topic.id == "own"]
    rules = replace(loaded.rules, topics=(replace(own, status=Status.EXPERIMENTAL),))
    assert RuleTests(rules).holds(loaded.tests[[one.topic for one in loaded.tests].index("own")])
