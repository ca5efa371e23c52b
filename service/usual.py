"""What is usual of each stream: its baseline as of the beginning of the day (UTC), fitted anew where its past changes.

It looks at what is two days old and more, and is a day old at most, as it was when its error rates were measured
(docs/surge.md). Every fit follows from the counts and the day alone: a restart finds the same. What the topics of a desk have in
common is the prior of each (`scoring.pooling`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.rules import Rules
from domain.streams import EVERYTHING, TOPIC, hour_of
from scoring.baseline import Baseline, fit, fit_all
from scoring.loglinear import PRIOR, Prior
from scoring.pooling import pooled
from service.tallies import LAG, MONTH, Tallies

DAY = 24
"""Hours that a fit holds for."""
RECENT = 12
"""Hours before the present one that windows may touch."""
DEAD = 0.1
"""An hour with less of what the whole collection usually brings was not observed: its sources or the collector were dead."""
LEAST_USUAL = 5.0
"""Where so little is usual, silence says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How the whole collection usually is, and the hours of its past that nobody observed."""

    usual: Baseline
    silent: Mapping[int, float]
    begun: int | None
    """The first hour that was watched."""


class Usual:
    """Baselines of the streams of one desk's tallies."""

    def __init__(self, rules: Rules, tallies: Tallies) -> None:
        self._zone = ZoneInfo(rules.scopes[0].institution.time_zone)
        self._tallies = tallies
        self._fitted: dict[str, Baseline] = {}
        self._watched: tuple[int, Watched] | None = None
        self._prior: tuple[int, Prior] | None = None

    def baseline(self, stream: str, now: datetime) -> Baseline:
        """What is usual of a stream, as of the beginning of the day."""
        day = _day_of(hour_of(now))
        known = self._fitted.get(stream)
        if known is None or known.hour != day:
            self._fitted.update(self._fit_topics(stream, day) if stream.startswith(TOPIC) else self._fit([stream], day))
        return self._fitted[stream]

    def exposure(self, now: datetime) -> Mapping[int, float]:
        """The hours just before that of `now` that nobody observed, at 0: the whole collection brought next to nothing
        where it usually brings much."""
        hour = hour_of(now)
        watched = self._watch(_day_of(hour))
        return self._silent(range(hour - RECENT, hour), watched.usual, watched.begun)

    def counted(self, streams: tuple[str, ...], at: datetime) -> None:
        """A document of an hour was counted: what was fitted on another past is forgotten."""
        hour = hour_of(at)
        if self._watched is not None and hour < self._watched[0] - LAG:
            self._watched = self._prior = None
            self._fitted.clear()
        for stream in streams:
            known = self._fitted.get(stream)
            if known is not None and hour < known.hour - LAG:
                del self._fitted[stream]
                self._prior = None

    def _fit_topics(self, stream: str, day: int) -> Mapping[str, Baseline]:
        """All topics together, of which one is asked for: others will be, and together they cost little more."""
        prior = self._pooled(day)
        streams = [one for one in self._tallies.streams if one.startswith(TOPIC)]
        return self._fit(sorted({stream, *streams}), day, prior)

    def _fit(self, streams: Sequence[str], day: int, prior: Prior = PRIOR) -> Mapping[str, Baseline]:
        watched = self._watch(day)
        counts = [self._tallies.counts(stream) for stream in streams]
        fitted = fit_all(counts, day, watched.silent, self._offset(day), since=watched.begun, prior=prior)
        return dict(zip(streams, fitted, strict=True))

    def _pooled(self, day: int) -> Prior:
        """The prior of topics."""
        if self._prior is None or self._prior[0] != day:
            # All are watched since the same hour: while the collection is cold none can lend anything, so none is fitted.
            topics = () if self._watch(day).usual.is_cold else self._tallies.streams
            own = self._fit([stream for stream in topics if stream.startswith(TOPIC)], day)
            self._prior = day, pooled(tuple(own.values()))
        return self._prior[1]

    def _watch(self, day: int) -> Watched:
        """How the whole collection was before a day."""
        if self._watched is None or self._watched[0] != day:
            begun = self._tallies.begun(day)
            usual = fit(self._tallies.counts(EVERYTHING), day, {}, self._offset(day), since=begun)
            silent = self._silent(range(day - MONTH, day - LAG), usual, begun)
            self._watched = day, Watched(usual=usual, silent=silent, begun=begun)
        return self._watched[1]

    def _silent(self, hours: range, usual: Baseline, begun: int | None) -> Mapping[int, float]:
        """Hours since the beginning that nobody observed, at 0."""
        counts = self._tallies.counts(EVERYTHING)
        if begun is None:
            return {}
        known = (hour for hour in hours if hour >= begun)
        return {hour: 0.0 for hour in known if _is_dead(counts.get(hour, 0), usual.expected(hour))}

    def _offset(self, hour: int) -> int:
        """Whole hours that local time is ahead of UTC."""
        offset = datetime.fromtimestamp(hour * 3600, self._zone).utcoffset() or timedelta(0)
        return round(offset / timedelta(hours=1))


def _day_of(hour: int) -> int:
    """The hour with which its day begins."""
    return hour // DAY * DAY


def _is_dead(count: int, usual: float) -> bool:
    return usual >= LEAST_USUAL and count < DEAD * usual
