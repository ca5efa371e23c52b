"""The tests that stand beside the shipped topics hold when the rules are run."""

import pytest

from config.load import load_configuration
from config.topic_tests import TopicTest
from service.rule_tests import RuleTests

SHIPPED = load_configuration(None)


@pytest.fixture(scope="module")
def rules() -> RuleTests:
    return RuleTests(SHIPPED.rules)


@pytest.mark.parametrize("test", SHIPPED.tests, ids=lambda test: test.place)
def test_a_text_beside_its_topic(rules: RuleTests, test: TopicTest) -> None:
    assert rules.holds(test)
