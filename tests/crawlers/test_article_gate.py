"""Real pages: text, titles and days keep their floors, and the text is no worse than plain trafilatura's."""

import tomllib
from pathlib import Path

from bench.article import ours, plain, timed
from bench.article_suites import load, score


def test_shared_pages_keep_their_floors(shared: Path) -> None:
    floors = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["article"]
    for suite in load(shared):
        got = score(suite, timed(suite, ours).found)
        for measure, floor in floors[suite.name].items():
            assert getattr(got, measure) >= floor, f"{suite.name} {measure}"


def test_text_is_at_least_as_good_as_trafilatura(shared: Path) -> None:
    for suite in load(shared):
        mine, theirs = (score(suite, timed(suite, extractor).found) for extractor in (ours, plain))
        assert mine.f1 >= theirs.f1, suite.name
