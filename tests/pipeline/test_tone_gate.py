"""The shipped tone lexicon, untrained, keeps its floors on posts with a known mood."""

import tomllib
from pathlib import Path

import pytest

from bench.tone import POSTS, figures, judged, neutral_share, shipped_judge
from config.load import load_rules

FLOORS = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["tone"]


@pytest.mark.parametrize("name", POSTS)
def test_posts_keep_their_floors(name: str, shared: Path) -> None:
    got, floor = figures(judged(shipped_judge(), shared, POSTS[name])), FLOORS[name]
    assert got.accuracy >= floor["accuracy"]
    assert got.abstained <= floor["abstained_at_most"]
    assert got.macro_f1 >= floor["macro_f1"]


def test_reports_are_mostly_neutral(shared: Path) -> None:
    assert neutral_share(shared) >= FLOORS["reports"]["neutral"]


def test_the_lexicon_is_large_and_says_each_word_once() -> None:
    lexicon = load_rules(None).lexicon
    words = [word for word, _ in lexicon.words]
    assert len(words) >= FLOORS["entries"]
    assert len(words) == len(set(words))
    assert not set(words) & {*lexicon.phrases, *lexicon.negations}
    assert not {word for word, _ in lexicon.degrees} & set(lexicon.negations)
