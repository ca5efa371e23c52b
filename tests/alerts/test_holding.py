"""What is held back, by a person's shelf or by the event that it was split from, and what is told afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.decide import decide
from domain.alerts import PAGING, Alert, Reason
from domain.risk import Level, LevelMemory
from tests.alerts.test_decide import ALL, NEWS, NOW, assessment, memory

NONE, IV, III, II, I = Level  # noqa: E741  the numerals are the names of the levels
STEP = timedelta(minutes=5)
Move = tuple[Level, int | None, Level]
"""(level, a shelf of so many steps that a person orders before the evaluation, level of the event it was split from)."""


class Line:
    """One event on its way, evaluated every five minutes."""

    def __init__(self, held: LevelMemory | None = None) -> None:
        self.memory = held or memory()
        self.at = NOW
        self.told: list[tuple[int, Alert]] = []
        """(step, alert)."""
        self.steps = 0

    def go(self, level: Level, shelf: int | None = None, parent: Level = NONE, steps: int = 1) -> "Line":
        if shelf is not None and NONE < self.memory.level < II:
            self.memory = replace(self.memory, shelved_until=self.at + (shelf + 1) * STEP)
        for _ in range(steps):
            self.at += STEP
            self.steps += 1
            alerts, self.memory = decide(
                self.memory, self._after(level), assessment(self.memory), ALL, seen_before=NEWS, seen=NEWS, at=self.at,
                parent=memory(parent) if parent else None,
            )  # fmt: skip
            self.told += [(self.steps, one) for one in alerts]
        return self

    def _after(self, level: Level) -> LevelMemory:
        before = self.memory
        lowered = self.at if level < before.level else before.lowered_at
        return replace(before, level=level, highest=max(before.highest, level), lowered_at=lowered,
                       episode_started_at=before.episode_started_at or (self.at if level else None))  # fmt: skip

    def occasions(self) -> list[str]:
        return [f"{step} {one.occasion}" for step, one in self.told]


def line(*moves: Move) -> Line:
    found = Line()
    for level, shelf, parent in moves:
        found.go(level, shelf, parent)
    return found


CASES: list[tuple[str, Sequence[Move], list[str]]] = [
    ("a rise waits on the shelf", [(IV, None, NONE), (III, 2, NONE), (III, None, NONE), (III, None, NONE)],
     ["1 first:IV", "4 rise:III"]),
    ("a rise that is over is told of as a reminder", [(IV, None, NONE), (III, 2, NONE), (IV, None, NONE), (IV, None, NONE)],
     ["1 first:IV", "4 unshelved:20250301T122000Z"]),
    ("and told when it is reached again, as nobody was told", [(IV, None, NONE), (III, 1, NONE), (IV, None, NONE), (III, None, NONE)],
     ["1 first:IV", "3 unshelved:20250301T121500Z", "4 rise:III"]),
    ("nothing came", [(III, None, NONE), (III, 1, NONE), (III, None, NONE), (III, None, NONE)],
     ["1 first:III", "3 unshelved:20250301T121500Z"]),
    ("II breaks through and ends the shelf", [(III, None, NONE), (II, 9, NONE), (III, None, NONE), (III, None, NONE)],
     ["1 first:III", "2 rise:II"]),
    ("its end is told and ends the shelf", [(III, None, NONE), (NONE, 9, NONE), (NONE, None, NONE)], ["1 first:III", "2 cleared"]),
    ("a part of what was told of is not news", [(III, None, III), (III, None, III)], []),
    ("nor a lesser part", [(IV, None, III), (IV, None, III), (III, None, III)], []),
    ("a graver part is", [(III, None, IV)], ["1 first:III"]),
    ("it is news once the whole has no level", [(III, None, III), (III, None, NONE)], ["2 first:III"]),
    ("or a lesser one", [(III, None, III), (III, None, IV)], ["2 first:III"]),
    ("or once it is graver than the whole", [(IV, None, IV), (III, None, IV)], ["2 first:III"]),
    ("a part at II is told", [(III, None, II), (II, None, II)], ["2 first:II"]),
    ("what ends untold ends without a word", [(III, None, III), (NONE, None, III), (NONE, None, NONE)], []),
    ("and is told as a first one if it comes back", [(III, None, III), (NONE, None, III), (III, None, NONE)], ["3 first:III"]),
    ("what was told once is not held again", [(IV, None, NONE), (III, None, II)], ["1 first:IV", "2 rise:III"]),
]  # fmt: skip


@pytest.mark.parametrize(("moves", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_told_when(moves: Sequence[Move], expected: list[str]) -> None:
    assert line(*moves).occasions() == expected


def test_a_part_is_told_after_six_hours_at_the_latest() -> None:
    found = Line().go(III, parent=III, steps=80)
    assert found.occasions() == ["73 first:III"]


def test_a_shelf_that_ends_early_tells_what_it_held() -> None:
    found = line((IV, None, NONE), (III, 9, NONE))
    found.memory = replace(found.memory, shelved_until=None)
    assert found.go(III).occasions() == ["1 first:IV", "3 rise:III"]


def test_a_reminder_is_no_page() -> None:
    (_, reminder) = line((III, None, NONE), (III, 1, NONE), (III, None, NONE)).told[-1]
    assert (reminder.reason, reminder.level) == (Reason.REMINDER, III)
    assert reminder.reason not in PAGING


MOVES = st.lists(
    st.tuples(st.sampled_from(list(Level)), st.none() | st.integers(0, 5), st.sampled_from([NONE, NONE, IV, III, II])),
    min_size=1, max_size=14,
)  # fmt: skip


@given(MOVES)
def test_grave_ones_are_never_held_and_what_stands_is_told_in_the_end(moves: list[Move]) -> None:
    found = Line()
    for level, shelf, parent in moves:
        known = {one.occasion for _, one in found.told}
        before = found.memory
        found.go(min(level, II), shelf, parent)
        if found.memory.level is II and before.highest < II:
            assert {one.occasion for _, one in found.told} - known, "told in the very evaluation"
        assert not (found.memory.level is II and (found.memory.held or found.memory.shelved_until)), (
            "and nothing holds it"
        )
    found.go(found.memory.level, steps=20)
    held = found.memory.held.partition(":")[2].partition("@")[0]
    assert not (held and found.memory.level and (found.memory.level >= Level[held] or "first" in found.memory.held))
    if found.memory.level and found.memory.highest:
        assert any(one.reason in PAGING for _, one in found.told)


@given(MOVES)
def test_nothing_is_told_that_is_over_without_having_been_told(moves: list[Move]) -> None:
    found = Line()
    for level, shelf, parent in moves:
        found.go(level, shelf, parent)
    paged = False
    for _, one in found.told:
        assert paged or one.reason is not Reason.CLEARED
        paged = paged or one.reason in PAGING
