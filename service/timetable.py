"""When which source falls due, as the store has it; read anew now and then, since other commands change it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from domain.clock import Clock
from domain.crawl import PollState
from domain.errors import BadUse
from domain.items import Source, SourceKind
from service.polling import Policy, first_state
from storage.base import Storage

RELOAD = timedelta(seconds=5)
"""How often the list of sources is read again."""


class Timetable:
    """Sources and their poll states."""

    def __init__(self, storage: Storage, policy: Policy, real: Clock) -> None:
        self._storage = storage
        self._policy = policy
        self._real = real
        self._started = real.now()
        self._sources: Mapping[str, Source] = {}
        self._states: dict[str, PollState] = {}
        self._marked: set[str] = set()
        self.reload()

    @property
    def ids(self) -> frozenset[str]:
        """All sources that are polled."""
        return frozenset(self._sources)

    def reload(self) -> None:
        """Read sources and states from the store."""
        self._reload_at = self._real.now() + RELOAD
        self._sources = {one.id: one for one in self._storage.sources() if one.kind is not SourceKind.IMPORT}
        stored = self._storage.poll_states()
        self._states = {key: stored[key] for key in self._sources if key in stored}

    def refresh(self) -> None:
        """Reload where it is time."""
        if self._real.now() >= self._reload_at:
            self.reload()

    def due(self, busy: Container[str], only: Container[str] | None = None) -> list[Source]:
        """Sources that should be polled now and are not `busy`, longest overdue first."""
        now, found = self._real.now(), []
        for source in self._sources.values():
            if source.paused or source.id in busy or (only is not None and source.id not in only):
                continue
            state = self.state(source)
            if source.id in self._marked or (not state.given_up and state.next_poll_at <= now):
                found.append((state.next_poll_at, source.id, source))
        return [source for _, _, source in sorted(found, key=lambda one: one[:2])]

    def state(self, source: Source) -> PollState:
        """The source's state; that of one never polled is due since the start."""
        return self._states.get(source.id) or first_state(source, self._policy, self._started)

    def put(self, state: PollState) -> None:
        """The state after a poll."""
        self._states[state.source_id] = state
        self._marked.discard(state.source_id)

    def postpone(self, source: Source, pause: timedelta) -> None:
        """Poll it again after a pause, from where it stood."""
        self.put(replace(self.state(source), next_poll_at=self._real.now() + pause))

    def mark_due(self, ids: Iterable[str]) -> None:
        """Poll these at the next turn, whatever their interval says; BadUse where one is no source that is polled."""
        for key in ids:
            if key not in self._sources:
                raise BadUse("source.unknown", id=key)
            self._marked.add(key)
