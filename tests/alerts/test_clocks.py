"""The clocks of an episode: which there are, when they end, and which are still owed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.clocks import Clock, ClockKind, clocks_of, owed
from alerts.follow import plan
from domain.alerts import Reason
from domain.risk import Level
from tests.alerts.test_follow import DUTIES, MINUTE, NOON, case, page

PUBLISHED = NOON - timedelta(hours=1)


def told(clocks: tuple[Clock, ...]) -> list[str]:
    """Lines such as `+10 acknowledge II`."""
    return [f"{(one.due_at - NOON) / MINUTE:+.0f} {one.kind} {one.level.name}" for one in clocks]


def test_the_clocks_of_one_page() -> None:
    assert told(clocks_of(case(page(Level.II, rung=2)), DUTIES, PUBLISHED)) == [
        "+12 acknowledge II", "+30 check II", "+240 answer II", "+420 limit II",
    ]  # fmt: skip


def test_each_page_is_acknowledged_and_the_rest_goes_by_the_gravest() -> None:
    risen = case(page(Level.III), page(Level.II, 60, occasion="rise:II"))
    assert told(clocks_of(risen, DUTIES, PUBLISHED)) == [
        "+30 acknowledge III", "+70 acknowledge II", "+90 check II", "+300 answer II", "+420 limit II",
    ]  # fmt: skip


FIRST = page(Level.II)
DONE: list[tuple[str, dict[str, object], set[ClockKind]]] = [
    ("nothing", {}, {*ClockKind}),
    ("acknowledged", {"acknowledged": frozenset({"first:II"})}, {*ClockKind} - {ClockKind.ACKNOWLEDGE}),
    ("checked", {"acknowledged": frozenset({"first:II"}), "verified_at": NOON}, {ClockKind.ANSWER, ClockKind.LIMIT}),
    ("answered", {"acknowledged": frozenset({"first:II"}), "answered_at": NOON}, set()),
    ("closed", {"closed_at": NOON}, set()),
]


@pytest.mark.parametrize(("known", "wanted"), [row[1:] for row in DONE], ids=[row[0] for row in DONE])
def test_what_is_owed_after(known: dict[str, object], wanted: set[ClockKind]) -> None:
    assert {one.kind for one in owed(case(FIRST, **known), DUTIES, PUBLISHED)} == wanted


def test_of_pages_only_the_last_is_owed_an_acknowledgement() -> None:
    risen = case(page(Level.III), page(Level.II, 60, occasion="rise:II"), acknowledged=frozenset({"first:III"}))
    assert [one.occasion for one in owed(risen, DUTIES, PUBLISHED) if one.occasion] == ["rise:II"]


@given(
    st.lists(st.tuples(st.sampled_from([Level.IV, Level.III, Level.II]), st.integers(1, 300)), min_size=1, max_size=5)
)
def test_the_ends_are_those_that_are_told(steps: list[tuple[Level, int]]) -> None:
    """At the gravest level of an episode both plan and record go by the same ends."""
    minute, pages = 0, []
    for level, wait in steps:
        minute += wait
        pages.append(page(level, minute, occasion=f"rise:{minute}"))
    known = case(*pages)
    gravest = max(one.level for one in pages)
    told_at = {due.at for due in plan(replace(known, level=gravest), DUTIES) if due.reason is Reason.DEADLINE_PASSED}
    ends = {
        one.due_at for one in clocks_of(known, DUTIES, PUBLISHED) if one.kind in (ClockKind.CHECK, ClockKind.ANSWER)
    }
    assert told_at == ends
