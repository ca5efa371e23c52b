"""Collecting, one straight line: source falls due -> crawl child -> outcome -> mask -> commit to the inbox.

The child polls; this side masks and stores. Items are committed in small parts while a poll goes on, so that a kill
costs at most the part in hand; validators and the next poll's time are committed with the last part.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from crawlers.outcome import Bye
from domain.addresses import host_of
from domain.clock import Clock
from domain.crawl import Found, HostState, Outcome, PollReport, PollState, PollTask, Recount
from domain.items import Door, DoorCount, Source, SourceKind
from service.admit import Admit, Refused
from service.child import CrawlChild, Ended, Heard
from service.polling import Policy, budget, first_state, next_state
from service.recounts import Recounts
from service.unnamed import is_open, unnamed
from storage.base import Collected, Harvest, Recounted, Storage

PART = 100
"""Documents a commit: large enough to be cheap, small enough that a kill costs little."""
IN_FLIGHT = 400
"""Polls under way at once; the child keeps the hosts apart."""
RELOAD = timedelta(seconds=5)
"""How often the list of sources is read again."""
RESTART = timedelta(seconds=1)
"""Pause before a child that died is started again; doubled up to a minute."""


@dataclass(slots=True)
class _Poll:
    """A poll under way: what it brought and is not yet committed, and how much of it was new so far."""

    source: Source
    state: PollState
    child: CrawlChild
    collected: list[Collected] = field(default_factory=list)
    recounted: list[Recounted] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    fresh: int = 0


class Collector:
    """Keeps every source polled when it is due, through one child at a time."""

    def __init__(
        self,
        storage: Storage,
        start_child: Callable[[], CrawlChild],
        admit: Admit,
        policy: Policy,
        *,
        real: Clock,
        desk: Clock,
        after_crash: bool = False,
    ) -> None:
        """`after_crash`: the last run was killed, so that any host may have been asked a moment ago."""
        self._storage = storage
        self._start_child = start_child
        self._admit = admit
        self._policy = policy
        self._real = real
        self._desk = desk
        self._recounts = Recounts(storage, real)
        self._started = real.now()
        self._crashed_at = self._started if after_crash else None
        self._log = structlog.get_logger("collect")
        self._child: CrawlChild | None = None
        self._leaving: list[CrawlChild] = []
        self._polls: dict[str, _Poll] = {}
        self._silent: list[HostState] = []
        self._restart_at = real.now()
        self._restart_pause = RESTART
        self._sources: Mapping[str, Source] = {}
        self._states: dict[str, PollState] = {}
        self._hosts: dict[str, HostState] = {}
        self.doors: Counter[str] = Counter()
        """Items of this run by door."""
        self.reload()

    def reload(self) -> None:
        """Read sources and their states anew: another command may have added, changed or paused some."""
        self._reload_at = self._real.now() + RELOAD
        self._sources = {
            source.id: source for source in self._storage.sources() if source.kind is not SourceKind.IMPORT
        }
        stored = self._storage.poll_states()
        self._states = {key: stored[key] for key in self._sources if key in stored}
        self._hosts = dict(self._storage.hosts())

    @property
    def busy(self) -> bool:
        """Polls are under way."""
        return bool(self._polls)

    @property
    def children(self) -> tuple[int, ...]:
        """Process ids of the crawl children: one, and those that finish their last polls."""
        return tuple(child.pid for child in self._all_children())

    def turn(self, wait: float, only: frozenset[str] | None = None) -> None:
        """One round: hand over what is due, take in what has come, waiting at most `wait` seconds for it."""
        if self._real.now() >= self._reload_at:
            self.reload()
        self._dispatch(only)
        for child in self._all_children():
            for said in child.said(wait if child is self._child else 0):
                self._take(child, said)
        self._commit_parts()

    def due(self, only: frozenset[str] | None = None) -> list[Source]:
        """Sources that should be polled now, longest overdue first."""
        now = self._real.now()
        ready = [
            (state.next_poll_at, source)
            for source in self._sources.values()
            if source.id not in self._polls
            and (only is None or source.id in only)
            and not source.paused
            and not (state := self._state(source)).given_up
            and (state.next_poll_at <= now)
        ]
        return [source for _, source in sorted(ready, key=lambda pair: (pair[0], pair[1].id))]

    def mark_due(self, ids: Iterable[str]) -> None:
        """Poll these at the next turn, whatever their interval says."""
        now = self._real.now()
        for key in ids:
            self._states[key] = replace(self._state(self._sources[key]), next_poll_at=now, given_up=False)

    def close(self) -> None:
        """End the children; what they gave is committed, what they have not yet given comes with the next poll."""
        for child in self._all_children():
            child.close()
            for said in child.said(0):
                self._take(child, said)

    def _all_children(self) -> list[CrawlChild]:
        return [*self._leaving, *([self._child] if self._child else [])]

    def _dispatch(self, only: frozenset[str] | None) -> None:
        due = self.due(only)[: IN_FLIGHT - len(self._polls)]
        if not due or self._real.now() < self._restart_at:
            return
        if self._child is None:
            self._child = self._start_child()
        elsewhere = {host_of(poll.state.address) for poll in self._polls.values() if poll.child in self._leaving}
        for source in due:
            state = self._state(source)
            if host_of(state.address) in elsewhere:
                continue  # two children would not keep one host's pause
            self._polls[source.id] = _Poll(source=source, state=state, child=self._child)
            self._child.send(self._task(source, state))

    def _task(self, source: Source, state: PollState) -> PollTask:
        host = host_of(state.address)
        memory = self._hosts.get(host)
        if memory is None and self._crashed_at is not None:
            memory = HostState(host=host, last_request_at=self._crashed_at)
        return PollTask(
            source=source,
            state=state,
            known=self._storage.known_entries(source.id),
            hosts=(memory,) if memory else (),
            recount=self._recounts.take(source.id),
            budget=budget(source, state, self._policy),
        )

    def _take(self, child: CrawlChild, said: Heard) -> None:
        if isinstance(said, Ended):
            self._bury(child)
        elif isinstance(said, Bye):
            self._leaving.append(child)
            self._child = None
        elif isinstance(said, HostState):
            self._hosts[said.host] = said
            self._silent += [said] if is_open(said) else []
        elif (poll := self._polls.get(said.source_id)) is not None and poll.child is child:
            self._enter(poll, said)

    def _enter(self, poll: _Poll, outcome: Outcome) -> None:
        if isinstance(outcome, Found):
            self._receive(poll, outcome)
        elif isinstance(outcome, Recount):
            poll.recounted.append(Recounted(key=outcome.key, counters=outcome.counters))
        else:
            self._finish(poll, outcome)

    def _receive(self, poll: _Poll, found: Found) -> None:
        admitted = self._admit(poll.source, found, self._desk.now())
        if isinstance(admitted, Refused):
            poll.refused[admitted.reason] += 1
        else:
            poll.collected.append(admitted)
        if len(poll.collected) >= PART:
            self._commit(poll)

    def _commit_parts(self, *, all_of_it: bool = False) -> None:
        for poll in list(self._polls.values()):
            if poll.collected or poll.recounted or self._silent or (all_of_it and poll.refused):
                self._commit(poll)

    def _commit(self, poll: _Poll, report: PollReport | None = None) -> None:
        """Commit what is in hand, with the end of the poll where `report` is given."""
        refused = tuple(
            DoorCount(door=Door.REJECTED, reason=reason, count=count) for reason, count in sorted(poll.refused.items())
        )
        harvest = Harvest(
            source_id=poll.source.id,
            at=self._desk.now(),
            collected=tuple(poll.collected),
            recounted=tuple(poll.recounted),
            doors=refused,
            hosts=tuple(self._silent),
        )
        if report is not None:
            fresh = poll.fresh + len(poll.collected)
            state = next_state(poll.source, poll.state, report, fresh=fresh, policy=self._policy, now=self._real.now())
            harvest = _closed(harvest, report, state)
            self._states[poll.source.id] = state
            self._hosts.update((host.host, host) for host in report.hosts)
        doors = self._storage.commit_harvest(harvest)
        poll.fresh += sum(count.count for count in doors if count.door in (Door.NEW, Door.CHANGED))
        self.doors.update({_door_name(count): count.count for count in doors})
        poll.collected, poll.recounted, poll.refused = [], [], Counter()
        self._silent = []

    def _finish(self, poll: _Poll, said: PollReport) -> None:
        report = unnamed(said)
        self._commit(poll, report)
        del self._polls[poll.source.id]
        self._restart_pause = RESTART
        if report.reason:
            self._log.warning("poll failed", source=report.source_id, reason=report.reason, status=report.status)

    def _bury(self, child: CrawlChild) -> None:
        """A child has ended: what it gave is kept, its sources stay due, their hosts rest as after a request."""
        self._commit_parts(all_of_it=True)
        now = self._real.now()
        lost = [poll for poll in self._polls.values() if poll.child is child]
        for poll in lost:
            host = host_of(poll.state.address)
            self._hosts[host] = HostState(host=host, last_request_at=now)
            del self._polls[poll.source.id]
        if lost:
            self._log.warning("crawl child ended with polls under way", polls=len(lost))
            self._restart_at = now + self._restart_pause
            self._restart_pause = min(self._restart_pause * 2, timedelta(minutes=1))
        child.close()
        self._leaving = [one for one in self._leaving if one is not child]
        if child is self._child:
            self._child = None

    def _state(self, source: Source) -> PollState:
        return self._states.get(source.id) or first_state(source, self._policy, self._started)


def _closed(harvest: Harvest, report: PollReport, state: PollState) -> Harvest:
    present = None if report.unchanged or report.reason or not report.complete else report.present
    return replace(
        harvest,
        doors=harvest.doors + report.doors,
        state=state,
        hosts=harvest.hosts + report.hosts,
        present=present,
        requests=report.requests,
        bytes=report.bytes,
    )


def _door_name(count: DoorCount) -> str:
    return f"{count.door}({count.reason})" if count.reason else str(count.door)
