"""What evaluations remember of levels: of each open event in each scope, in step with what the store keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.risk import Level, LevelMemory


class Memories:
    """Level memories by event and scope; an event that is not known has none yet in any of the scopes."""

    def __init__(self, scopes: Sequence[str]) -> None:
        self._scopes = scopes
        self._known: dict[tuple[str, str], LevelMemory] = {}

    def of(self, event_id: str, scope_id: str) -> LevelMemory:
        """The memory of an event in a scope, a blank one where there is none."""
        known = self._known.get((event_id, scope_id))
        return known or LevelMemory(event_id=event_id, scope_id=scope_id)

    def has_level(self, event_id: str) -> bool:
        """Whether an event has a level in any scope."""
        return any(self.of(event_id, scope_id).level > Level.NONE for scope_id in self._scopes)

    def keep(self, memory: LevelMemory) -> None:
        """Put a memory in place of the one before."""
        self._known[memory.event_id, memory.scope_id] = memory

    def restore(self, memories: Iterable[LevelMemory]) -> None:
        """Take up what the store has."""
        for memory in memories:
            self.keep(memory)

    def recall(self, memories: Iterable[LevelMemory]) -> None:
        """Take up what the store has of events that may not be known."""
        for memory in memories:
            self._known.setdefault((memory.event_id, memory.scope_id), memory)

    def drop(self, event_id: str, scope_id: str | None = None) -> None:
        """Forget an event, in one scope or in all."""
        for one in self._scopes if scope_id is None else (scope_id,):
            self._known.pop((event_id, one), None)

    def inherited(self, gone: str, kept: str) -> list[LevelMemory]:
        """What follows from one event's merging into another: the graver memory of the two lives on, so that nobody is told
        of a merged event as of a new one. The merged one's own is dropped, and blank from then on."""
        found: list[LevelMemory] = []
        for scope_id in self._scopes:
            theirs = self._known.pop((gone, scope_id), None)
            if theirs is not None:
                ours = self.of(kept, scope_id)
                found += [_heir(theirs, ours)] if _gravity(theirs) > _gravity(ours) else []
                found.append(LevelMemory(event_id=gone, scope_id=scope_id, episode=theirs.episode))
        return found


def _gravity(memory: LevelMemory) -> tuple[Level, Level]:
    return memory.level, memory.highest


def _heir(theirs: LevelMemory, ours: LevelMemory) -> LevelMemory:
    """The graver memory under the surviving event's id, with what people decided of it."""
    return replace(
        theirs,
        event_id=ours.event_id,
        episode=max(ours.episode, theirs.episode),
        manual=theirs.manual if theirs.manual is not None else ours.manual,
        answered_at=theirs.answered_at or ours.answered_at,
    )
