"""What alerting asks of a desk, against the bounds of DOMAIN 4 (ISA-18.2, EEMUA 191, SRE).

An alert is one thing told, to however many people and over however many channels, as in a replay and in `whatif`; what a
digest tells of is the digest. Everything is read once, in order of decision, and a time or two of each alert stay.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from domain.risk import Level
from domain.rules import Rules
from scoring.crowding import busiest
from scoring.proportion import Share, Verdict, reaches, share, within
from service.comparison import FLOOD, FLOOD_SPAN, flood_minutes
from service.comparison import load as load_of
from service.quality.deliveries import Deliveries, Way
from service.quality.episodes import Episode, Span, before, episodes
from service.quality.operators import operator_hours
from service.quality.tally import Tally
from service.shifts import boundaries
from storage.base import Storage
from storage.values import AlertRow

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
HOURLY, DAILY = 6, 12
"""Most alerts an operator-hour on average, and over any 24 hours."""
PAGES = 2
"""Most alerts of II or I a shift of 12 hours."""
STALE = DAY
STALE_MOST = 4
CHATTER = 4
"""Most things told of one event in a scope within an hour: its first level, three rises. More is chattering [own proposal]."""
MIX: Mapping[Level, float] = {Level.IV: 0.8, Level.III: 0.15, Level.II: 0.05, Level.I: 0.01}
"""About what share of first and graver levels each should be: IV at least, the others at most."""


class Measure(StrEnum):
    """In the order in which they are shown; the shares of levels stand apart."""

    HOURLY = "hourly"
    DAILY = "daily"
    TEN_MINUTES = "ten_minutes"
    PAGES = "pages"
    STALE = "stale"
    CHATTERING = "chattering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure beside its bound."""

    measure: str
    value: float | None
    """None where there is nothing to measure."""
    bound: float
    verdict: Verdict
    at: datetime | None = None
    """When the worst of it was."""
    events: tuple[str, ...] = ()
    """Which events it is about, where it is about some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShare:
    """How many of the first and graver levels told were of one level."""

    level: Level
    share: Share
    bound: float
    verdict: Verdict

    @property
    def sign(self) -> str:
        """How the share should compare with its bound."""
        return {Level.IV: "≥", Level.I: "<"}.get(self.level, "≤")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLoad:
    """Everything that was told in a span."""

    since: datetime
    until: datetime
    alerts: int
    operator_hours: float
    flood_minutes: int
    """As `whatif` counts them."""
    figures: tuple[Figure, ...]
    levels: tuple[LevelShare, ...]
    ways: tuple[Way, ...]


def alert_load(storage: Storage, rules: Rules, span: Span) -> AlertLoad:
    """The load of a span; without a beginning from the first alert on, without an end up to now."""
    tally, deliveries = Tally(), Deliveries()
    cases = episodes(storage, rules, span, rows=_read(storage.alerts(before(span)), span, tally, deliveries))
    until = span.until or span.now
    since = _beginning(storage, span, tally, until)
    return AlertLoad(
        since=since,
        until=until,
        alerts=len(tally.times),
        operator_hours=round(operator_hours(rules.roster, since, until), 2),
        flood_minutes=flood_minutes(tally.times),
        figures=figures(tally, cases, rules, since, until),
        levels=level_shares(tally.levels),
        ways=deliveries.ways(),
    )


def _beginning(storage: Storage, span: Span, tally: Tally, until: datetime) -> datetime:
    """From when on somebody could be told: never before the workspace was begun, or told anything."""
    if span.since is None:
        return min((*tally.times[:1], until))
    begun = (entry.at for entry in islice(storage.audit(), 1))
    return min(max(span.since, min((*tally.times[:1], *begun), default=until)), until)


def figures(
    tally: Tally, cases: Iterable[Episode], rules: Rules, since: datetime, until: datetime
) -> tuple[Figure, ...]:
    """Each measure beside its bound."""
    day, day_at = busiest(tally.times, DAY)
    ten, ten_at = busiest(tally.times, FLOOD_SPAN)
    shifts = boundaries(since, until, rules.scopes[0].institution.time_zone) if since < until else ()
    shift_at, pages = max(load_of(tally.pages, shifts).shifts, key=lambda one: one[1], default=(None, 0))
    stale = sorted({one.event_id for one in cases if is_stale(one, until)})
    chattering = sorted({event for (event, _), times in tally.of_event.items() if busiest(times, HOUR)[0] > CHATTER})
    mean = _rate(len(tally.times), operator_hours(rules.roster, since, until))
    daily = _rate(day, operator_hours(rules.roster, day_at - DAY, day_at)) if day_at else None
    return (
        _figure(Measure.HOURLY, mean, HOURLY),
        _figure(Measure.DAILY, daily, DAILY, day_at),
        _figure(Measure.TEN_MINUTES, ten, FLOOD, ten_at),
        _figure(Measure.PAGES, pages, PAGES, shift_at if pages else None),
        _figure(Measure.STALE, len(stale), STALE_MOST, events=stale),
        _figure(Measure.CHATTERING, len(chattering), 0, events=chattering),
    )


def is_stale(episode: Episode, at: datetime) -> bool:
    """Whether at a moment its last alert to be acknowledged is older than STALE, and nobody has acted on it, nor its level
    ended."""
    told = [page.rung_at for page in episode.told if page.rung_at <= at]
    if not told or at - told[-1] <= STALE:
        return False
    over = (*episode.ends, *(act.at for act in episode.acts))
    return not any(told[-1] <= moment <= at for moment in over)


def level_shares(counts: Mapping[Level, int]) -> tuple[LevelShare, ...]:
    """Each level's share of the first and graver levels told, mildest first."""
    total = sum(counts.values())
    return tuple(_level_share(level, counts.get(level, 0), total) for level in MIX)


def _level_share(level: Level, count: int, total: int) -> LevelShare:
    found, bound = share(count, total), MIX[level]
    verdict = reaches(found, bound) if level is Level.IV else within(found, bound, strictly=level is Level.I)
    return LevelShare(level=level, share=found, bound=bound, verdict=verdict)


def _rate(count: int, hours: float) -> float | None:
    return round(count / hours, 2) if hours else None


def _figure(
    measure: Measure, value: float | None, bound: float, at: datetime | None = None, events: Iterable[str] = ()
) -> Figure:
    verdict = Verdict.UNDECIDED if value is None else Verdict.MET if value <= bound else Verdict.MISSED
    return Figure(measure=measure, value=value, bound=bound, verdict=verdict, at=at, events=tuple(events))


def _read(rows: Iterable[AlertRow], span: Span, tally: Tally, deliveries: Deliveries) -> Iterator[AlertRow]:
    """Hand on what is read, those of the span counted."""
    for row in rows:
        if span.holds(row.alert.decided_at):
            deliveries.add(row)
            tally.add(row)
        yield row
