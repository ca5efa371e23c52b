"""What is usual: documents by hour of the whole collection, of each topic and of each place of the desks' own.

Counts move with the inbox alone and are kept with every step, so that a restart finds what a run without one would have. A
document counts once, in the hour it happened. A baseline is fitted once an hour and anew where its past changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.divisions import is_inside
from domain.items import Document
from domain.labels import Labels
from domain.rules import Rules
from domain.streams import EVERYTHING, HourCount, place_stream, topic_stream
from scoring.baseline import Baseline, fit

HOUR = 3600
LAG = 48
"""Hours before now that a baseline does not look at."""
KEPT = timedelta(days=32)
"""What a baseline looks at, and a day each side."""
SURE = 0.5
"""Least confidence with which a topic counts."""
DEAD = 0.1
"""An hour with less of what the whole collection usually brings was not observed: its sources or the collector were dead."""
LEAST_USUAL = 5.0
"""Where so little is usual, silence says nothing."""


class Tallies:
    """Counts of the last month by stream and hour, and the baselines they give."""

    def __init__(self, rules: Rules) -> None:
        institutions = [scope.institution for scope in rules.scopes]
        self._places = sorted({place.code for one in institutions for place in one.places if place.code})
        self._zone = ZoneInfo(institutions[0].time_zone)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._changed: set[tuple[str, int]] = set()
        self._fitted: dict[str, Baseline] = {}
        self._exposure: tuple[int, Mapping[int, float]] | None = None

    def restore(self, counts: Iterable[HourCount]) -> None:
        """Take up stored counts after a start."""
        for one in counts:
            self._counts[one.stream][one.hour] = one.count

    @staticmethod
    def first_hour(evaluated_at: datetime | None) -> int:
        """The hour from which stored counts are wanted after a start."""
        return 0 if evaluated_at is None else hour_of(evaluated_at - KEPT)

    def add(self, document: Document, labels: Labels) -> None:
        """A document came for the first time."""
        hour = hour_of(document.happened_at)
        for stream in self._streams(labels):
            self._counts[stream][hour] = self._counts[stream].get(hour, 0) + 1
            self._changed.add((stream, hour))
            self._unfit(stream, hour)

    def drain(self) -> tuple[HourCount, ...]:
        """The counts that changed since they were last asked for, by stream and hour."""
        changed, self._changed = sorted(self._changed), set()
        return tuple(HourCount(stream=stream, hour=hour, count=self._counts[stream][hour]) for stream, hour in changed)

    def forget(self, now: datetime) -> None:
        """Drop what no baseline will look at again."""
        before = hour_of(now - KEPT)
        for stream in list(self._counts):
            gone = [hour for hour in self._counts[stream] if hour < before]
            for hour in gone:
                del self._counts[stream][hour]
            if not self._counts[stream]:
                del self._counts[stream]

    @property
    def streams(self) -> tuple[str, ...]:
        """Every stream with a count, by name."""
        return tuple(sorted(self._counts))

    def counts(self, stream: str) -> Mapping[int, int]:
        """Documents of a stream by hour; hours without one are left out."""
        return self._counts.get(stream, {})

    def baseline(self, stream: str, now: datetime) -> Baseline:
        """What is usual of a stream, as of the beginning of the hour of `now`."""
        hour = hour_of(now)
        known = self._fitted.get(stream)
        if known is None or known.hour != hour:
            exposure = {} if stream == EVERYTHING else self.exposure(now)
            since = min(self._counts.get(EVERYTHING, ()), default=None)
            known = fit(self.counts(stream), hour, exposure, self._offset(now), since=since)
            self._fitted[stream] = known
        return known

    def exposure(self, now: datetime) -> Mapping[int, float]:
        """Hours that nobody observed, at 0: the whole collection brought next to nothing where it usually brings much."""
        hour = hour_of(now)
        if self._exposure is None or self._exposure[0] != hour:
            usual, found = self.baseline(EVERYTHING, now), self.counts(EVERYTHING)
            first = max(min(found, default=hour), hour_of(now - KEPT))
            silent = (past for past in range(first, hour) if _is_dead(found.get(past, 0), usual.expected(past)))
            self._exposure = hour, dict.fromkeys(silent, 0.0)
        return self._exposure[1]

    def _streams(self, labels: Labels) -> Iterator[str]:
        yield EVERYTHING
        yield from sorted({topic_stream(one.topic) for one in labels.topics if one.confidence >= SURE})
        codes = {mention.code for mention in labels.mentions if mention.code}
        yield from (place_stream(place) for place in self._places if any(is_inside(code, place) for code in codes))

    def _unfit(self, stream: str, hour: int) -> None:
        """Forget what was fitted on another past than the one there is now."""
        if stream == EVERYTHING and self._exposure is not None and hour < self._exposure[0]:
            self._exposure = None
            self._fitted.clear()
        known = self._fitted.get(stream)
        if known is not None and hour < known.hour - LAG:
            del self._fitted[stream]

    def _offset(self, now: datetime) -> int:
        """Whole hours that local time is ahead of UTC."""
        offset = now.astimezone(self._zone).utcoffset() or timedelta(0)
        return round(offset.total_seconds() / HOUR)


def hour_of(moment: datetime) -> int:
    """Whole hours since 1970."""
    return int(moment.timestamp() // HOUR)


def _is_dead(count: int, usual: float) -> bool:
    return usual >= LEAST_USUAL and count < DEAD * usual
