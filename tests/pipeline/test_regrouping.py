"""What people and the machine change about events: cases, and the law that a restart anywhere changes nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import document_id
from domain.events import event_id
from pipeline.events import Grouper
from pipeline.regrouping import Regrouping
from tests.pipeline.grouping import RULES, START, Shelf, make, place

NOON = START + timedelta(hours=12)


def desk(*made: tuple[str, Sequence[int], float]) -> tuple[Grouper, list[str]]:
    """A grouper with documents (name, words, hours), and the ids of their events."""
    grouper = Grouper(RULES)
    placed = [place(grouper, make(*one), number) for number, one in enumerate(made, 1)]
    return grouper, [one.event.id for one in placed]


def ids(*names: str) -> list[str]:
    return [document_id(name) for name in names]


def test_a_merge_by_hand_keeps_the_older_id_whichever_is_named_first() -> None:
    for swapped in (False, True):
        grouper, (one, other) = desk(("a", [1, 2, 3], 0), ("bb", [7, 8, 9], 1))
        grouper.rename(other, "name", NOON)
        done = grouper.merge(*((other, one) if swapped else (one, other)), NOON)
        by_id = {event.id: event for event in done.events}
        assert by_id[other].merged_into == one
        assert (by_id[other].documents, by_id[other].outlets) == (0, 0)
        assert (by_id[one].documents, by_id[one].outlets, by_id[one].name) == (2, 2, "name")
        assert by_id[one].by_hand
        assert by_id[one].touched_at == NOON
        assert [member.event_id for member in done.members] == [one]
        assert not grouper.holds(other)
        assert grouper.event_of(document_id("bb")) == one


def test_a_split_by_hand_founds_an_event_that_new_reports_find() -> None:
    grouper, (one, *_) = desk(("a", [1, 2, 3], 0), ("b", [1, 2, 3, 7, 8, 9], 1), ("c", [1, 2, 3], 2))
    done = grouper.split(one, ids("b"), NOON)
    child = event_id(document_id("b"), 1, one)
    by_id = {event.id: event for event in done.events}
    assert by_id.keys() == {one, child}
    assert (by_id[child].split_from, by_id[child].founded_by, by_id[child].documents) == (one, document_id("b"), 1)
    assert by_id[child].first_seen == by_id[child].last_seen == START + timedelta(hours=1)
    assert (by_id[one].documents, by_id[one].splits) == (2, 1)
    assert place(grouper, make("d", [7, 8, 9], 13), 4).event.id == child
    assert place(grouper, make("e", [1, 2, 3], 13), 5).event.id == one


def test_what_is_split_again_gets_another_id() -> None:
    grouper, (one, *_) = desk(("a", [1, 2, 3], 0), ("b", [1, 2, 3], 1), ("c", [1, 2, 3], 2))
    for ordinal in (1, 2):
        child = event_id(document_id("b"), ordinal, one)
        assert child in {event.id for event in grouper.split(one, ids("b"), NOON).events}
        merged = {event.id: event for event in grouper.merge(one, child, NOON).events}
        assert merged[child].merged_into == one


def test_the_event_that_was_split_survives_a_merge_back() -> None:
    grouper, (one, *_) = desk(("a", [1, 2, 3], 0), ("b", [1, 2, 3], 1))
    child = next(event.id for event in grouper.split(one, ids("a"), NOON).events if event.id != one)
    assert {event.id: event.merged_into for event in grouper.merge(child, one, NOON).events} == {one: None, child: one}


def test_an_original_that_leaves_is_succeeded_by_its_first_copy() -> None:
    grouper = Grouper(RULES)
    for number, name in enumerate(("a", "b", "c", "d"), 1):
        placed = place(grouper, make(name, [1, 2, number], number, shingles=5), number)
    done = grouper.split(placed.event.id, ids("a", "d"), NOON)
    originals = {member.document_id: member.duplicate_of for member in done.members}
    a, b, c, d = ids("a", "b", "c", "d")
    assert originals == {a: None, b: None, c: b, d: a}
    kept = next(event for event in done.events if event.id == placed.event.id)
    assert kept.title_document == b


def test_copies_that_leave_are_led_by_the_first_of_them() -> None:
    grouper = Grouper(RULES)
    for number, name in enumerate(("a", "b", "c"), 1):
        placed = place(grouper, make(name, [1, 2, number], number, shingles=5), number)
    done = grouper.split(placed.event.id, ids("c", "b"), NOON)
    _, b, c = ids("a", "b", "c")
    assert {member.document_id: member.duplicate_of for member in done.members} == {b: None, c: b}


def test_raising_takes_documents_out_of_their_events() -> None:
    grouper, (one, _, other, _) = desk(
        ("a", [1, 2, 3], 0), ("b", [1, 2, 3], 1), ("c", [7, 8, 9], 2), ("d", [7, 8, 9], 3)
    )
    done = grouper.raise_event(ids("d", "b"), NOON, actor="duty", reason="one fire")
    by_id = {event.id: event for event in done.events}
    raised = event_id(document_id("b"), 1, one)
    assert by_id.keys() == {one, other, raised}
    assert (by_id[raised].documents, by_id[one].documents, by_id[other].documents) == (2, 1, 1)
    assert (by_id[raised].raised_by, by_id[raised].raised_reason) == ("duty", "one fire")
    assert not by_id[one].by_hand


def test_raising_all_of_an_event_keeps_its_id() -> None:
    grouper, (one, two, three, _) = desk(
        ("a", [1, 2, 3], 0), ("b", [4, 5, 6], 1), ("c", [7, 8, 9], 2), ("d", [7, 8, 9], 3)
    )
    done = grouper.raise_event(ids("d", "a", "b"), NOON, actor="duty", reason="r")
    by_id = {event.id: event for event in done.events}
    assert by_id.keys() == {one, two, three}
    assert (by_id[one].documents, by_id[two].merged_into, by_id[three].documents) == (3, one, 1)


REFUSED: dict[str, tuple[str, Callable[[Grouper, str], object]]] = {
    "merge with itself": ("same_event", lambda grouper, one: grouper.merge(one, one, NOON)),
    "merge of a stranger": ("unknown_event", lambda grouper, one: grouper.merge(one, "E0", NOON)),
    "split of a stranger": ("unknown_event", lambda grouper, _: grouper.split("E0", ids("a"), NOON)),
    "split of all": ("all_members", lambda grouper, one: grouper.split(one, ids("a", "b"), NOON)),
    "split of nothing": ("not_a_member", lambda grouper, one: grouper.split(one, [], NOON)),
    "split of another's": ("not_a_member", lambda grouper, one: grouper.split(one, ids("c"), NOON)),
    "split of an unknown document": ("not_a_member", lambda grouper, one: grouper.split(one, ids("z"), NOON)),
    "raising nothing": ("not_a_member", lambda grouper, _: grouper.raise_event([], NOON, actor="x", reason="r")),
    "name of a stranger": ("unknown_event", lambda grouper, _: grouper.rename("E0", "n", NOON)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_order_is_refused_and_changes_nothing(case: str) -> None:
    code, order = REFUSED[case]
    grouper, (one, *_) = desk(("a", [1, 2, 3], 0), ("b", [1, 2, 3], 1), ("c", [7, 8, 9], 2))
    with pytest.raises(ValueError) as refusal:
        order(grouper, one)
    assert refusal.value.args == (code,)
    assert [grouper.event_of(document) for document in ids("a", "b")] == [one, one]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place"] * 8 + ["tidy"] * 3 + ["merge", "split", "raise", "rename"]),
        st.integers(0, 14),
        st.lists(st.integers(1, 12), min_size=1, max_size=6),
        st.sampled_from([0.0, 0.05, 0.5, 3.0, 20.0, 75.0]),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=30,
)


def order(grouper: Grouper, shelf: Shelf, kind: str, number: int, at: datetime) -> Regrouping | str:
    """An order by hand about whatever is stored, closed events too; or why it is refused."""
    events = sorted(event.id for event in shelf.events.values() if event.merged_into is None)
    documents = sorted(shelf.rows)
    if not documents:
        return "nothing"
    one, other = events[number % len(events)], events[-number % len(events)]
    chosen = documents[number % 3 :: 3]
    members = [name for name in documents if shelf.rows[name].member.event_id == one][::2]
    shelf.take_up(grouper, events)
    try:
        if kind == "merge":
            return grouper.merge(one, other, at)
        if kind == "split":
            return grouper.split(one, members, at)
        if kind == "raise":
            return grouper.raise_event(chosen, at, actor="a", reason="r")
        return grouper.rename(one, f"n{number}", at)
    except ValueError as refusal:
        return str(refusal)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_a_restart_anywhere_changes_nothing(
    steps: list[tuple[str, int, list[int], float, int, bool]],
) -> None:
    steady, restarted, shelf = Grouper(RULES), Grouper(RULES), Shelf()
    at, seen, evaluated = START, dict[int, int](), START
    for sequence, (kind, number, words, gap, shingles, is_restart) in enumerate(steps, 1):
        at += timedelta(hours=gap)
        if is_restart:
            restarted = shelf.restored(at)
        if kind == "place":
            seen[number] = seen.get(number, 0) + 1
            hours = (at - START) / timedelta(hours=1)
            made = make(f"n{number}", words, hours, revision=seen[number], shingles=shingles)
            expected = steady.place(*made, sequence, at)
            assert restarted.place(*made, sequence, at) == expected
            shelf.keep(*made, expected)
            continue
        both = [
            grouper.tidy(at, evaluated) if kind == "tidy" else order(grouper, shelf, kind, number, at)
            for grouper in (steady, restarted)
        ]
        evaluated = at if kind == "tidy" else evaluated
        assert both[0] == both[1]
        if isinstance(both[0], Regrouping):
            shelf.regroup(both[0])
        assert all(row.member.event_id == steady.event_of(name) or not steady.holds(row.member.event_id)
                   for name, row in shelf.rows.items())  # fmt: skip
