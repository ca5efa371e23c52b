"""The tests that stand beside the shipped topics hold when the rules are run."""

import pytest

from config.load import TopicTest, load_configuration
from pipeline.scan import Scanner
from pipeline.topics import TopicRules

SHIPPED = load_configuration(None)


@pytest.fixture(scope="module")
def judge() -> tuple[Scanner, TopicRules]:
    severities = {harm: (plain, hurt) for harm, plain, hurt in SHIPPED.rules.scopes[0].index.severities}
    rules = TopicRules(SHIPPED.rules.topics, severities)
    return Scanner(rules.words()), rules


@pytest.mark.parametrize("test", SHIPPED.tests, ids=lambda test: test.place)
def test_a_text_beside_its_topic(judge: tuple[Scanner, TopicRules], test: TopicTest) -> None:
    scanner, rules = judge
    found = next((label for label in rules.judge(scanner.scan("", test.text)) if label.topic == test.topic), None)
    assert (found is not None) == test.expect
    if found is not None and test.casualty is not None:
        assert found.casualty == test.casualty
