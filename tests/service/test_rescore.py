"""What was assessed is computed again from what is stored, bit for bit."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_rules
from domain.codec import to_json
from domain.risk import Assessment
from domain.rules import Rules
from pipeline.label import Labeller
from service.process import Processor
from service.rescore import RulesById, rescore
from storage.memory import MemoryStorage
from storage.values import Change
from tests.factories import at
from tests.service.town import fill, make_workspace, rows


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[MemoryStorage, Rules]:
    """The story, processed."""
    folder: Path = tmp_path_factory.mktemp("town") / "workspace"
    make_workspace(folder, days=1)
    rules, store = load_rules(folder / "config"), MemoryStorage()
    store.put_rules(rules.config_id, to_json(rules), Change(at=at(), actor="service", action="rules.used", subject=""))
    fill(store, rows(days=1))
    Processor(store, rules, Labeller(rules).label_batch, interval=timedelta(minutes=5)).settle()
    return store, rules


def stored(store: MemoryStorage) -> list[Assessment]:
    return list(store.assessments())


def test_every_index_of_the_story_follows_from_its_inputs(town: tuple[MemoryStorage, Rules]) -> None:
    store, _ = town
    done = rescore(stored(store), RulesById(store))
    assert (done.deviations, done.identical) == ([], len(stored(store)))
    assert done.identical > 50


def test_what_was_changed_by_a_hand_is_found(town: tuple[MemoryStorage, Rules]) -> None:
    store, _ = town
    one = max(stored(store), key=lambda row: row.index)
    (deviation,) = rescore([replace(one, index=one.index + 0.01)], RulesById(store)).deviations
    assert list(deviation.fields()) == [("index", one.index + 0.01, one.index)]
    moved = replace(one.factors[0], normalised=0.123)
    (deviation,) = rescore([replace(one, factors=(moved, *one.factors[1:]))], RulesById(store)).deviations
    assert {"index", "spread", "contributions"} <= {name for name, _, _ in deviation.fields()}


def test_what_cannot_be_compared_is_counted(town: tuple[MemoryStorage, Rules]) -> None:
    store, _ = town
    one = stored(store)[0]
    done = rescore(
        [replace(one, code_version="0"), replace(one, config_id="0" * 16), replace(one, scope_id="x")], RulesById(store)
    )
    assert (done.identical, done.deviations) == (0, [])
    assert done.other_code == {"0": 1}
    assert done.unknown_rules == {"0" * 16: 1, one.config_id: 1}
