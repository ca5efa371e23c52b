"""The starter model that ships: made of the texts that ship, active, and no more than a suggestion."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load_rules
from domain.feedback import Task
from domain.models import ModelCard
from pipeline.classifier import load_classifier
from pipeline.label import Labeller
from pipeline.learning.shelf import Shelf
from service.teaching import Lesson, sample_files, teach
from tests.factories import a_document


@pytest.fixture(scope="module")
def card() -> ModelCard:
    (active,) = load_rules(None).models
    return load_classifier(Shelf().path(active.model_id)).card


def test_the_shipped_rules_name_the_shipped_model(card: ModelCard) -> None:
    (active,) = load_rules(None).models
    assert [*Shelf().paths()] == [active.model_id]
    assert (active.task, active.platforms) == (Task.TOPIC, ())
    assert card.is_starter
    assert (card.feedback_rows, sum(count for _, count in card.rows)) == (0, 2641)


def test_its_labels_are_the_topics_that_ship(card: ModelCard) -> None:
    assert {*card.labels} == {*(topic.id for topic in load_rules(None).topics), "other"}


def test_it_is_what_the_shipped_texts_make(card: ModelCard, tmp_path: Path) -> None:
    """As the files on its card say; the weights themselves differ in the last digit from one processor to another."""
    samples = sample_files(Task.TOPIC)
    assert card.files == tuple(one.file for one in samples)
    lesson = Lesson(task=Task.TOPIC, domain=card.domain, samples=samples, is_small=True)
    _, made = teach(lesson, tmp_path / "again.npz", datetime(2026, 1, 1, tzinfo=UTC))
    assert made.method == card.method
    assert made.accuracy == pytest.approx(card.accuracy, abs=0.01)


def test_it_suggests_what_no_rule_finds_and_raises_nothing() -> None:
    rules = load_rules(None)
    labels = Labeller(rules).label(a_document(1, title="", text="孩子吃完午饭，全班二十几个同学轮流跑厕所")).labels
    assert labels.topics == ()
    assert [one.is_suggested for one in labels.suggestions] == [True] * len(labels.suggestions)
    assert labels.severity == 0.0
