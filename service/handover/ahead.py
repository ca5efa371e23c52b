"""Situation and contingency: what falls due in the next shift if nobody does anything, and what is worth watching."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from alerts.clocks import ClockKind
from alerts.follow import plan
from alerts.silence import open_alarms
from domain.alerts import DeliveryStatus, Reason, SubjectKind
from domain.events import Scope
from domain.forecast import Forecast
from domain.handover import Line, ShiftSpan
from domain.risk import Level
from domain.rules import Rules, ScopeRules
from service.handover.open_cases import OpenCase
from service.outlook import HORIZONS, forecast_at, outlooks
from storage.base import Storage

IF = {Reason.ESCALATED: "if_unacknowledged", Reason.DEADLINE_PASSED: "if_not_done"}
SILENCES = (Reason.SILENCE, Reason.CLEARED)
LATELY = timedelta(days=28)
"""A silence that was told before has been heard of often enough."""
FORESEEN = Level.III
"""From here on a forecast is worth a line."""
MOST_FORESEEN = 5
"""Events, the gravest: each is a second's work after a month."""


def situation(storage: Storage, rules: Rules, scope: ScopeRules, cases: Sequence[OpenCase], shift: ShiftSpan,
              now: datetime) -> Iterator[Line]:  # fmt: skip
    """If ..., then ...: by time where it has one, then what is not known by time."""
    timed = [*_of_cases(scope, cases, shift, now), *_watches(rules, shift, now)]
    yield from sorted(timed, key=lambda line: (line.at or now, line.subject, line.code, line.kind))
    yield from _unconfirmed(cases)
    yield from _foreseen(storage, cases)
    failing = [*_sources(storage, now)]
    yield from failing
    yield from _silent(storage, {line.subject for line in failing}, now)
    yield from _undelivered(storage, shift, now)
    if shift.next_from > shift.ends_at:
        yield Line(code="nobody", at=shift.next_from)


def _of_cases(scope: ScopeRules, cases: Sequence[OpenCase], shift: ShiftSpan, now: datetime) -> Iterator[Line]:
    for one in cases:
        subject = one.case.event_id
        for due in plan(one.case, scope.duties):
            if now < due.at <= shift.next_until and due.reason in IF:
                yield Line(code=IF[due.reason], subject=subject, kind=_clock(due.occasion), at=due.at, who=due.roles)
        for clock in one.owed:
            if clock.kind is ClockKind.LIMIT and now < clock.due_at <= shift.next_until:
                yield Line(code="limit", subject=subject, at=clock.due_at)


def _clock(occasion: str) -> str:
    """`check` or `answer` of the occasion of a deadline; nothing of another's."""
    kind = occasion.partition(":")[0]
    return kind if kind in (ClockKind.CHECK, ClockKind.ANSWER) else ""


def _watches(rules: Rules, shift: ShiftSpan, now: datetime) -> Iterator[Line]:
    """Special watches that begin or end before the next shift does."""
    for scope in (one.scope for one in rules.scopes):
        for code, moment in _bounds(scope):
            if moment and now < moment <= shift.next_until:
                yield Line(code=code, subject=scope.id, at=moment)


def _bounds(scope: Scope) -> tuple[tuple[str, datetime | None], ...]:
    return ("watch_begins", scope.starts_at), ("watch_ends", scope.ends_at)


def _unconfirmed(cases: Sequence[OpenCase]) -> Iterator[Line]:
    """Level I waits for a person."""
    return (Line(code="confirm", subject=one.case.event_id) for one in cases if one.case.proposed)


def _foreseen(storage: Storage, cases: Sequence[OpenCase]) -> Iterator[Line]:
    """What is likely to come of the gravest, where a figure is given."""
    for one in [one for one in cases if one.case.level >= FORESEEN][:MOST_FORESEEN]:
        event = one.row.event
        (found,) = outlooks(storage, event, forecast_at(storage, event), HORIZONS[:1])
        if isinstance(found, Forecast):
            hours = found.horizon / timedelta(hours=1)
            yield Line(code="foreseen", subject=one.case.event_id, kind=f"{hours:g}",
                       figure=f"{found.expected:.1f}/{found.low}/{found.high}")  # fmt: skip


def _sources(storage: Storage, now: datetime) -> Iterator[Line]:
    """Sources whose last poll failed: what they would bring is not seen."""
    for one in storage.source_health(now):
        if one.state is not None and one.state.failure and not one.source.paused:
            code = "given_up" if one.state.given_up else "failing"
            yield Line(code=code, subject=one.source.id, kind=one.state.failure, at=one.state.last_success_at)


def _silent(storage: Storage, known: AbstractSet[str], now: datetime) -> Iterator[Line]:
    """Silences that were told and are not over, but of sources that are told as failing."""
    told = (row.alert for row in storage.alerts(now - LATELY) if row.alert.reason in SILENCES)
    alarms = open_alarms(alert for alert in told if alert.subject_kind is not SubjectKind.EVENT)
    for subject, alarm in sorted(alarms.items(), key=lambda one: (one[1].silence.since, one[0])):
        if subject not in known:
            yield Line(code="silent", subject=subject, kind=alarm.silence.form.value, at=alarm.silence.since)


def _undelivered(storage: Storage, shift: ShiftSpan, now: datetime) -> Iterator[Line]:
    """Messages of the shift that were given up, or of which nobody knows whether they arrived, by channel."""
    lost = (DeliveryStatus.DEAD, DeliveryStatus.UNKNOWN)
    rows = storage.alerts(shift.starts_at, now, lost)
    counts = Counter((row.status, row.alert.channel) for row in rows)
    for (status, channel), count in sorted(counts.items()):
        yield Line(code=str(status), kind=channel, figure=str(count))
