"""A poll under way, as the service sees it: what came in and is not yet committed, and how the poll ended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.crawl import Found, HostState, Outcome, PollReport, PollState, Recount
from domain.items import Door, DoorCount, Source
from service.admit import Admit, Refused, refusals
from service.child import CrawlChild
from service.unnamed import unnamed
from storage.values import Collected, Harvest, Recounted


@dataclass(slots=True)
class Poll:
    """What one poll brought. Everything stays here until the store has it: a refused commit is tried again."""

    source: Source
    state: PollState
    child: CrawlChild
    collected: list[Collected] = field(default_factory=list)
    recounted: list[Recounted] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    fresh: int = 0
    """Documents committed so far that were new or changed."""
    report: PollReport | None = None
    attempts: int = 0
    """Commits in a row that the store refused."""

    @property
    def is_ready(self) -> bool:
        """There is something to commit."""
        return bool(self.collected or self.recounted or self.report)

    def take(self, outcome: Outcome, admit: Admit, now: datetime) -> None:
        """Enter what the child said of this poll; what must not be stored is only counted."""
        if isinstance(outcome, PollReport):
            self.report = unnamed(outcome)
        elif isinstance(outcome, Recount):
            self.recounted.append(Recounted(key=outcome.key, counters=outcome.counters))
        else:
            self._take_found(outcome, admit, now)

    def harvest(self, at: datetime, hosts: Sequence[HostState], state: PollState | None) -> Harvest:
        """What is in hand, with the end of the poll where `state` follows from its report."""
        harvest = Harvest(
            source_id=self.source.id,
            at=at,
            collected=tuple(self.collected),
            recounted=tuple(self.recounted),
            doors=refusals(self.refused),
            hosts=tuple(hosts),
        )
        return harvest if self.report is None or state is None else _closed(harvest, self.report, state)

    def committed(self, doors: Sequence[DoorCount]) -> None:
        """The store has it."""
        self.fresh += sum(count.count for count in doors if count.door in (Door.NEW, Door.CHANGED))
        self.collected, self.recounted, self.refused = [], [], Counter()
        self.attempts = 0

    def _take_found(self, found: Found, admit: Admit, now: datetime) -> None:
        admitted = admit(self.source, found, now)
        if isinstance(admitted, Refused):
            self.refused[admitted.reason] += 1
        else:
            self.collected.append(admitted)


def _closed(harvest: Harvest, report: PollReport, state: PollState) -> Harvest:
    is_partial = report.unchanged or report.reason or not report.complete or not report.whole
    return replace(
        harvest,
        doors=harvest.doors + report.doors,
        state=state,
        hosts=harvest.hosts + report.hosts,
        present=None if is_partial else report.present,
        requests=report.requests,
        bytes=report.bytes,
    )
