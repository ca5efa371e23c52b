"""Contract: staff, responses, rules and the audit trail."""

from dataclasses import replace

import pytest

from domain.duty import GENESIS, ResponseKind, Role, chained
from domain.errors import StorageError
from domain.events import EventState
from domain.feedback import Task
from storage.base import Storage
from tests.factories import (
    a_change,
    a_correction,
    a_document,
    a_harvest,
    a_response,
    a_source,
    a_step,
    a_user,
    an_event,
    at,
)

EVENT = an_event()


@pytest.fixture
def store(store: Storage) -> Storage:
    store.commit_step(a_step(events=(EVENT,)))
    return store


def test_users_are_added_and_replaced(store: Storage) -> None:
    wang, li = a_user("wang"), a_user("li", role=Role.APPROVER)
    for user in (wang, li, replace(wang, active=False)):
        store.put_user(user, a_change("user.put", user.name))
    assert store.users() == (li, replace(wang, active=False))
    assert [entry.subject for entry in store.audit()] == ["wang", "li", "wang"]


def test_a_response_leads_to_a_state(store: Storage) -> None:
    seen = a_response(EVENT)
    answer = a_response(
        EVENT, ResponseKind.ANSWERED, url="https://gov.linjiang.example/notice/1", note="通报", at=at(60)
    )
    store.put_response(seen, EventState.ACKNOWLEDGED, a_change("event.ack", EVENT.id))
    store.put_response(answer, None, a_change("event.answer", EVENT.id))
    assert store.responses(EVENT.id) == (seen, answer), "in the order in which they were recorded"
    row = store.event(EVENT.id)
    assert row is not None
    assert row.state is EventState.ACKNOWLEDGED


def test_a_response_to_no_event_leaves_no_trace(store: Storage) -> None:
    with pytest.raises(StorageError):
        store.put_response(replace(a_response(EVENT), event_id="E-nowhere"), EventState.NOISE, a_change())
    assert list(store.audit()) == []


def test_the_last_correction_counts(store: Storage) -> None:
    document = a_document(1)
    store.put_sources([a_source()], a_change("sources.put"))
    store.commit_harvest(a_harvest(document))
    said = a_correction(document, "fire_explosion")
    tone = a_correction(document, "negative", task=Task.SENTIMENT)
    for one in (said, tone, replace(said, label="accident")):
        store.put_correction(one, a_change("feedback.add", document.id))
    assert store.corrections() == (tone, replace(said, label="accident"))
    assert store.corrections(Task.SENTIMENT) == (tone,)
    assert [entry.action for entry in store.audit()][1:] == ["feedback.add"] * 3


def test_a_correction_of_no_document_leaves_no_trace(store: Storage) -> None:
    with pytest.raises(StorageError, match="unknown_document"):
        store.put_correction(a_correction(a_document(9), "other"), a_change())
    assert store.corrections() == ()
    assert list(store.audit()) == []


def test_rules_are_kept_once(store: Storage) -> None:
    for _ in range(2):
        store.put_rules("c1", b'{"version":"1"}', a_change("rules.activate", "c1"))
    assert store.rules("c1") == b'{"version":"1"}'
    assert len(list(store.audit())) == 1


def test_the_audit_trail_is_chained(store: Storage) -> None:
    for number in range(3):
        store.record(a_change("export", f"E{number}", at=at(number), detail="jsonl"))
    entries = list(store.audit())
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert entries[0].previous == GENESIS
    for before, entry in zip([None, *entries], entries, strict=False):
        assert entry == chained(
            before, at=entry.at, actor=entry.actor, action=entry.action, subject=entry.subject, detail="jsonl"
        )
    assert list(store.audit(after=2)) == entries[2:]
