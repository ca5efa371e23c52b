"""A workspace's tone lexicon changes what it names and leaves the rest as shipped."""

from pathlib import Path

from config.load import load_rules

SHIPPED = dict(load_rules(None).lexicon.words)


def changed(folder: Path, text: str) -> dict[str, float]:
    """The weights that a workspace's `tone.yaml` gives."""
    (folder / "tone.yaml").write_text(text, encoding="utf-8")
    return dict(load_rules(folder).lexicon.words)


def test_own_words_are_added_changed_and_silenced(tmp_path: Path) -> None:
    words = changed(tmp_path, "own: [{weight: -2, words: 拉胯货 暖心}, {weight: 0, words: 气人}]\n")
    assert (words["拉胯货"], words["暖心"]) == (-2, -2)
    assert SHIPPED["暖心"] > 0
    assert "气人" in SHIPPED
    assert "气人" not in words
    untouched = SHIPPED.keys() - {"暖心", "气人"}
    assert {word: words[word] for word in untouched} == {word: SHIPPED[word] for word in untouched}


def test_what_the_file_leaves_out_stays_as_shipped(tmp_path: Path) -> None:
    assert changed(tmp_path, "neutral_band: .3\n") == SHIPPED
    assert load_rules(tmp_path).lexicon.neutral_band == 0.3
    assert load_rules(tmp_path).lexicon.negations == load_rules(None).lexicon.negations


def test_a_list_that_the_file_holds_stands_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    words = changed(tmp_path, "negative: [{weight: 1, words: 拉胯货}]\n")
    assert {word for word, weight in words.items() if weight < 0} == {"拉胯货"}
    assert {word for word, weight in words.items() if weight > 0} == {w for w, weight in SHIPPED.items() if weight > 0}
