"""A changed roster where versions act: at once, by one person, and nothing else with it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.load import load_rules
from domain.duty import Role, broken_at
from domain.errors import BadUse
from domain.roster import Roster
from domain.rules import Rules
from domain.versions import ActKind, State, state_of
from service.governance import Acting, read_ledger
from service.roster_change import change_roster
from service.versions import activate, approve, propose, roll_back
from storage.base import Storage
from storage.values import Change
from tests.alerts.crew import PEOPLE as CREW
from tests.alerts.crew import roster, rotation
from tests.factories import a_user, at
from tests.service.test_governance import stricter

PEOPLE = tuple(replace(person, contacts=()) for person in CREW)
ONE, OTHER = (replace(roster(rotation(one)), people=PEOPLE) for one in ("zhou", "wu"))


def change(action: str, actor: str = "wang", minutes: int = 0, reason: str = "swap") -> Change:
    return Change(at=at(minutes), actor=actor, action=action, subject="", detail=reason)


@pytest.fixture(scope="module")
def files() -> Rules:
    return load_rules(None)


@pytest.fixture
def staffed(store: Storage) -> Iterator[Storage]:
    for name in ("wang", "li"):
        store.put_user(a_user(name, role=Role.ADMINISTRATOR), change("user.add"))
    yield store
    assert broken_at(list(store.audit())) is None


def activated(store: Storage, rules: Rules, now: Rules, minutes: int) -> None:
    propose(store, rules, change("config.propose"))
    approve(store, read_ledger(store).find(rules.config_id), change("config.approve", "li"))
    activate(store, read_ledger(store).find(rules.config_id), change("config.activate"), now, at(minutes))


def acting(store: Storage, files: Rules, minutes: int) -> Rules:
    return Acting(store, files).at(at(minutes))


def test_one_person_is_enough_and_nothing_else_changes(staffed: Storage, files: Rules) -> None:
    version = stricter(files)
    activated(staffed, version, files, 10)
    (act,) = change_roster(staffed, ONE, change("duty.apply", minutes=20))
    assert (act.roster_only, act.replaces) == (True, version.config_id)
    assert acting(staffed, files, 19) == version
    assert acting(staffed, files, 21) == replace(version, roster=ONE)
    entries = [(one.action, one.actor, one.detail) for one in staffed.audit() if one.action == "duty.apply"]
    assert entries == [("duty.apply", "wang", "swap")] * 3
    kinds = [one.kind for one in read_ledger(staffed).acts[-3:]]
    assert kinds == [ActKind.PROPOSED, ActKind.APPROVED, ActKind.ACTIVATED]


def test_a_plan_stays_and_takes_the_roster_along(staffed: Storage, files: Rules) -> None:
    now, next_week = stricter(files), stricter(files, 41.0)
    activated(staffed, now, files, 10)
    activated(staffed, next_week, files, 100)
    acts = change_roster(staffed, ONE, change("duty.apply", minutes=20))
    assert [one.starts_at for one in acts[1:]] == [at(100)]
    assert acting(staffed, files, 99) == replace(now, roster=ONE)
    assert acting(staffed, files, 100) == replace(next_week, roster=ONE)
    ledger = read_ledger(staffed)
    assert state_of(ledger.find(next_week.config_id), ledger.line, at(30)) is State.APPROVED
    assert [span.starts_at for span in ledger.line.planned(at(30))] == [at(100)]


def test_the_second_change_stands_in_place_of_the_first(staffed: Storage, files: Rules) -> None:
    version = stricter(files)
    activated(staffed, version, files, 10)
    change_roster(staffed, ONE, change("duty.apply", minutes=20))
    assert change_roster(staffed, ONE, change("duty.apply", minutes=21)) == ()
    change_roster(staffed, OTHER, change("duty.apply", minutes=30))
    change_roster(staffed, ONE, change("duty.apply", minutes=40))
    rosters = [acting(staffed, files, minutes).roster for minutes in (11, 25, 35, 45)]
    assert rosters == [Roster(), ONE, OTHER, ONE]
    roll_back(staffed, change("config.rollback", minutes=50))
    assert acting(staffed, files, 51) == replace(version, roster=OTHER)


def test_a_roster_that_does_not_fit_changes_nothing(staffed: Storage, files: Rules) -> None:
    activated(staffed, stricter(files), files, 10)
    lost = replace(ONE, rotations=(replace(ONE.rotations[0], scope="storm"),))
    with pytest.raises(BadUse) as refused:
        change_roster(staffed, lost, change("duty.apply", minutes=20))
    assert refused.value.code == "duty.does_not_fit"
    assert acting(staffed, files, 30) == stricter(files)


def test_where_files_act_there_is_nothing_to_do(staffed: Storage) -> None:
    with pytest.raises(BadUse) as refused:
        change_roster(staffed, ONE, change("duty.apply"))
    assert refused.value.code == "duty.files_act"


def test_the_reason_is_masked(staffed: Storage, files: Rules) -> None:
    activated(staffed, stricter(files), files, 10)
    (act,) = change_roster(staffed, ONE, change("duty.apply", minutes=20, reason="请打 13812345678"))
    assert "13812345678" not in act.reason
