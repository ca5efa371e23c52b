"""Grouping keeps its floors on the labelled reports with the background that was read beside them (the whole stream: bench/events.py)."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.events import bcubed, f1, place_all, pollution
from bench.streams import Row, read_labelled
from config.load import load_rules
from domain.labels import Labelled
from domain.rules import Grouping
from pipeline.label import Labeller

FLOORS = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["grouping"]

Read = tuple[Grouping, Sequence[Row], Sequence[Labelled]]


@pytest.fixture(scope="module")
def read(shared: Path) -> Read:
    rules, rows = load_rules(None), read_labelled(shared)
    return rules.grouping, rows, Labeller(rules).label_batch([row.document for row in rows])


@pytest.mark.parametrize("merging", [False, True], ids=["single pass", "merge pass"])
def test_labelled_events_keep_their_floors(read: Read, merging: bool) -> None:
    grouping, rows, labelled = read
    placed = place_all(grouping, rows, labelled, merging=merging)
    truth = {row.document.id: row.event for row in rows if row.event}
    polluted, clusters = pollution(rows, placed)
    assert f1(*bcubed(truth, placed)) >= FLOORS["f1"]
    assert polluted <= FLOORS["polluted_at_most"] * clusters
