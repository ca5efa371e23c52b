"""Which pages are read again for their public totals: members of open events with a level, once an hour, with their source's poll.

A source whose pages never showed a total is tried with one page an hour, so that one that begins to is noticed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from domain.clock import Clock
from pipeline.masking.accounts import MASKED
from storage.base import Storage
from storage.values import Recountable

PAUSE = timedelta(hours=1)
MOST = 20
"""Pages of a source an hour."""
FRESH = timedelta(minutes=1)
"""How long the store's answer is used."""


class Recounts:
    """Remembers in memory, on the real clock, when each source was last counted: a restart counts once more."""

    def __init__(self, storage: Storage, real: Clock) -> None:
        self._storage, self._real = storage, real
        self._asked_at: datetime | None = None
        self._wanted: Mapping[str, tuple[tuple[str, str], ...]] = {}
        self._taken: dict[str, datetime] = {}

    def take(self, source_id: str) -> tuple[tuple[str, str], ...]:
        """(document id, address) of the source's pages to be read with its next poll, newest first; none within the hour."""
        now = self._real.now()
        self._refresh(now)
        pages = self._wanted.get(source_id, ())
        last = self._taken.get(source_id)
        if not pages or (last is not None and now - last < PAUSE):
            return ()
        self._taken[source_id] = now
        return pages

    def _refresh(self, now: datetime) -> None:
        if self._asked_at is None or now - self._asked_at >= FRESH:
            self._asked_at = now
            self._wanted = dict(chosen(self._storage.recountable(MOST)))


def chosen(found: Iterable[Recountable]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """By source, of what the store found (counted ones first), what is worth a request. A masked address leads nowhere."""
    for source_id, of_source in groupby(found, key=lambda one: one.source_id):
        pages = [one for one in of_source if MASKED not in one.url]
        wanted = pages if any(one.is_counted for one in pages) else pages[:1]
        yield source_id, tuple((one.document_id, one.url) for one in wanted)
