"""Runs the tests that stand beside the topic rules."""

from collections.abc import Iterable
from datetime import UTC, datetime

from config.load import TopicTest
from domain.addresses import document_id
from domain.items import Document, Platform, Tier
from pipeline.label import Labeller

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
"""Labels do not depend on it."""


def run_tests(labeller: Labeller, tests: Iterable[TopicTest]) -> list[TopicTest]:
    """The tests that fail."""
    return [test for test in tests if not holds(labeller, test)]


def holds(labeller: Labeller, test: TopicTest) -> bool:
    """Whether the labeller says of the text what the test expects."""
    url = "http://rule.test/"
    document = Document(
        id=document_id(url), source_id="S", outlet="", platform=Platform.OTHER, tier=Tier.OTHER, url=url,
        title="", text=test.text, published_at=None, collected_at=WHEN, content_hash="", duplicate_group="",
    )  # fmt: skip
    found = next((topic for topic in labeller.label(document).labels.topics if topic.topic == test.topic), None)
    if (found is not None) != test.expect:
        return False
    return test.casualty is None or found is None or found.casualty == test.casualty
