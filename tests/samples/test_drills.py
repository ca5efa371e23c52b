"""The scenarios of drills are what they say they are."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.items import Source
from domain.messages import LANGUAGES
from domain.risk import Level
from domain.routes import WARNING
from domain.rules import Rules
from samples.drills import HOST, Scenario, load_places, load_scenarios, scenario_rows
from samples.town import institution_file, load_outlets
from service.documents import read_source
from service.executor import open_labelling
from service.intake import add_absent, take_row
from service.process import Processor
from storage.open import open_storage

BEGIN = datetime(2026, 3, 2, 1, 2, tzinfo=UTC)
SCENARIOS = load_scenarios()
EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    (tmp_path / "institution.yaml").write_bytes(institution_file().read_bytes())
    return load_rules(tmp_path)


def test_there_are_three_of_them() -> None:
    assert [one.id for one in SCENARIOS] == ["kitchen_fire", "water_outage", "water_rumour"]


@EACH
def test_a_scenario_is_whole(scenario: Scenario) -> None:
    assert {*scenario.name} == {*scenario.about} == {*LANGUAGES}
    moments = [timedelta(minutes=one.at) for one in scenario.documents]
    assert moments == sorted(moments)
    assert timedelta(0) < moments[0]
    assert moments[-1] < scenario.length
    assert {one.outlet for one in scenario.documents} <= {outlet.id for outlet in load_outlets()}


@EACH
def test_a_text_does_not_give_the_drill_away(scenario: Scenario) -> None:
    """Rules leave drills alone: a text that said it was one would alarm nobody."""
    assert not [one.title for one in scenario.documents if "演练" in one.title + one.text]


@EACH
def test_addresses_lead_nowhere_and_are_of_one_drill(scenario: Scenario) -> None:
    first, second = (
        {row["url"] for _, row in scenario_rows(scenario, drill, BEGIN)}
        for drill in ("D20260302-090200", "D20260302-090201")
    )
    assert all(url.split("/")[2].endswith("." + HOST) for url in first)
    assert len(first) == len(scenario.documents)
    assert not first & second


def test_its_places_are_the_towns_and_belong_to_nobody() -> None:
    written = institution_file().read_text(encoding="utf-8")
    assert all(
        place.code.startswith("99") and f'"{place.code}", name: {place.name}' in written for place in load_places()
    )


@EACH
def test_a_scenario_reaches_its_level(scenario: Scenario, rules: Rules, tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'drill.db'}")
    storage.upgrade()
    rows = [*scenario_rows(scenario, "D20260302-090200", BEGIN)]
    known: dict[str, Source] = {}
    add_absent(storage, known, [read_source(row) for _, row in rows], BEGIN)
    with open_labelling("inline", rules) as label_all:
        processor = Processor(storage, rules, label_all, interval=timedelta(minutes=5))
        for at, row in rows:
            processor.run(at)
            take_row(storage, row, known, at)
        processor.run(BEGIN + scenario.length)
    levels = [one.level for one in storage.assessments()]
    assert max(levels) is scenario.reaches
    assert min(row.alert.decided_at for row in storage.alerts()) < rows[0][0] + WARNING, "in time, if the desk is"
    assert scenario.reaches > Level.NONE
    assert len({one.event_id for one in storage.assessments()}) == 1
    storage.close()
