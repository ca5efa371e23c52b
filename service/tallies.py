"""Documents by hour: of the whole collection, of each topic and of each place of the desks' own.

Counts move with the inbox alone and are kept with every step, so that a restart finds what a run without one would have. A
document counts once, in the hour it happened.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median

from domain.divisions import stem
from domain.items import Document
from domain.labels import SURE, Labels
from domain.rules import Rules
from domain.streams import EVERYTHING, HourCount, hour_of, place_stream, topic_stream
from scoring import history

COUNTED_OVER = timedelta(days=32)
"""The month that a baseline looks at, the day whose beginning its prior is of, and a day more."""
LAG = 24 * history.LAG
"""Hours before the present one that a baseline does not look at."""
MONTH = 24 * (history.DAYS + history.LAG + 1)
"""Hours before the present one in which the beginning is looked for."""
TYPICAL = 0.25
"""Share of a usual day's documents from which on a day was watched."""


class Tallies:
    """Counts of the last month by stream and hour."""

    def __init__(self, rules: Rules) -> None:
        places = {place.code for scope in rules.scopes for place in scope.institution.places if place.code}
        self._places = [(place_stream(place), stem(place)) for place in sorted(places)]
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._changed: set[tuple[str, int]] = set()
        self._pruned = 0

    def restore(self, counts: Iterable[HourCount], now: datetime | None) -> None:
        """Take up stored counts after a start at which the last evaluation was `now`."""
        first = 0 if now is None else hour_of(now - COUNTED_OVER)
        for one in counts:
            if one.hour >= first:
                self._counts[one.stream][one.hour] = one.count

    def add(self, document: Document, labels: Labels, at: datetime) -> tuple[str, ...]:
        """Count a document that came for the first time, at an inbox time; the streams it counts in. What happened before
        all that is kept counts in none."""
        hour = hour_of(document.happened_at)
        streams = tuple(self._streams(labels)) if hour >= hour_of(at - COUNTED_OVER) else ()
        for stream in streams:
            self._counts[stream][hour] = self._counts[stream].get(hour, 0) + 1
            self._changed.add((stream, hour))
        return streams

    def drain(self) -> tuple[HourCount, ...]:
        """The counts that changed since they were last asked for, by stream and hour."""
        changed, self._changed = sorted(self._changed), set()
        return tuple(
            HourCount(stream=stream, hour=hour, count=self._counts[stream].get(hour, 0)) for stream, hour in changed
        )

    def forget(self, now: datetime) -> None:
        """Drop what no baseline will look at again, once a day."""
        before = hour_of(now - COUNTED_OVER)
        if before < self._pruned + 24:
            return
        self._pruned = before
        for stream, counts in list(self._counts.items()):
            kept = {hour: count for hour, count in counts.items() if hour >= before or (stream, hour) in self._changed}
            if kept:
                self._counts[stream] = kept
            else:
                del self._counts[stream]

    @property
    def streams(self) -> tuple[str, ...]:
        """Every stream with a count, by name."""
        return tuple(sorted(self._counts))

    def begun(self, hour: int) -> int | None:
        """From when on the collection was watched, in the month that a fit of an hour looks at: its first day that brought
        at least a quarter of what its days usually do. A single old item that a first poll brings is no beginning."""
        known = {one: count for one, count in self.counts(EVERYTHING).items() if hour - MONTH <= one < hour - LAG}
        days: Counter[int] = Counter()
        for one, count in known.items():
            days[one // 24] += count
        if not days:
            return None
        least = TYPICAL * median(days.values())
        return min(one for one in known if days[one // 24] >= least)

    def counts(self, stream: str) -> Mapping[int, int]:
        """Documents of a stream by hour; hours without one are left out."""
        return self._counts.get(stream, {})

    def _streams(self, labels: Labels) -> Iterator[str]:
        yield EVERYTHING
        yield from sorted({topic_stream(one.topic) for one in labels.topics if one.confidence >= SURE})
        codes = {mention.code for mention in labels.mentions if mention.code}
        yield from (stream for stream, inside in self._places if any(code.startswith(inside) for code in codes))
