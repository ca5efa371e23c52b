"""One round of collection by hand: every source, or the named ones, is polled once."""

from service.collect import Collector

WAIT = 0.25


def poll_once(collector: Collector, ids: frozenset[str] | None) -> frozenset[str]:
    """Poll what is due, or the sources of these ids whether due or not, and return the ids polled. BadUse for no id."""
    if ids is not None:
        collector.timetable.mark_due(ids)
    due = frozenset(source.id for source in collector.timetable.due((), ids))
    while waiting := due - collector.polled or collector.polling:
        collector.turn(WAIT, waiting - collector.polled)
    return due
