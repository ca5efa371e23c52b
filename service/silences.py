"""Everything that is silent now: parts of the watch that stand still, and sources that have gone quiet.

Where the collector itself is at fault no source is judged; those that were told before stay silent until they are heard.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.silence import Alarm, gathered, open_alarms
from config.settings_watch import SilenceSettings
from domain.alerts import SubjectKind
from domain.crawl import PollState
from domain.items import Source
from domain.risk import Level
from domain.rules import Rules
from domain.silence import COLLECTOR, DELIVERY, LADDER, PROCESSING, SOURCES, Silence
from service.matters import calendar_of
from service.quiet import QuietSources, Standing
from service.stalls import stalled_channels, stalled_collector, stalled_processing, unacknowledged
from storage.base import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is silent at a moment, and how the sources stand."""

    silences: tuple[Silence, ...]
    alarms: Mapping[str, Alarm]
    """Those that are open, by subject."""
    standings: tuple[Standing, ...]


class Silences:
    """Looks at what is stored; nothing is kept in memory but habits, which can be learnt again."""

    def __init__(self, storage: Storage, settings: SilenceSettings) -> None:
        self._storage = storage
        self._settings = settings
        self._quiet = QuietSources(storage, settings)

    def look(self, rules: Rules, now: datetime) -> Look:
        """What is silent now, the system's own first."""
        sources, states = self._storage.sources(), self._storage.poll_states()
        alarms = told_silences(self._storage, rules, sources)
        standings = self._quiet.standings(sources, states, calendar_of(rules.scopes[0], rules), now)
        collector = stalled_collector(sources, states, self._settings, now)
        told = tuple(_still_silent(alarms, sources, states))
        fresh = () if collector else _fresh(standings, told)
        quiet = self._gathered(told, fresh, alarms, now, is_judged=collector is None)
        return Look(silences=(*self._stalls(collector, rules, now), *quiet), alarms=alarms, standings=standings)

    def _stalls(self, collector: Silence | None, rules: Rules, now: datetime) -> Iterator[Silence]:
        processing = stalled_processing(self._storage, self._settings, now)
        yield from (one for one in (collector, processing) if one)
        yield from stalled_channels(self._storage, rules, self._settings, now)
        yield from unacknowledged(self._storage, rules, now)

    def _gathered(
        self, told: Sequence[Silence], fresh: Sequence[Silence], alarms: Mapping[str, Alarm], now: datetime, *,
        is_judged: bool,
    ) -> tuple[Silence, ...]:  # fmt: skip
        if is_judged:
            return gathered((*told, *fresh), alarms, self._settings.quiet_together, now)
        return (*told, alarms[SOURCES].silence) if SOURCES in alarms else (*told,)


def told_silences(storage: Storage, rules: Rules, sources: Sequence[Source]) -> Mapping[str, Alarm]:
    """Silences that were told and are not over, by subject."""
    subjects = [*subjects_of(rules), *(source.id for source in sources)]
    return open_alarms(row.alert for row in storage.subject_alerts(subjects))


def subjects_of(rules: Rules) -> tuple[str, ...]:
    """Parts of the system that may be silent."""
    levels = (LADDER + level.name for level in Level if level is not Level.NONE)
    return (COLLECTOR, SOURCES, PROCESSING, *levels, *(DELIVERY + one.id for one in rules.channels))


def _fresh(standings: Sequence[Standing], told: Sequence[Silence]) -> tuple[Silence, ...]:
    """Sources that are silent and not told of."""
    known = {one.subject_id for one in told}
    return tuple(one.silence for one in standings if one.silence and one.source.id not in known)


def _still_silent(
    alarms: Mapping[str, Alarm], sources: Sequence[Source], states: Mapping[str, PollState]
) -> Iterator[Silence]:
    """Sources that were told of and not heard since; one that is paused is not waited for."""
    waited = {one.id for one in sources if not one.paused}
    for subject, alarm in sorted(alarms.items()):
        if alarm.silence.subject_kind is SubjectKind.SOURCE and subject in waited:
            state = states.get(subject)
            heard = state.last_new_at if state else None
            if heard is None or heard <= alarm.silence.since:
                yield alarm.silence
