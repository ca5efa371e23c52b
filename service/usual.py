"""What is usual of each stream: its baseline, fitted every six hours and anew where its past changes.

Every fit follows from the counts and the hour alone: a restart finds the same. What the topics of a desk have in common is
the prior of each (`scoring.pooling`), fitted at the beginning of a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.rules import Rules
from domain.streams import EVERYTHING, TOPIC, hour_of
from scoring.baseline import Baseline, fit
from scoring.loglinear import PRIOR, Prior
from scoring.pooling import pooled
from service.tallies import LAG, MONTH, Tallies

QUARTER = 6
"""Hours that a fit holds for: it looks at what is two days old and more, so that fresher ones would say the same."""
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
        self._watched: dict[int, Watched] = {}
        self._prior: tuple[int, Prior] | None = None

    def baseline(self, stream: str, now: datetime) -> Baseline:
        """What is usual of a stream, as of the beginning of the quarter of the day (UTC)."""
        hour = hour_of(now) // QUARTER * QUARTER
        known = self._fitted.get(stream)
        if known is None or known.hour != hour:
            known = self._fit(stream, hour, self._pooled(now) if stream.startswith(TOPIC) else PRIOR)
            self._fitted[stream] = known
        return known

    def exposure(self, now: datetime) -> Mapping[int, float]:
        """The hours just before that of `now` that nobody observed, at 0: the whole collection brought next to nothing
        where it usually brings much."""
        hour = hour_of(now)
        watched = self._watch(hour // QUARTER * QUARTER)
        return self._silent(range(hour - RECENT, hour), watched.usual, watched.begun)

    def counted(self, streams: tuple[str, ...], at: datetime) -> None:
        """A document of an hour was counted: what was fitted on another past is forgotten."""
        hour = hour_of(at)
        if any(hour < known - LAG for known in self._watched):
            self._watched.clear()
            self._fitted.clear()
            self._prior = None
        for stream in streams:
            known = self._fitted.get(stream)
            if known is not None and hour < known.hour - LAG:
                del self._fitted[stream]
                self._prior = None

    def _fit(self, stream: str, hour: int, prior: Prior) -> Baseline:
        return fit(
            self._tallies.counts(stream), hour, self._watch(hour).silent, self._offset(hour),
            since=self._watch(hour).begun, prior=prior,
        )  # fmt: skip

    def _pooled(self, now: datetime) -> Prior:
        """The prior of topics as of the beginning of the day (UTC)."""
        day = hour_of(now) // 24 * 24
        if self._prior is None or self._prior[0] != day:
            # All are watched since the same hour: while the collection is cold none can lend anything, so none is fitted.
            topics = () if self._watch(day).usual.is_cold else self._tallies.streams
            own = [self._fit(stream, day, PRIOR) for stream in topics if stream.startswith(TOPIC)]
            self._prior = day, pooled(own)
        return self._prior[1]

    def _watch(self, hour: int) -> Watched:
        """How the whole collection was before an hour; that of the beginning of the day is kept beside the present one."""
        if hour not in self._watched:
            counts = self._tallies.counts(EVERYTHING)
            begun = self._tallies.begun(hour)
            usual = fit(counts, hour, {}, self._offset(hour), since=begun)
            silent = self._silent(range(hour - MONTH, hour - LAG), usual, begun)
            kept = {known: each for known, each in self._watched.items() if known >= hour // 24 * 24}
            self._watched = {**kept, hour: Watched(usual=usual, silent=silent, begun=begun)}
        return self._watched[hour]

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


def _is_dead(count: int, usual: float) -> bool:
    return usual >= LEAST_USUAL and count < DEAD * usual
