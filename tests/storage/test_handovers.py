"""Contract: hand-overs of shifts as they stand, and alerts that no event stands behind."""

from dataclasses import replace

import pytest

from domain.alerts import SubjectKind
from domain.errors import StorageError
from domain.handover import Block, Handover, Line, Section
from storage.base import Storage
from tests.factories import a_change, a_handover, an_alert, at

GIVEN = a_handover(
    giver="lan",
    given_at=at(60),
    sections=(
        Section(block=Block.SEVERITY, lines=(Line(code="open", subject="E1", level="II", figure="61.20"),)),
        Section(block=Block.SITUATION, lines=(Line(code="watch_begins", at=at(90), who=("wu",)),), notes=("风大",)),
    ),
)
TAKEN = replace(GIVEN, receiver="wu", taken_at=at(70), synthesis="仓库的事先盯着，三点前等消防回话。")


def given(store: Storage) -> Storage:
    store.put_handover(GIVEN, None, a_change("duty.give", GIVEN.id))
    return store


def test_a_hand_over_comes_back_as_it_went_in(store: Storage) -> None:
    assert store.handover(GIVEN.id) is None
    assert given(store).handover(GIVEN.id) == GIVEN
    store.put_handover(TAKEN, GIVEN, a_change("duty.take", GIVEN.id))
    assert store.handover(GIVEN.id) == TAKEN
    assert [entry.action for entry in store.audit()] == ["duty.give", "duty.take"]


@pytest.mark.parametrize("known", [None, TAKEN], ids=["as if it were new", "as if it were taken"])
def test_who_acts_on_what_is_no_longer_so_is_refused_and_leaves_no_trace(
    store: Storage, known: Handover | None
) -> None:
    given(store)
    with pytest.raises(StorageError, match="handover_moved"):
        store.put_handover(TAKEN, known, a_change())
    assert store.handovers() == (GIVEN,)
    assert len(list(store.audit())) == 1


def test_they_are_listed_by_the_end_of_their_shifts(store: Storage) -> None:
    earlier = a_handover(ends_at=at(-720))
    given(store).put_handover(earlier, None, a_change())
    assert store.handovers() == (earlier, GIVEN)
    assert store.handovers(GIVEN.shift.ends_at) == (GIVEN,)


def test_what_is_told_of_no_event_is_put_once(store: Storage) -> None:
    one = replace(an_alert(), id="A1", subject_kind=SubjectKind.SYSTEM, subject_id="handover")
    assert store.tell([one]) == 1
    assert store.tell([one, replace(one, id="A2")]) == 1
    assert [row.alert.id for row in store.alerts()] == ["A1", "A2"]
    assert store.count_repeated_alerts() == 0
