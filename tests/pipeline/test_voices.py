"""What classifiers in use say beside rules and lexicon, where they may, and with which evidence."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.errors import BadUse
from domain.feedback import Task
from domain.harms import Harm
from domain.items import Platform
from domain.labels import Tone, TopicLabel
from domain.rules import ActiveModel, Status, Topic
from pipeline.learning.shelf import Shelf
from pipeline.learning.training import Provenance, train
from pipeline.text import normal
from pipeline.voices import Voices

WATER = ("水管里没有一滴水", "楼上楼下都停水了", "家里两天停水", "停水通知也没有", "又停水，没法做饭", "停水一整天")
GAMES = ("球队赢了比赛", "今晚的比赛很精彩", "主队加时赛取胜", "比赛踢成平局", "球迷庆祝比赛胜利", "冠军赛下周开打")
TOPIC_ROWS = [*((text, "outage") for text in WATER), *((text, "other") for text in GAMES)]
TONE_ROWS = [*((text, "0") for text in WATER), *((text, "1") for text in GAMES)]
OUTAGE = Topic(id="outage", name="停水停电", harm=Harm.OUTAGE, purpose="核实")
SAID = normal("邻居\u200b说楼里停水一整天了")


def shelf_with(folder: Path, task: Task, rows: list[tuple[str, str]], **said: object) -> tuple[Shelf, str]:
    """A shelf with one model on it, and its id."""
    provenance = replace(Provenance(domain="microblog"), **said)  # type: ignore[arg-type]
    classifier = train(task.value, rows, None, provenance)
    made = folder / "made.npz"
    classifier.save(made)
    shelf = Shelf(folder / "models")
    return shelf, shelf.put(made)


def test_a_model_adds_a_topic_that_rules_missed(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS)
    voices = Voices((ActiveModel(task=Task.TOPIC, model_id=model),), (OUTAGE,), shelf)
    (label,) = voices.topics(Platform.FORUM, SAID, ())
    assert (label.topic, label.harm, label.is_suggested) == ("outage", Harm.OUTAGE, False)
    assert 0.5 <= label.confidence <= 1
    (hit,) = label.hits
    assert hit.rule == f"model:{model}"
    original = "邻居\u200b说楼里停水一整天了"
    assert all(original[place:].startswith(word) for word, place in zip(hit.words, hit.positions, strict=True))
    assert "停" in "".join(hit.words)
    assert voices.name == model


def test_what_rules_found_stays_theirs(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS)
    voices = Voices((ActiveModel(task=Task.TOPIC, model_id=model),), (OUTAGE,), shelf)
    found = (TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.7),)
    assert voices.topics(Platform.FORUM, SAID, found) == ()
    assert voices.topics(Platform.FORUM, normal("昨晚的比赛"), ()) == ()


def test_a_starter_suggests(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS, is_starter=True)
    voices = Voices((ActiveModel(task=Task.TOPIC, model_id=model),), (OUTAGE,), shelf)
    (label,) = voices.topics(Platform.FORUM, SAID, ())
    assert label.is_suggested


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"harm": None}, (None, False)),
        ({"purpose": None}, (None, False)),
        ({"status": Status.EXPERIMENTAL}, (Harm.OUTAGE, True)),
        ({"status": Status.RETIRED}, None),
    ],
)
def test_a_model_says_no_more_than_its_topic_may(
    tmp_path: Path, changed: dict[str, Any], expected: tuple[Harm | None, bool] | None
) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS)
    voices = Voices((ActiveModel(task=Task.TOPIC, model_id=model),), (replace(OUTAGE, **changed),), shelf)
    labels = voices.topics(Platform.FORUM, SAID, ())
    assert [(one.harm, one.is_suggested) for one in labels] == ([] if expected is None else [expected])
    assert all(one.severity is None for one in labels)


def test_tone_by_a_model_on_its_platforms(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.SENTIMENT, TONE_ROWS)
    active = ActiveModel(task=Task.SENTIMENT, model_id=model, platforms=(Platform.FORUM, Platform.NEWS))
    voices = Voices((active,), (), shelf)
    said = voices.tone(Platform.FORUM, SAID)
    assert said is not None
    assert (said.label, said.origin, said.is_outside) == (Tone.NEGATIVE, model, False)
    assert said.score < 0
    assert all(word.weight < 0 for word in said.evidence)
    outside = voices.tone(Platform.NEWS, SAID)
    assert outside is not None
    assert outside.is_outside
    assert voices.tone(Platform.SHORT_VIDEO, SAID) is None
    assert voices.topics(Platform.FORUM, SAID, ()) == ()


def test_no_model_no_voice() -> None:
    voices = Voices((), (OUTAGE,), Shelf())
    assert voices.tone(Platform.NEWS, SAID) is None
    assert voices.topics(Platform.NEWS, SAID, ()) == ()
    assert voices.name == ""


def test_a_missing_or_changed_file_is_said(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS)
    active = ActiveModel(task=Task.TOPIC, model_id=model)
    file = tmp_path / "models" / f"{model}.npz"
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(BadUse, match=r"model\.changed"):
        Voices((active,), (), shelf)
    file.unlink()
    with pytest.raises(BadUse, match=r"model\.absent"):
        Voices((active,), (), shelf)


def test_topics_are_no_tones(tmp_path: Path) -> None:
    shelf, model = shelf_with(tmp_path, Task.TOPIC, TOPIC_ROWS)
    with pytest.raises(BadUse, match=r"model\.no_tones"):
        Voices((ActiveModel(task=Task.SENTIMENT, model_id=model),), (), shelf)
