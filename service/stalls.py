"""Parts of the watch that stand still: the collector, a channel, the people on duty, processing. Read off what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from alerts.follow import is_acknowledged, plan
from config.settings_watch import SilenceSettings
from domain.alerts import DeliveryStatus, Reason
from domain.crawl import PollState
from domain.items import Source, SourceKind
from domain.risk import Level
from domain.routes import duty_of
from domain.rules import Rules, ScopeRules
from domain.silence import COLLECTOR, DELIVERY, LADDER, PROCESSING, Form, Silence
from service.cases import case_of
from storage.base import Storage
from storage.values import AlertRow, DutyRow

READ = 10_000
FEW = 3
"""Fewer sources than that may all fail without the collector being at fault."""
RECENT = timedelta(days=7)
"""A dead letter from before says nothing of a channel now."""
ASKED = Level.III
"""From this level on it is told that nobody acknowledges; IV waits for office hours."""
Way = tuple[str, str]
"""(recipient, channel)."""
FOREVER = datetime.max.replace(tzinfo=UTC)


def stalled_collector(
    sources: Sequence[Source], states: Mapping[str, PollState], settings: SilenceSettings, now: datetime
) -> Silence | None:
    """Where at least half of the sources are overdue, or fail: one silence, not one a source."""
    polled = [
        states[one.id] for one in sources if one.id in states and not one.paused and one.kind is not SourceKind.IMPORT
    ]
    active = [state for state in polled if not state.given_up]
    late = [state.next_poll_at for state in active if now - state.next_poll_at > _patience(state, settings)]
    if late and 2 * len(late) >= len(active):
        return Silence(subject_id=COLLECTOR, form=Form.LATE, since=min(late), count=len(late))
    failing = sorted(state.last_success_at or state.next_poll_at for state in active if state.failure)
    if len(failing) >= FEW and 2 * len(failing) >= len(active):
        return Silence(subject_id=COLLECTOR, form=Form.FAILING, since=failing[len(failing) // 2], count=len(failing))
    return None


def stalled_channels(storage: Storage, rules: Rules, settings: SilenceSettings, now: datetime) -> tuple[Silence, ...]:
    """Channels with alerts that should have left long ago, or with dead letters to somebody who got nothing since."""
    stuck: dict[str, list[datetime]] = {one.id: [] for one in rules.channels}
    for item in storage.due_alerts(FOREVER, READ):
        if item.alert.due_at <= now - settings.undelivered and item.alert.channel in stuck:
            stuck[item.alert.channel].append(item.alert.due_at)
    for row in _dead_since(storage, now - RECENT):
        if row.alert.channel in stuck:
            stuck[row.alert.channel].append(row.alert.due_at)
    return tuple(
        Silence(subject_id=DELIVERY + channel, form=Form.UNDELIVERED, since=min(due), count=len(due))
        for channel, due in stuck.items()
        if due
    )


def unacknowledged(storage: Storage, rules: Rules, now: datetime) -> tuple[Silence, ...]:
    """By level: events whose ladder was climbed to its end without anybody acknowledging."""
    scopes = {scope.scope.id: scope for scope in rules.scopes}
    found: dict[Level, list[datetime]] = {}
    for row in storage.duties():
        level, since = _left_alone(row, scopes.get(row.memory.scope_id), now)
        if since is not None and level >= ASKED:
            found.setdefault(level, []).append(since)
    return tuple(
        Silence(subject_id=LADDER + level.name, form=Form.UNACKNOWLEDGED, since=min(since), count=len(since))
        for level, since in sorted(found.items(), reverse=True)
    )


def stalled_processing(storage: Storage, settings: SilenceSettings, now: datetime) -> Silence | None:
    """Rows that wait in the inbox for too long."""
    bounds = storage.inbox_bounds(storage.cursor().sequence)
    if bounds is None or bounds[0] > now - settings.unprocessed:
        return None
    return Silence(subject_id=PROCESSING, form=Form.UNPROCESSED, since=bounds[0], count=bounds[2])


def _patience(state: PollState, settings: SilenceSettings) -> timedelta:
    return max(settings.late_least, settings.late_intervals * state.interval)


def _dead_since(storage: Storage, since: datetime) -> Iterator[AlertRow]:
    """Dead letters after which nothing was delivered over their channel to the same recipient: one wrong address among many
    is a way that leads nowhere, too."""
    dead = [*storage.alerts(since, statuses=(DeliveryStatus.DEAD,))]
    if not dead:
        return
    delivered = storage.alerts(dead[0].alert.decided_at, statuses=(DeliveryStatus.DELIVERED,))
    last = _last_ends(delivered)
    for row in dead:
        if _end_of(row) >= last.get(_way_of(row), _end_of(row)):
            yield row


def _last_ends(rows: Iterable[AlertRow]) -> dict[Way, datetime]:
    """When something was last delivered to each recipient over each channel."""
    last: dict[Way, datetime] = {}
    for row in rows:
        last[_way_of(row)] = max(_end_of(row), last.get(_way_of(row), row.alert.decided_at))
    return last


def _way_of(row: AlertRow) -> Way:
    return row.alert.recipient, row.alert.channel


def _end_of(row: AlertRow) -> datetime:
    """When the last attempt ended."""
    last = row.deliveries[-1] if row.deliveries else None
    return (last.finished_at or last.started_at) if last else row.alert.decided_at


def _left_alone(row: DutyRow, scope: ScopeRules | None, now: datetime) -> tuple[Level, datetime | None]:
    """The level whose duties hold, and since when the last alert has rung in vain; None while somebody may still come."""
    case = case_of(row, now)
    duty = duty_of(scope.duties, case.duties_of) if scope else None
    if scope is None or duty is None or not case.pages or is_acknowledged(case):
        return case.duties_of, None
    rungs = [due for due in plan(case, scope.duties) if due.reason is Reason.ESCALATED]
    is_over = bool(rungs) and rungs[-1].occasion in case.told and rungs[-1].at + duty.acknowledge <= now
    return case.duties_of, case.pages[-1].rung_at if is_over else None
