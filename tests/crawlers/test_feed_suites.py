"""Every feed in the shared folder: none crashes, and the shares of right titles, links and dates keep their floors."""

import tomllib
from collections import defaultdict
from pathlib import Path

from bench.feed_suites import all_cases, judge


def test_shared_feeds_keep_their_floors(shared: Path) -> None:
    floors = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["feeds"]
    compared, misses = defaultdict[str, int](int), defaultdict[str, list[str]](list)
    for case in all_cases(shared):
        verdict = judge(case)
        compared[case.suite] += verdict.compared
        misses[case.suite] += verdict.misses
    assert set(floors) <= set(compared)
    for suite, floor in floors.items():
        assert 1 - len(misses[suite]) / compared[suite] >= floor, "\n".join(misses[suite])
