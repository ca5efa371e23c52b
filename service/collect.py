"""Collecting, one straight line: source falls due -> crawl child -> outcome -> mask -> commit to the inbox.

The child polls; this side masks and stores. What came in is committed while a poll goes on, so that a kill costs at most
the part in hand; validators and the next poll's time are committed with the last part. What the store refuses stays in
memory and is tried again; meanwhile the child waits, since nobody reads what it says.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from crawlers.outcome import Bye
from domain.addresses import host_of
from domain.clock import Clock
from domain.crawl import HostState, PollState, PollTask
from domain.errors import StorageError
from domain.items import Source
from service.admit import Admit
from service.child import CrawlChild, Ended, Heard
from service.poll import Poll
from service.polling import Policy, budget, next_state
from service.recounts import Recounts
from service.timetable import Timetable
from service.unnamed import is_open
from storage.base import Storage

IN_FLIGHT = 400
"""Polls under way at once; the child keeps the hosts apart."""
LOOK = timedelta(seconds=0.2)
"""How often the timetable is looked at."""
ATTEMPTS = 5
"""Commits of a poll that the store may refuse, other than by being locked or away, before the poll is given up."""
RESTART = timedelta(seconds=1)
"""Pause before a child that died is started again; doubled up to a minute."""


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
        self._crashed_at = real.now() if after_crash else None
        self._log = structlog.get_logger("collect")
        self._child: CrawlChild | None = None
        self._leaving: list[CrawlChild] = []
        self._polls: dict[str, Poll] = {}
        self._hosts = dict(storage.hosts())
        self._silent: list[HostState] = []
        self._look_at = self._restart_at = real.now()
        self._restart_pause = RESTART
        self.timetable = Timetable(storage, policy, real)
        self.reported: set[str] = set()
        """Ids of the sources whose polls have ended in this run."""
        self.doors: Counter[str] = Counter()
        """Items of this run by door."""

    @property
    def polling(self) -> frozenset[str]:
        """Ids of the sources whose polls are under way."""
        return frozenset(self._polls)

    @property
    def children(self) -> tuple[int, ...]:
        """Process ids of the crawl children: one, and those that finish their last polls."""
        return tuple(child.pid for child in self._all_children())

    def turn(self, wait: float, only: frozenset[str] | None = None) -> None:
        """One round: hand over what is due, take in what has come, waiting at most `wait` seconds for it, and commit.

        StorageError where the store is locked or away: nothing is lost, the next turn tries again.
        """
        self._commit_all()
        now = self._real.now()
        if now >= self._look_at and now >= self._restart_at:
            self._look_at = now + LOOK
            self.timetable.refresh()
            self._dispatch(self.timetable.due(self._polls, only)[: IN_FLIGHT - len(self._polls)])
        for child in self._all_children():
            for said in child.said(wait if child is self._child else 0):
                self._take(child, said)
        self._commit_all()

    def close(self) -> None:
        """End the children; what they gave is committed, what they have not yet given comes with the next poll."""
        for child in self._all_children():
            for said in child.close():
                self._take(child, said)
        self._commit_all()

    def _all_children(self) -> list[CrawlChild]:
        return [*self._leaving, *([self._child] if self._child else [])]

    def _dispatch(self, due: Sequence[Source]) -> None:
        if not due:
            return
        self._child = self._child or self._start_child()
        elsewhere = {host_of(poll.state.address) for poll in self._polls.values() if poll.child is not self._child}
        for source in due:
            state = self.timetable.state(source)
            if host_of(state.address) in elsewhere:
                continue  # two children would not keep one host's pause
            self._polls[source.id] = Poll(source=source, state=state, child=self._child)
            self._child.send(self._task(source, state))

    def _task(self, source: Source, state: PollState) -> PollTask:
        host = host_of(state.address)
        memory = self._host_state(host)
        return PollTask(
            source=source,
            state=state,
            known=self._storage.known_entries(source.id),
            hosts=(memory,) if memory else (),
            recount=self._recounts.take(source.id),
            budget=budget(source, state, self._policy),
        )

    def _host_state(self, host: str) -> HostState | None:
        """What is remembered of a host; after a crash, any may have been asked just before it."""
        memory = self._hosts.get(host)
        if self._crashed_at is None:
            return memory
        if memory is None:
            return HostState(host=host, last_request_at=self._crashed_at)
        return replace(memory, last_request_at=max(memory.last_request_at or self._crashed_at, self._crashed_at))

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
            poll.take(said, self._admit, self._desk.now())

    def _commit_all(self) -> None:
        for poll in [one for one in self._polls.values() if one.is_ready or self._silent]:
            try:
                self._commit(poll)
            except StorageError as error:
                poll.attempts += 1
                if error.code != "storage.refused" or poll.attempts < ATTEMPTS:
                    raise
                self._give_up(poll, error)
        self._drop_orphans()

    def _drop_orphans(self) -> None:
        """Polls whose child has ended before their report: what they gave is committed, their sources stay due."""
        children = self._all_children()
        for poll in list(self._polls.values()):
            if not poll.is_ready and poll.child not in children:
                del self._polls[poll.source.id]

    def _commit(self, poll: Poll) -> None:
        """Documents first, then the end of the poll: what is new decides when the source is polled again."""
        if poll.collected or poll.report is None:
            self._store(poll, None)
        if poll.report is not None:
            state = next_state(
                poll.source, poll.state, poll.report, fresh=poll.fresh, policy=self._policy, now=self._real.now()
            )
            self._store(poll, state)
            self._finish(poll, state)

    def _store(self, poll: Poll, state: PollState | None) -> None:
        doors = self._storage.commit_harvest(poll.harvest(self._desk.now(), self._silent, state))
        self._silent = []
        self.doors.update({count.name: count.count for count in doors})
        poll.committed(doors)

    def _finish(self, poll: Poll, state: PollState) -> None:
        self.timetable.put(state)
        self.reported.add(poll.source.id)
        del self._polls[poll.source.id]
        self._restart_pause = RESTART
        if poll.report:
            self._hosts.update((host.host, host) for host in poll.report.hosts)
        if state.failure:
            self._log.warning("poll failed", source=poll.source.id, reason=state.failure)

    def _give_up(self, poll: Poll, error: StorageError) -> None:
        """The store takes other things but not these: they are counted, said and asked for again with the next poll."""
        self._log.error("harvest refused", source=poll.source.id, code=error.code, documents=len(poll.collected))
        self.doors["failed(storage)"] += len(poll.collected)
        del self._polls[poll.source.id]
        self.reported.add(poll.source.id)
        self.timetable.postpone(poll.source, poll.state.interval)

    def _bury(self, child: CrawlChild) -> None:
        """A child has ended: what it gave is kept, its sources stay due, their hosts rest as after a request."""
        now = self._real.now()
        lost = [poll for poll in self._polls.values() if poll.child is child and poll.report is None]
        for poll in lost:
            asked = HostState(host=host_of(poll.state.address), last_request_at=now)
            self._hosts[asked.host] = asked
            self._silent += [asked] if is_open(asked) else []
        if lost:
            self._log.warning("crawl child ended with polls under way", polls=len(lost))
            self._restart_at = now + self._restart_pause
            self._restart_pause = min(self._restart_pause * 2, timedelta(minutes=1))
        child.close()
        self._leaving = [one for one in self._leaving if one is not child]
        self._child = None if child is self._child else self._child
