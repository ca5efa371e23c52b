"""One round of collection by hand: every source, or the named ones, is polled once."""

from domain.errors import BadUse
from domain.items import Source
from service.collect import Collector
from storage.base import Storage

WAIT = 0.25


def poll_once(collector: Collector, storage: Storage, ids: frozenset[str] | None) -> list[Source]:
    """Poll once and return the sources polled. BadUse where an id is unknown."""
    known = {source.id for source in storage.sources()}
    if ids and (strange := ids - known):
        raise BadUse("source.unknown", id=", ".join(sorted(strange)))
    if ids:
        collector.mark_due(ids)
    due = collector.due(ids)
    only = frozenset(source.id for source in due)
    collector.turn(WAIT, only)
    while collector.busy:
        collector.turn(WAIT, frozenset())
    return due
