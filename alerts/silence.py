"""Which silences are told, and which are over. Pure: what was told before is what the outbox says.

an alarm is open     its subject was told to be silent since a time, and not that this silence is over
told                 a subject that is silent and has no open alarm
over                 an open alarm whose subject is not silent any more
many at once         where more than `together` sources would have been told one by one within a day, the others are one
                     alarm that names their number; it is over once not even half as many are left, which are then told
                     by themselves
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alerts import Alert, Reason, alert_id
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, LEADER
from domain.silence import SOURCES, Form, Silence, cleared, silence_in, since_in

LATELY = timedelta(days=1)
EPISODE = 1
OF_SOURCES = frozenset({Form.QUIET, Form.UNREAD, Form.SEVERAL})
TOLD_TO = {Form.UNDELIVERED: LEADER, Form.UNPROCESSED: LEADER, Form.UNACKNOWLEDGED: EVERYBODY}
"""Others are told to those on duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A silence as it was told."""

    silence: Silence
    alerts: tuple[Alert, ...]

    @property
    def told_at(self) -> datetime:
        return self.alerts[0].decided_at


def level_of(form: Form) -> Level:
    """One source is a matter of IV; a part of the watch itself one of III. Neither pages as II does."""
    return Level.IV if form in OF_SOURCES else Level.III


def role_of(form: Form) -> str:
    """Who is told."""
    return TOLD_TO.get(form, DUTY)


def open_alarms(told: Iterable[Alert]) -> dict[str, Alarm]:
    """By subject, the newest silence that was told and is not over. `told`: in order of decision."""
    over: set[tuple[str, datetime]] = set()
    found: dict[tuple[str, datetime], list[Alert]] = {}
    for alert in told:
        if alert.reason in (Reason.SILENCE, Reason.CLEARED):
            key = (alert.subject_id, since_in(alert.occasion))
            if alert.reason is Reason.CLEARED:
                over.add(key)
            else:
                found.setdefault(key, []).append(alert)
    return {subject: _alarm(alerts) for (subject, since), alerts in found.items() if (subject, since) not in over}


def begun(present: Sequence[Silence], open_: Mapping[str, Alarm]) -> tuple[Silence, ...]:
    """What is silent and has not been told."""
    return tuple(one for one in present if one.subject_id not in open_)


def ended(present: Sequence[Silence], open_: Mapping[str, Alarm]) -> tuple[Alarm, ...]:
    """Alarms whose subjects speak again, by subject."""
    silent = {one.subject_id for one in present}
    return tuple(alarm for subject, alarm in sorted(open_.items()) if subject not in silent)


def gathered(
    sources: Sequence[Silence], open_: Mapping[str, Alarm], together: int, now: datetime
) -> tuple[Silence, ...]:
    """Silences of single sources, or of those that were not told by themselves one together."""
    own = [one for one in sources if one.subject_id in open_]
    fresh = [one for one in sources if one.subject_id not in open_]
    lately = sum(open_[one.subject_id].told_at > now - LATELY for one in own)
    are_many = len(fresh) > together // 2 if SOURCES in open_ else len(fresh) + lately > together
    if not fresh or not are_many:
        return tuple(sources)
    since = min(one.since for one in fresh)
    return (*own, Silence(subject_id=SOURCES, form=Form.SEVERAL, since=since, count=len(fresh)))


def silence_alert(
    silence: Silence, scope_id: str, *, recipient: str, channel: str, at: datetime, due_at: datetime, config_id: str
) -> Alert:
    """What is told of a silence to a recipient over a channel."""
    return Alert(
        id=alert_id(silence.subject_id, scope_id, EPISODE, silence.occasion, recipient, channel),
        subject_kind=silence.subject_kind, subject_id=silence.subject_id, scope_id=scope_id, episode=EPISODE,
        reason=Reason.SILENCE, occasion=silence.occasion, recipient=recipient, channel=channel,
        level=level_of(silence.form), decided_at=at, due_at=due_at, config_id=config_id,
    )  # fmt: skip


def ending_of(alarm: Alarm, at: datetime, config_id: str) -> tuple[Alert, ...]:
    """The end of a silence, told to whoever was told of it over the same channels."""
    return tuple(_ending(alert, at, config_id) for alert in alarm.alerts)


def _ending(told: Alert, at: datetime, config_id: str) -> Alert:
    occasion = cleared(told.occasion)
    number = alert_id(told.subject_id, told.scope_id, told.episode, occasion, told.recipient, told.channel)
    return replace(told, id=number, reason=Reason.CLEARED, occasion=occasion, decided_at=at, due_at=max(at, told.due_at),
                   config_id=config_id)  # fmt: skip


def _alarm(alerts: Sequence[Alert]) -> Alarm:
    first = alerts[0]
    return Alarm(silence=silence_in(first.subject_kind, first.subject_id, first.occasion), alerts=tuple(alerts))
