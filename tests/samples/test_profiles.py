"""The sample profiles of three institutions are sound, and their own topics say what they are meant to."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from alerts.route import About
from config.check import check_rules
from config.load import load_configuration
from domain.alerts import Reason
from domain.risk import Level
from domain.rules import Rules
from service.routing import described, steps_of
from service.rule_tests import RuleTests

ROOT = Path(str(files("samples").joinpath("profiles")))
NAMES = sorted(path.name for path in ROOT.iterdir())
NATIONAL = {"no_places"}
"""An operator that is known by its names and not by a place is told so, and may stay so."""


def rules(name: str) -> Rules:
    return load_configuration(ROOT / name / "config").rules


def test_there_are_three() -> None:
    assert NAMES == ["city_emergency", "food_regulator", "transport_operator"]


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_sound(name: str) -> None:
    found = {problem.code.removeprefix("config.") for problem in check_rules(rules(name))}
    assert found <= (NATIONAL if name == "transport_operator" else set())


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_watches_harms_alone(name: str) -> None:
    assert all(topic.stated_harm for topic in rules(name).topics)


@pytest.mark.parametrize("name", NAMES)
def test_places_are_invented(name: str) -> None:
    assert all(place.code.startswith("99") for place in rules(name).scopes[0].institution.places)


@pytest.mark.parametrize(
    ("name", "topic"), [("food_regulator", "market_conduct"), ("transport_operator", "passengers")]
)
def test_a_topic_of_ones_own_passes_its_tests(name: str, topic: str) -> None:
    configuration = load_configuration(ROOT / name / "config")
    own = [test for test in configuration.tests if test.topic == topic]
    assert len(own) > 5
    assert RuleTests(configuration.rules).failing(own) == []


def test_the_regulator_sleeps_through_iii_and_not_through_ii() -> None:
    own = rules("food_regulator")
    night = datetime(2026, 3, 6, 15, tzinfo=UTC)
    for level, waits in ((Level.III, {False, True}), (Level.II, {False})):
        case = described(level, own.scopes[0], own, night, About(topics=frozenset({"market_conduct"})))
        first = [
            step
            for step in steps_of(case, own.scopes[0], own, About(topics=frozenset({"market_conduct"})))
            if step.reason is Reason.FIRST
        ]
        assert {step.at > step.decided_at for step in first} == waits
        assert "market_office" in {step.recipient for step in first}
