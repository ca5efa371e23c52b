"""The shipped topic rules, alone, keep their floors on incident reports, citizen messages and a news stream."""

import tomllib
from pathlib import Path

from bench.topics import Judge, gate_figures
from config.load import load_configuration

FLOORS = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["topics"]


def test_rules_keep_their_floors(shared: Path) -> None:
    figures = gate_figures(Judge(load_configuration(None)), shared / "data")
    assert set(figures) == set(FLOORS)
    fallen = {name: share for name, share in figures.items() if share < FLOORS[name]}
    assert not fallen
