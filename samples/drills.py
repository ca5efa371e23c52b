"""Scenarios of drills: what an invented town's outlets publish, minute by minute, and how grave it becomes."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.risk import Level
from domain.rules import Place
from samples.rows import import_row
from samples.town import Article, data_folder, load_articles, load_outlets

HOST = "drill.example"
"""Addresses of a drill's documents lie below it: reserved, so that they lead nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One drill before it is held. Names and descriptions by language."""

    id: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    length: timedelta
    """Desk time after which it ends, whatever was done."""
    reaches: Level
    """The level that the shipped rules give it."""
    documents: tuple[Article, ...]
    """In order of time; `at` in desk minutes since the drill began."""


def load_scenarios() -> tuple[Scenario, ...]:
    """Every bundled scenario, as the file has them."""
    return tuple(_scenario(row) for row in _data()["scenario"])


def load_places() -> tuple[Place, ...]:
    """Where the scenarios happen; codes that begin with 99 belong to no real place."""
    return tuple(Place(**{**row, "aliases": tuple(row["aliases"])}) for row in _data()["place"])


def scenario_rows(scenario: Scenario, drill: str, begins_at: datetime) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """When each document comes out, and its row in the import format. Its address is of this drill alone: so are then the
    numbers of its event and alerts, and nothing that was told in another drill passes for the same."""
    outlets = {outlet.id: outlet for outlet in load_outlets()}
    for article in scenario.documents:
        at = begins_at + timedelta(minutes=article.at)
        url = f"https://{article.outlet}.{HOST}/{drill}/{article.id}"
        yield at, import_row(article, outlets[article.outlet], url, at)


def _data() -> dict[str, Any]:
    return tomllib.loads((data_folder() / "drills.toml").read_text(encoding="utf-8"))


def _scenario(row: dict[str, Any]) -> Scenario:
    documents = [{**one, "id": f"{number:02}", "strand": row["id"]} for number, one in enumerate(row["document"], 1)]
    return Scenario(
        id=row["id"],
        name=row["name"],
        about=row["about"],
        length=timedelta(minutes=row["length"]),
        reaches=Level[row["reaches"]],
        documents=load_articles(documents),
    )
