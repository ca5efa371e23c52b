"""Contract: what was done with versions of rules, and from when an activation may act."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import StorageError
from domain.versions import Act, ActKind
from storage.base import Storage
from storage.values import Cursor
from tests.factories import a_change, a_document, a_harvest, a_source, a_step, at

PROPOSED = Act(kind=ActKind.PROPOSED, config_id="c1", actor="wang", at=at(), reason="fewer alerts", whatif="f0" * 32)
ACTIVATED = Act(kind=ActKind.ACTIVATED, config_id="c1", actor="li", at=at(1), starts_at=at(1), replaces="c0")
TICK = timedelta(microseconds=1)


def proposed(store: Storage) -> Storage:
    store.put_act(PROPOSED, a_change("config.propose", "c1"), 0, b"{}")
    return store


def test_acts_are_kept_in_order_with_their_audit(store: Storage) -> None:
    assert store.acts() == ()
    approved = Act(kind=ActKind.APPROVED, config_id="c1", actor="li", at=at(1))
    proposed(store)
    assert store.put_act(approved, a_change("config.approve", "c1"), 1) == approved
    assert store.acts() == (PROPOSED, approved)
    assert store.rules("c1") == b"{}"
    assert [entry.action for entry in store.audit()] == ["config.propose", "config.approve"]


def test_who_acts_on_what_is_no_longer_so_is_refused_and_leaves_no_trace(store: Storage) -> None:
    proposed(store)
    with pytest.raises(StorageError, match="versions_moved"):
        store.put_act(PROPOSED, a_change(), 0, b"{}")
    assert store.acts() == (PROPOSED,)
    assert len(list(store.audit())) == 1


def test_rules_that_are_not_kept_are_no_version(store: Storage) -> None:
    with pytest.raises(StorageError):
        store.put_act(PROPOSED, a_change(), 0)
    assert store.acts() == ()
    assert list(store.audit()) == []


def test_the_canonical_form_stays_as_first_kept(store: Storage) -> None:
    store.put_rules("c1", b'{"a":1}', a_change())
    assert proposed(store).rules("c1") == b'{"a":1}'


def test_an_activation_acts_from_when_it_was_asked_to(store: Storage) -> None:
    proposed(store)
    assert store.put_act(ACTIVATED, a_change(), 1) == ACTIVATED
    later = replace(ACTIVATED, starts_at=at(90))
    assert store.put_act(later, a_change(), 2) == later


def test_but_after_the_last_row_and_not_before_what_was_evaluated(store: Storage) -> None:
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document(), at=at(5)))
    proposed(store)
    assert store.put_act(ACTIVATED, a_change(), 1).starts_at == at(5) + TICK
    store.commit_step(a_step(cursor=Cursor(sequence=1, evaluated_at=at(10))))
    assert store.put_act(ACTIVATED, a_change(), 2).starts_at == at(10)
    assert [act.starts_at for act in store.acts()][1:] == [at(5) + TICK, at(10)]
