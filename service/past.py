"""What only a history can tell of open events: surge, hours above the usual, percentile of their public totals.

An event surges where it alone brings more than its whole topic usually does; that is asked of all events of an evaluation
together, so that among many some do not surge by chance (Benjamini and Hochberg 1995).
"""

from collections.abc import Mapping
from datetime import datetime

from domain.streams import topic_stream
from scoring.discovery import discoveries
from scoring.index import Baselines
from scoring.surge import Tail, hours_above, tail
from service.open_event import Course, OpenEvent
from service.tallies import Tallies


class Past:
    """Answers from the tallies of the store."""

    def __init__(self, tallies: Tallies) -> None:
        self._tallies = tallies

    def baselines(self, events: Mapping[str, OpenEvent], at: datetime) -> Mapping[str, Baselines]:
        """Of each event with a harm at a moment; events without one are left out."""
        courses = {key: course for key, one in events.items() if (course := one.course()).topic is not None}
        usual = {topic: self._tallies.baseline(topic_stream(topic), at) for topic in _topics(courses)}
        exposure, now = self._tallies.exposure(at), at.timestamp()
        tails = {key: tail(one.moments, usual[str(one.topic)], now, exposure) for key, one in courses.items()}
        surging = set(discoveries({key: found.p for key, found in tails.items() if found is not None}))
        return {
            key: Baselines(
                surge_p=_p(tails[key]),
                hours_above=hours_above(one.hours, usual[str(one.topic)], now),
                is_cold=usual[str(one.topic)].is_cold,
                is_surging=key in surging,
            )
            for key, one in courses.items()
        }


def _topics(courses: Mapping[str, Course]) -> list[str]:
    return sorted({course.topic for course in courses.values() if course.topic is not None})


def _p(found: Tail | None) -> float | None:
    return None if found is None else found.p
