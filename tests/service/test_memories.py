"""Whose memory lives on where one event merges into another."""

from dataclasses import replace

import pytest

from domain.risk import Level, LevelMemory
from service.memories import Memories
from tests.factories import at

BLANK = LevelMemory(event_id="gone", scope_id="desk")
GRAVE = replace(BLANK, level=Level.II, highest=Level.II, episode=2)
OURS = replace(BLANK, event_id="kept", level=Level.IV, highest=Level.IV, episode=3, manual=Level.III, answered_at=at(5))
HEIR = replace(OURS, level=Level.II, highest=Level.II)

MERGED: tuple[tuple[str, LevelMemory | None, LevelMemory | None, list[LevelMemory]], ...] = (
    ("neither has one", None, None, []),
    ("the graver lives on, with what people decided", GRAVE, OURS, [HEIR, replace(BLANK, episode=2)]),
    ("ours is the graver", replace(BLANK, level=Level.IV), replace(OURS, level=Level.II), [BLANK]),
    ("only theirs", GRAVE, None, [replace(GRAVE, event_id="kept"), replace(BLANK, episode=2)]),
)


@pytest.mark.parametrize(("gone", "kept", "expected"), [row[1:] for row in MERGED], ids=[row[0] for row in MERGED])
def test_the_graver_memory_is_inherited(
    gone: LevelMemory | None, kept: LevelMemory | None, expected: list[LevelMemory]
) -> None:
    memories = Memories(["desk"])
    memories.restore(one for one in (gone, kept) if one is not None)
    assert memories.inherited("gone", "kept") == expected
    assert memories.of("gone", "desk") == BLANK
