"""`words.yaml`: words that the cutter must know."""

from pathlib import Path

import pytest

from config.load import load_rules
from domain.errors import ConfigError
from domain.rules import UserWord


def test_words_stand_alone_or_with_weight(tmp_path: Path) -> None:
    text = "words: [磐云谷新城, {word: 云岭快线, frequency: 50, tag: nz}, AR-15型, 磐云谷新城]"
    tmp_path.joinpath("words.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(tmp_path)
    assert rules.words == (
        UserWord(word="AR-15型"),
        UserWord(word="云岭快线", frequency=50, tag="nz"),
        UserWord(word="磐云谷新城"),
    )
    assert rules.config_id != load_rules(None).config_id


@pytest.mark.parametrize("word", ["云", "云 岭", "云岭，东溪", "岭" * 31, ""])
def test_what_the_cutter_cannot_keep_is_refused(tmp_path: Path, word: str) -> None:
    tmp_path.joinpath("words.yaml").write_text(f"words: ['{word}']", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rules(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["config.not_word"]


@pytest.mark.parametrize("word", ['"\\ud800a"', '"\\u200b\\u200d"', '"\\ufe0f"'])
def test_what_nobody_can_see_is_no_word(tmp_path: Path, word: str) -> None:
    (tmp_path / "words.yaml").write_text(f"words: [{word}]", encoding="utf-8")
    (tmp_path / "topics.yaml").write_text(
        f"topics: [{{id: a, name: b, keywords: [{{id: c, any: [{word}]}}]}}]", encoding="utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        load_rules(tmp_path)
    assert [problem.path.partition(":")[0] for problem in caught.value.problems] == ["words.yaml", "topics.yaml"]
