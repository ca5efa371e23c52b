"""Asked beforehand, routing tells what telling will do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.duty import ResponseKind
from domain.risk import Level
from domain.rules import Rules
from samples.town import institution_file
from service.cases import case_of
from service.routing import Step, described, steps_of
from storage.open import open_storage
from tests.factories import at
from tests.service.test_duties import ROUTES, Line


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    (tmp_path / "institution.yaml").write_bytes(institution_file().read_bytes())
    (tmp_path / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    return load_rules(tmp_path)


def shown(steps: tuple[Step, ...]) -> list[str]:
    return [f"+{(step.at - at(0)) / timedelta(minutes=1):.0f} {step.recipient} {step.occasion}" for step in steps]


def test_a_described_event_of_level_iii(rules: Rules) -> None:
    steps = steps_of(described(Level.III, rules.scopes[0], rules, at(0)), rules.scopes[0], rules)
    assert shown(steps) == [
        "+0 duty first:III",
        "+60 duty check:III:50",
        "+60 deputy escalate:first:III:deputy",
        "+120 duty check:III:100",
        "+720 duty answer:III:50",
        "+1440 duty answer:III:100",
    ]
    assert not any(step.is_told for step in steps)


def test_level_i_is_proposed_and_has_the_duties_of_ii(rules: Rules) -> None:
    scope = rules.scopes[0]
    first = steps_of(described(Level.I, scope, rules, at(0)), scope, rules)
    second = steps_of(described(Level.II, scope, rules, at(0)), scope, rules)
    assert [step.at for step in first] == [step.at for step in second]


def test_what_is_foretold_is_what_is_told(tmp_path: Path, rules: Rules) -> None:
    store = open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")
    store.upgrade()
    line = Line(store, rules)
    foretold = shown(steps_of(case_of(store.duties()[0], at(1)), rules.scopes[0], rules))
    told = [step.split() for step in line.until(600).told()]
    assert sorted(" ".join((one[0], *one[2:])) for one in told)[1:] == sorted(foretold)[1:]


def test_an_acknowledged_event_has_its_clocks_left(tmp_path: Path, rules: Rules) -> None:
    store = open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")
    store.upgrade()
    Line(store, rules).does(ResponseKind.ACKNOWLEDGED, 5)
    steps = steps_of(case_of(store.duties()[0], at(6)), rules.scopes[0], rules)
    assert {step.occasion.split(":")[0] for step in steps} == {"first", "check", "answer"}
    assert [step.occasion for step in steps if step.is_told] == ["first:II"]


def test_without_routes_nobody_is_told(rules: Rules) -> None:
    scope = replace(rules.scopes[0], routes=())
    assert steps_of(described(Level.II, scope, rules, at(0)), scope, rules) == ()
