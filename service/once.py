"""One round of collection by hand: every source, or the named ones, is polled once."""

import time

from service.collect import Collector

WAIT = 0.25


def poll_once(collector: Collector, ids: frozenset[str] | None) -> frozenset[str]:
    """Poll what is due, or the sources of these ids whether due or not, and return the ids polled. BadUse for no id."""
    if ids is not None:
        collector.timetable.mark_due(ids)
    collector.reported.clear()
    wanted = frozenset(source.id for source in collector.timetable.due((), ids))
    while collector.polling or collector.timetable.due((), wanted - collector.reported):
        collector.turn(WAIT, wanted - collector.reported)
        if not collector.children:
            time.sleep(WAIT)  # a child that died is started again after a pause
    return wanted & collector.reported
