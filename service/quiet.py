"""Sources that have gone quiet, or cannot be read, for longer than their own habit explains.

The silence runs from the poll that brought the last document to the last poll that was read; of a source that fails it runs
on, as long as it is tried. So a service that was down has seen no silence, and its first polls find what came meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from config.settings_watch import SilenceSettings
from domain.alerts import SubjectKind
from domain.crawl import PollState
from domain.items import Source, SourceKind
from domain.quiet import Calendar
from domain.silence import Form, Silence
from scoring.silence import Habit, course, enough, expected_between, hour_reached
from service.habits import KEPT_FOR, Habits, learn
from storage.base import Storage


class Watched(StrEnum):
    """Whether a source is watched, and if not, why."""

    SILENT = "silent"
    WATCHED = "watched"
    PAUSED = "paused"
    YOUNG = "young"
    """Collected for too short a time."""
    UNKNOWN = "unknown"
    """It brought nothing in the weeks that it would be measured by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands against its habit."""

    source: Source
    watched: Watched
    heard_at: datetime | None = None
    """Since then it has brought nothing."""
    observed_until: datetime | None = None
    per_day: float = 0.0
    expected: float = 0.0
    """Documents that it would usually have brought since."""
    enough: float = 0.0
    """From so many on its silence is told."""
    told_from: datetime | None = None
    """When that will be if it stays silent."""
    failure: str | None = None
    silence: Silence | None = None


@dataclass(slots=True)
class QuietSources:
    """Judges sources by their habits, which are learnt anew every day."""

    storage: Storage
    settings: SilenceSettings
    _habits: Habits | None = field(default=None, init=False)

    def standings(
        self, sources: Sequence[Source], states: Mapping[str, PollState], calendar: Calendar, now: datetime
    ) -> tuple[Standing, ...]:
        """Each source that is polled, in order."""
        polled = [one for one in sources if one.kind is not SourceKind.IMPORT]
        habits = self._learnt(states, calendar, now)
        count = sum(not one.paused for one in polled)
        return tuple(self._standing(one, states.get(one.id), habits, count, now) for one in polled)

    def _learnt(self, states: Mapping[str, PollState], calendar: Calendar, now: datetime) -> Habits:
        habits = self._habits
        if habits is None or not habits.learnt_at <= now < habits.learnt_at + KEPT_FOR:
            heard = {one: state.last_new_at for one, state in states.items() if state.last_new_at}
            self._habits = habits = learn(self.storage, heard, calendar, now)
        return habits

    def _standing(self, source: Source, state: PollState | None, habits: Habits, count: int, now: datetime) -> Standing:
        if source.paused:
            return Standing(source=source, watched=Watched.PAUSED)
        known = habits.sources.get(source.id)
        if known is None or state is None or known.first_at > now - self.settings.quiet_age:
            return Standing(source=source, watched=Watched.YOUNG)
        if known.habit is None or state.last_new_at is None:
            return Standing(source=source, watched=Watched.UNKNOWN, heard_at=state.last_new_at, failure=state.failure)
        return self._judged(source, state, known.habit, habits, count, now)

    def _judged(
        self, source: Source, state: PollState, habit: Habit, habits: Habits, count: int, now: datetime
    ) -> Standing:
        heard = state.last_new_at or now
        until = observed_until(state, now)
        line = course(habit, habits.slots)
        begins = habits.hours_to(heard)
        expected = expected_between(line, begins, habits.hours_to(until))
        wanted = enough(habit, count, self.settings.quiet_once_in.total_seconds() / 86400)
        reached = hour_reached(line, begins, wanted)
        is_silent = expected >= wanted and until - heard >= self.settings.quiet_least
        silence = _silence(source.id, state, heard) if is_silent else None
        least = heard + self.settings.quiet_least
        return Standing(
            source=source, watched=Watched.SILENT if is_silent else Watched.WATCHED, heard_at=heard,
            observed_until=until, per_day=habit.per_day, expected=expected, enough=wanted,
            told_from=max(habits.moment_of(reached), least) if reached is not None else None, failure=state.failure,
            silence=silence,
        )  # fmt: skip


def observed_until(state: PollState, now: datetime) -> datetime:
    """Up to when a source is known to have brought nothing: the last poll that was read, or now where polls fail, as long as
    they are made."""
    heard = state.last_new_at or now
    if state.failure is not None and (state.given_up or state.next_poll_at > now):
        return max(now, heard)
    return max(state.last_success_at or heard, heard)


def _silence(source_id: str, state: PollState, heard: datetime) -> Silence:
    form = Form.UNREAD if state.failure else Form.QUIET
    return Silence(subject_kind=SubjectKind.SOURCE, subject_id=source_id, form=form, since=heard)
