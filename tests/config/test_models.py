"""`models.yaml`: which classifiers are in use, read and written."""

from pathlib import Path

import pytest

from config.load import load_rules
from config.schema_models import write_models
from domain.errors import ConfigError
from domain.feedback import Task
from domain.items import Platform
from domain.rules import ActiveModel

ONE, TWO = "0123456789abcdef", "fedcba9876543210"
TOPIC = ActiveModel(task=Task.TOPIC, model_id=ONE)
POSTS = ActiveModel(task=Task.SENTIMENT, model_id=TWO, platforms=(Platform.FORUM, Platform.MICROBLOG))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_models(tmp_path, (TOPIC, POSTS))
    assert load_rules(tmp_path).models == (POSTS, TOPIC)
    assert [file.name for file in tmp_path.iterdir()] == ["models.yaml"]


def test_another_model_makes_another_configuration(tmp_path: Path) -> None:
    before = load_rules(tmp_path).config_id
    write_models(tmp_path, (POSTS,))
    assert load_rules(tmp_path).config_id != before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"models: [{{task: topic, model: {ONE}}}, {{task: topic, model: {TWO}, platforms: [news]}}]", "two_models"),
        ("models: [{task: topic, model: not-an-id}]", "not_model_id"),
        ("models: [{task: mood, model: 0123456789abcdef}]", "not_one_of"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, code: str) -> None:
    tmp_path.joinpath("models.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rules(tmp_path)
    assert [problem.code for problem in caught.value.problems] == [f"config.{code}"]
    assert caught.value.problems[0].path.startswith("models.yaml:1")
