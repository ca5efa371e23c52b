"""What is usual of a stream: documents of each hour, from the same hours of the 28 days before, two days left out.

    expected(hour) = level * exp(slope * days since the fit) * profile(hour of the week)
    variance of a window = expected + dispersion(window) * expected^2

A stream is documents a whole hour (hours since 1970, UTC); an hour not in the mapping had none. An hour nobody observed
(exposure 0) is no part of it, one observed for a part counts for that part. Fitted once a day, asked at any time of it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scoring.dispersion import Estimate, longer
from scoring.history import DAYS, LAG, THURSDAY, WEEK, Array, History, history
from scoring.loglinear import PRIOR, Parts, Prior, means, parts

WARM = 14.0
"""Days of history under which a baseline is cold (DOMAIN 2)."""
WINDOWS = (1, 3, 6)
"""Hours."""
SATURDAY = 5
OLDEST = float(DAYS + LAG)
"""Days that a trend reaches back."""
ABOUT = 24
"""Hours before and after the fit of which the exposure is kept, for windows to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The usual of one stream as fitted at the beginning of an hour."""

    hour: int
    zone_hours: int
    days: float
    """Days of history that were observed, at most 28."""
    level: float
    """Documents an hour when it was fitted, in an average hour of the week."""
    slope: float
    """Change of the logarithm of the level a day."""
    profile: tuple[float, ...]
    """Season of the 168 hours of a week from Monday midnight, local time; mean 1."""
    day_variances: tuple[float, ...]
    """Of the logarithm of the level on each weekday from Monday, as estimated."""
    hour_variances: tuple[float, ...]
    """Of the logarithm of the season of each hour of a working day (24) and of a weekend (24) beside it, as estimated."""
    dispersions: tuple[tuple[float, ...], ...]
    """Of windows of 1, 3 and 6 hours, each as the nodes of what it may be (`Estimate.nodes`)."""
    exposure: Mapping[int, float] = field(default_factory=dict)
    """Of hours about the fit that are known not to be observed in full."""

    @property
    def is_cold(self) -> bool:
        """Too little history: leans on what streams usually look like."""
        return self.days < WARM

    def expected(self, hour: int) -> float:
        """Documents in that hour if it is observed in full."""
        return self.usual(hour)[0]

    def usual(self, hour: int) -> tuple[float, float, float]:
        """Expected documents and the variances of their logarithm: what the hours of a day share, what is this one's own."""
        place = (hour + self.zone_hours + THURSDAY) % WEEK
        day = place // 24
        age = min(0.0, max(-OLDEST, (hour - self.hour) / 24))
        expected = self.level * math.exp(self.slope * age) * self.profile[place]
        return expected, self.day_variances[day], self.hour_variances[place % 24 + 24 * (day >= SATURDAY)]


def fit(
    counts: Mapping[int, float],
    now_hour: int,
    exposure: Mapping[int, float] | None = None,
    zone_hours: int = 8,
    *,
    since: int | None = None,
    prior: Prior = PRIOR,
) -> Baseline:
    """The baseline at the beginning of `now_hour`. Exposures are 0 to 1, an hour not named has 1; `since` is the hour
    from which the stream was watched, its first document's where that is not known."""
    return fit_all([counts], now_hour, exposure, zone_hours, since=since, prior=prior)[0]


def fit_all(
    streams: Sequence[Mapping[int, float]],
    now_hour: int,
    exposure: Mapping[int, float] | None = None,
    zone_hours: int = 8,
    *,
    since: int | None = None,
    prior: Prior = PRIOR,
) -> list[Baseline]:
    """Of each stream, as if it were fitted alone: many at once cost little more than one."""
    if not streams:
        return []
    known = exposure or {}
    past = history(streams, now_hour, known, zone_hours, since)
    found = parts(past, prior)
    usual = means(past, found, prior)
    longest = (longer(past.counts, usual, found.dispersion, hours) for hours in WINDOWS[1:])
    fitted = _Fitted(
        hour=now_hour,
        zone_hours=zone_hours,
        past=past,
        found=found,
        profiles=found.profile(prior),
        spreads=[found.dispersion.each(), *(spread.each() for spread in longest)],
        # A day's is wanted roughly only, for the doubt about the level
        daily=longer(past.counts, usual, found.dispersion, 24, passes=1).each(),
        exposure={hour: known[hour] for hour in range(now_hour - ABOUT, now_hour + ABOUT) if hour in known},
    )
    return [fitted.baseline(stream) for stream in range(len(streams))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """Streams that were fitted at once."""

    hour: int
    zone_hours: int
    past: History
    found: Parts
    profiles: Array
    spreads: list[list[Estimate]]
    """Of each window, of each stream."""
    daily: list[Estimate]
    exposure: Mapping[int, float]

    def baseline(self, stream: int) -> Baseline:
        """Of one of them."""
        found, profile = self.found, self.profiles[stream]
        scale, rate = float(profile.mean()), math.exp(found.log_level[stream, 0])
        clump = _clump(self.daily[stream].mean, self.spreads[0][stream].mean, profile * rate)
        return Baseline(
            hour=self.hour,
            zone_hours=self.zone_hours,
            days=float(self.past.exposure[stream].sum()) / 24,
            level=rate * scale,
            slope=float(found.slope[stream, 0]),
            profile=tuple((profile / scale).tolist()),
            day_variances=tuple(((found.level_variance[stream] + found.weekday_variances[stream]) * clump).tolist()),
            hour_variances=tuple(found.kind_variances[stream].tolist()),
            dispersions=tuple(each[stream].nodes() for each in self.spreads),
            exposure=self.exposure,
        )


def _clump(daily: float, hourly: float, rates: Array) -> float:
    """How much more days vary than they would if hours were independent: so much less do the counts say of the level."""
    total = float(rates.sum()) / 7
    independent = 1 + hourly * float(rates @ rates / rates.sum())
    return max(1.0, (1 + daily * total) / independent)
