"""What only a history can tell of open events: surge, hours above the usual, rank of their public totals.

An event surges where it alone brings more than its whole topic usually does; that is asked of all events of an evaluation
together, so that among many some do not surge by chance (Benjamini and Hochberg 1995).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.events import Fact
from domain.items import Document
from domain.labels import Labels
from domain.rules import Rules
from domain.streams import TOTALS, HourCount, topic_stream
from scoring.discovery import discoveries
from scoring.index import Baselines
from scoring.percentiles import mean_percentile
from scoring.surge import Tail, hours_above, tail
from service.open_event import Course, OpenEvent
from service.tallies import Tallies
from service.totals import Totals, first_day
from service.usual import Usual


class Past:
    """The counts of a desk, kept in step with its inbox, and what they say of events."""

    def __init__(self, rules: Rules) -> None:
        self.tallies = Tallies(rules)
        self.usual = Usual(rules, self.tallies)
        self._totals = Totals()

    def restore(self, counts: Iterable[HourCount], evaluated_at: datetime | None) -> None:
        """Take up stored counts after a start."""
        known = tuple(counts)
        self._totals.restore(known)
        self.tallies.restore((one for one in known if not one.stream.startswith(TOTALS)), evaluated_at)

    def add(self, document: Document, labels: Labels, at: datetime) -> None:
        """A document came for the first time, at an inbox time."""
        streams = self.tallies.add(document, labels, at)
        if streams:
            self.usual.counted(streams, document.happened_at)
        self._totals.add(document, at)

    def recount(self, before: Fact | None, now: Fact | None, at: datetime) -> None:
        """A member of an open event has other totals, at an inbox time; None before where its event had closed."""
        self._totals.move(before, now, at)

    def drain(self) -> tuple[HourCount, ...]:
        """The counts to be stored."""
        return self.tallies.drain() + self._totals.drain()

    def forget(self, now: datetime) -> None:
        """Drop what is too old to be looked at again."""
        self.tallies.forget(now)
        self._totals.forget(now)

    def baselines(self, events: Mapping[str, OpenEvent], at: datetime) -> Mapping[str, Baselines]:
        """Of each event with a harm at a moment; events without one are left out."""
        courses = {key: course for key, one in events.items() if (course := one.course()) is not None}
        if not courses:
            return {}
        usual = {topic: self.usual.baseline(topic_stream(topic), at) for topic in _topics(courses)}
        exposure, now, ranks = self.usual.exposure(at), at.timestamp(), self._totals.percentiles(at)
        tails = {key: tail(one.moments, usual[one.topic], now, exposure) for key, one in courses.items()}
        surging = set(discoveries({key: found.p for key, found in tails.items() if found is not None}))
        return {
            key: Baselines(
                surge_p=_p(tails[key]),
                hours_above=hours_above(one.hours, usual[one.topic], now),
                interaction=mean_percentile(one.totals, ranks),
                is_cold=usual[one.topic].is_cold,
                is_surging=key in surging,
            )
            for key, one in courses.items()
        }


def first_hour(evaluated_at: datetime | None) -> int:
    """The hour from which stored counts are wanted after a start."""
    return 0 if evaluated_at is None else first_day(evaluated_at)


def _topics(courses: Mapping[str, Course]) -> list[str]:
    return sorted({course.topic for course in courses.values()})


def _p(found: Tail | None) -> float | None:
    return None if found is None else found.p
