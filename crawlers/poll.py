"""The books of one poll: every entry leaves by one door, and the doors add up in the report."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawlers.failures import FetchError
from crawlers.item import Item
from crawlers.politeness import Hosts
from crawlers.wire import Tally
from domain.crawl import Found, Outcome, PollReport, PollTask, Recount
from domain.items import Counters, Door, DoorCount

Emit = Callable[[Outcome], None]
PARTIAL = "~"
"""Marks the fingerprint of an item that is stored with the feed's words until its page can be had."""


class Poll:
    """What happened so far. `emit` passes on what was found the moment it is found."""

    def __init__(self, task: PollTask, emit: Emit, default_delay: timedelta) -> None:
        self.task, self.source = task, task.source
        self.known = dict(task.known)
        self.tally = Tally(
            deadline=time.monotonic() + task.budget.total_seconds(),
            delay=task.source.per_host_delay if task.source.per_host_delay is not None else default_delay,
        )
        self.warnings: Counter[str] = Counter()
        self.complete = True
        self.whole = True
        """Whether the listing was seen to its end."""
        self.template = task.state.template
        self.retry_at: datetime | None = None
        self.ttl: timedelta | None = None
        self.moved_to: str | None = None
        self.counted: set[str] = set()
        """Addresses whose totals this poll has seen."""
        self._emit = emit
        self._started_at = datetime.now(UTC)
        self._doors: Counter[tuple[Door, str]] = Counter()
        self._entries = self._found = 0
        self._keys: dict[str, None] = {}
        self._addresses: set[str] = set()

    def admits(self, item: Item) -> bool:
        """Whether the item is new or edited; otherwise it has left by its door."""
        is_repeated = item.key in self._keys or item.address in self._addresses
        self._keys[item.key] = None
        self._addresses.add(item.address)
        if is_repeated:
            self.leave(Door.DUPLICATE)
        elif self.known.get(item.key) == item.fingerprint:
            self.leave(Door.UNCHANGED)
            self._recount(item)
        else:
            return True
        return False

    def leave(self, door: Door, reason: str = "") -> None:
        """An entry leaves by a door other than `found`."""
        self._entries += 1
        self._doors[door, reason] += 1

    def postpone(self, retry_at: datetime | None = None) -> None:
        """Something remains for the next poll, which begins no earlier than `retry_at`."""
        self.complete = False
        self.retry_at = max(filter(None, (self.retry_at, retry_at)), default=None)

    def find(
        self,
        item: Item,
        *,
        address: str,
        title: str,
        text: str,
        published_at: datetime | None,
        counters: Counters,
        partial: bool = False,
    ) -> None:
        """Passes an item on. `partial`: its page could not be had for now."""
        self._entries += 1
        self._found += 1
        self.counted |= {item.address, address}
        self._emit(
            Found(
                source_id=self.source.id,
                key=item.key,
                fingerprint=(PARTIAL if partial else "") + item.fingerprint,
                url=address,
                title=_sound(title),
                text=_sound(text),
                published_at=published_at,
                counters=counters,
            )
        )

    def tell_totals(self, key: str, counters: Counters) -> None:
        """Passes on totals seen of something already stored."""
        self._emit(Recount(source_id=self.source.id, key=key, counters=counters))

    def unchanged(self, hosts: Hosts, *, status: int, etag: str | None, last_modified: str | None) -> PollReport:
        """The listing is as it was."""
        state = self.task.state
        return replace(
            self._report(hosts),
            unchanged=True,
            status=status,
            etag=etag or state.etag,
            last_modified=last_modified or state.last_modified,
            body_hash=state.body_hash,
        )

    def failed(self, hosts: Hosts, failure: FetchError) -> PollReport:
        """The listing could not be had."""
        return replace(
            self._report(hosts),
            complete=False,
            status=failure.status,
            reason=failure.reason,
            grade=failure.grade,
            retry_at=failure.retry_at,
        )

    def done(
        self, hosts: Hosts, *, status: int, etag: str | None, last_modified: str | None, body_hash: str
    ) -> PollReport:
        """The listing was read; what would make the next poll skip it is withheld while entries remain."""
        report = replace(self._report(hosts), status=status)
        if not self.complete:
            return report
        return replace(report, etag=etag, last_modified=last_modified, body_hash=body_hash)

    def _report(self, hosts: Hosts) -> PollReport:
        return PollReport(
            source_id=self.source.id,
            started_at=self._started_at,
            finished_at=datetime.now(UTC),
            complete=self.complete,
            moved_to=self.moved_to,
            retry_at=self.retry_at,
            template=self.template,
            ttl=self.ttl,
            entries=self._entries,
            found=self._found,
            doors=tuple(
                DoorCount(door=door, reason=reason, count=count) for (door, reason), count in self._doors.items()
            ),
            present=tuple(self._keys),
            whole=self.whole,
            requests=self.tally.requests,
            bytes=self.tally.bytes,
            hosts=tuple(hosts.host(name).state() for name in sorted(self.tally.hosts)),
            warnings=tuple(sorted(self.warnings)),
        )

    def _recount(self, item: Item) -> None:
        if item.counters != Counters():
            self.counted.add(item.address)
            self.tell_totals(item.key, item.counters)


def _sound(text: str) -> str:
    """Without halves of surrogate pairs and NUL, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
