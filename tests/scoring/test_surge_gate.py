"""Surge tests are honest where nothing happens, and see bursts at least as well as EARS C2 tuned alike."""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.alarms import METHODS, Seen, seen, tuned
from bench.counts import Kind
from bench.surge import Null, bursts, nulls, quiet, ratios

FLOORS = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["surge"]


@pytest.fixture(scope="module")
def found() -> list[Null]:
    return list(nulls(30))


def test_false_positives_are_about_as_many_as_stated(found: Sequence[Null]) -> None:
    percent, permille, _ = ratios(found)
    assert FLOORS["null_at_least"] <= percent <= FLOORS["null_at_most"]
    assert permille <= FLOORS["null_at_most"]


def test_they_are_at_every_level(found: Sequence[Null]) -> None:
    levels: dict[float, list[Null]] = defaultdict(list)
    for one in found:
        levels[one.kind.level].append(one)
    assert {level for level, some in levels.items() if ratios(some)[0] > FLOORS["null_at_most"]} == set()


@pytest.mark.parametrize("level", [1.0, 5.0])
def test_bursts_are_seen_more_often_and_no_later_than_by_c2(level: float) -> None:
    kind = Kind(level=level, dispersion=0.3)
    got = {name: _seen(kind, name) for name in ("surge", "C2 1/3/6 h")}
    floor = FLOORS["burst"][f"{level:g}"]
    assert got["surge"].share >= floor["seen"]
    assert got["surge"].delay <= floor["delay_at_most"]
    assert got["surge"].share >= got["C2 1/3/6 h"].share
    assert got["surge"].delay <= got["C2 1/3/6 h"].delay


def _seen(kind: Kind, name: str) -> Seen:
    method = METHODS[name]
    return seen(bursts(kind, method, 2.0, 48), tuned(quiet(kind, method, 8)))
