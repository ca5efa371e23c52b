"""Which rules act: files until a version is activated, then versions, each from its moment on, whatever the batch."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.load import load_rules
from domain.codec import to_json
from domain.duty import Role
from domain.errors import BadUse, Forbidden, WanglouError
from domain.risk import Level
from domain.rules import Rules
from domain.versions import Act
from pipeline.label import Labeller
from service.governance import Acting, is_governed, kept_rules, read_ledger, rules_at
from service.process import Processor
from service.processing import Processing, Remade
from service.versions import activate, approve, propose, roll_back
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.values import Change
from tests.config.desk import write
from tests.factories import a_user, at
from tests.service.test_process import outcome
from tests.service.town import START, fill, make_workspace, rows

FIVE = timedelta(minutes=5)


def change(action: str, actor: str = "wang", minutes: int = 0, reason: str = "fewer alerts") -> Change:
    return Change(at=at(minutes), actor=actor, action=action, subject="", detail=reason)


@pytest.fixture
def staffed(store: Storage) -> Storage:
    for name in ("wang", "li"):
        store.put_user(a_user(name, role=Role.ADMINISTRATOR), change("user.add"))
    return store


@pytest.fixture(scope="module")
def files() -> Rules:
    return load_rules(None)


def stricter(rules: Rules, threshold: float = 40.0) -> Rules:
    """The rules with another threshold of level IV."""
    levels = replace(rules.scopes[0].levels, thresholds=((Level.IV, threshold), *rules.scopes[0].levels.thresholds[1:]))
    return replace(rules, scopes=(replace(rules.scopes[0], levels=levels),))


def approved(store: Storage, rules: Rules) -> str:
    propose(store, rules, change("config.propose"))
    approve(store, read_ledger(store).find(rules.config_id), change("config.approve", "li"))
    return rules.config_id


def activated(store: Storage, rules: Rules, now: Rules, minutes: int) -> Act:
    name = approved(store, rules)
    return activate(store, read_ledger(store).find(name), change("config.activate"), now, at(minutes))


def test_files_act_until_a_version_does(staffed: Storage, files: Rules, tmp_path: Path) -> None:
    write(tmp_path, "levels.yaml", "thresholds: {IV: 25}\n")
    staffed.put_rules(files.config_id, to_json(files), change("rules.used"))
    assert rules_at(staffed, tmp_path, at(5)) == load_rules(tmp_path)
    assert not is_governed(staffed)
    activated(staffed, stricter(files), files, 10)
    assert is_governed(staffed)
    write(tmp_path, "levels.yaml", "broken: [")
    assert rules_at(staffed, tmp_path, at(5)) == files, "as they were when the first version was activated"
    assert rules_at(staffed, tmp_path, at(10)) == stricter(files)


def test_a_version_goes_from_hand_to_hand(staffed: Storage, files: Rules) -> None:
    new = stricter(files)
    staffed.put_rules(files.config_id, to_json(files), change("rules.used"))
    propose(staffed, new, change("config.propose"), whatif="ab" * 32)
    version = read_ledger(staffed).find(new.config_id[:6])
    with pytest.raises(Forbidden, match="own_proposal"):
        approve(staffed, version, change("config.approve", "wang"))
    with pytest.raises(BadUse, match="not_approved"):
        activate(staffed, version, change("config.activate"), files, at(1))
    with pytest.raises(BadUse, match="other_whatif"):
        approve(staffed, version, change("config.approve", "li"), whatif="cd" * 32)
    approve(staffed, version, change("config.approve", "li"), whatif="ab" * 32)
    with pytest.raises(BadUse, match="approved_already"):
        propose(staffed, new, change("config.propose"))
    with pytest.raises(BadUse, match=r"version\.past"):
        activate(staffed, version, change("config.activate", minutes=5), files, at(4))
    activate(staffed, version, change("config.activate"), files, at(1))
    with pytest.raises(BadUse, match="active_already"):
        activate(staffed, version, change("config.activate", minutes=5), files, at(6))
    act = roll_back(staffed, change("config.rollback", minutes=7))
    assert (act.config_id, act.replaces) == (files.config_id, new.config_id)
    with pytest.raises(BadUse, match="nothing_before"):
        roll_back(staffed, change("config.rollback", minutes=8))
    audited = [entry.action for entry in staffed.audit() if entry.action.startswith("config.")]
    assert audited == ["config.propose", "config.approve", "config.activate", "config.rollback"]
    assert [entry.detail for entry in staffed.audit() if entry.action == "config.propose"] == ["fewer alerts"]


def test_alone_where_there_is_nobody_else(store: Storage, files: Rules) -> None:
    propose(store, files, change("config.propose", "local"))
    version = read_ledger(store).find(files.config_id)
    with pytest.raises(Forbidden, match="needs_alone"):
        approve(store, version, change("config.approve", "local"))
    assert approve(store, version, change("config.approve", "local"), alone=True).alone


def test_versions_are_found_by_the_beginning_of_their_id(staffed: Storage, files: Rules) -> None:
    with pytest.raises(BadUse, match=r"version\.unknown"):
        read_ledger(staffed).find("")
    names = [approved(staffed, stricter(files, 31.0 + number)) for number in range(17)]
    twice = next(name[0] for name in names if sum(other[0] == name[0] for other in names) > 1)
    with pytest.raises(BadUse, match=r"version\.twice"):
        read_ledger(staffed).find(twice)
    assert kept_rules(staffed, names[0]) == stricter(files, 31)
    with pytest.raises(BadUse, match="not_kept"):
        kept_rules(staffed, "0" * 16)


@contextmanager
def processing(store: Storage, files: Rules, batch: int) -> Iterator[Processing]:
    @contextmanager
    def make(rules: Rules) -> Iterator[Processor]:
        yield Processor(store, rules, Labeller(rules).label_batch, interval=FIVE, rows=batch)

    with ExitStack() as stack:
        yield Processing(store, Acting(store, files), Remade(make, stack, files), FIVE)


class Moments:
    """Two activations in the middle of the story, one off the grid of evaluations."""

    first = START + timedelta(minutes=52, seconds=17)
    second = START + timedelta(minutes=90)


def decided(store: Storage, files: Rules) -> None:
    """The acts of the two moments, decided before the story."""
    for number, moment in enumerate((Moments.first, Moments.second)):
        rules = stricter(files, 25.0 + 10 * number)
        propose(store, rules, change("config.propose", "wang"))
        version = read_ledger(store).find(rules.config_id)
        approve(store, version, change("config.approve", "li"))
        activate(store, version, Change(at=at(0), actor="li", action="config.activate", subject=""), files, moment)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rules, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("town") / "workspace"
    make_workspace(folder, days=1)
    return load_rules(folder / "config"), rows(days=1)


def told(town: tuple[Rules, list[dict[str, Any]]], batch: int, pieces: int) -> list[bytes]:
    """The day processed: all at once, or first in pieces of the story's first hours."""
    files, day = town
    store = MemoryStorage()
    for name in ("wang", "li"):
        store.put_user(a_user(name, role=Role.ADMINISTRATOR), change("user.add"))
    store.put_rules(files.config_id, to_json(files), change("rules.used"))
    decided(store, files)
    fill(store, day)
    with processing(store, files, batch) as running:
        for piece in range(pieces):
            running.run(START + timedelta(minutes=11 * piece))
        running.settle()
    return outcome(store)


def test_activations_act_at_their_moment_whatever_the_batch(town: tuple[Rules, list[dict[str, Any]]]) -> None:
    expected = told(town, 500, pieces=0)
    assert told(town, 7, pieces=0) == expected
    assert told(town, 50, pieces=12) == expected
    files, _ = town
    ids = {rules.config_id.encode() for rules in (files, stricter(files, 25.0), stricter(files, 35.0))}
    used = {name for name in ids if any(name in line for line in expected)}
    assert used == ids, "each of the three acted"


def test_what_cannot_act_leaves_the_old_in_place(files: Rules) -> None:
    made: list[str] = []

    @contextmanager
    def make(rules: Rules) -> Iterator[str]:
        if rules == stricter(files) and len(made) < 2:
            made.append("refused")
            raise WanglouError("model.absent")
        yield rules.config_id

    with ExitStack() as stack:
        held = Remade(make, stack, files)
        assert held.under(stricter(files)) == files.config_id
        assert held.under(stricter(files)) == files.config_id
        assert made == ["refused"], "not at every turn"
        held.retry()
        assert held.under(stricter(files)) == files.config_id
        held.retry()
        assert held.under(stricter(files)) == stricter(files).config_id
