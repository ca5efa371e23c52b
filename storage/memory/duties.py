"""Events with a level, what was told of them, what people did, and what follows."""

from collections.abc import Iterator, Sequence

from domain.alerts import Alert, DeliveryStatus
from domain.duty import FOLLOWING, Response, is_stopped
from domain.events import OVER, EventState
from domain.risk import LevelMemory
from storage.following import Following, unmoved, with_digests
from storage.memory.held import waits, withdraw_outrun
from storage.memory.kept import Kept
from storage.memory.outbox import all_alerts, put_alerts
from storage.memory.reading import all_that_became, responses
from storage.values import AlertRow, DutyRow


def duty_rows(kept: Kept) -> Iterator[DutyRow]:
    for (event_id, scope_id), memory in sorted(kept.memories.items()):
        is_over = kept.states.get((event_id, scope_id)) in OVER
        if memory.level and kept.events[event_id].merged_into is None and not is_over:
            yield _row(kept, memory)


def told_of(kept: Kept, event_id: str) -> tuple[AlertRow, ...]:
    named = all_that_became(kept, event_id)
    return tuple(row for row in all_alerts(kept, None, None) if row.alert.subject_id in named)


def follow_up(kept: Kept, found: Following, digests: Sequence[Alert] = ()) -> int:
    put = with_digests(unmoved(found, duty_rows(kept)), digests)
    put_alerts(kept, put)
    withdraw_outrun(kept, put)
    return len(put)


def stop(kept: Kept, response: Response) -> None:
    """What follows an alert is not sent once a person has done what stops it, nor what quiet hours hold back."""
    named = all_that_became(kept, response.event_id)
    for one in kept.outbox.values():
        alert = one.alert
        is_own = alert.subject_id in named and alert.scope_id == response.scope_id
        is_answered = is_stopped(alert.occasion, alert.episode, [response]) and one.status is DeliveryStatus.PENDING
        if is_own and (is_answered or waits(one)):
            one.status = DeliveryStatus.WITHDRAWN


def withdraw_if_stopped(kept: Kept, alert_id: str) -> None:
    """What a person answered while it was leaving is not sent again."""
    one = kept.outbox[alert_id]
    alert = one.alert
    if alert.occasion.startswith(FOLLOWING):
        done = (act for act in responses(kept, alert.subject_id) if act.scope_id == alert.scope_id)
        if is_stopped(alert.occasion, alert.episode, done):
            one.status = DeliveryStatus.WITHDRAWN


def _row(kept: Kept, memory: LevelMemory) -> DutyRow:
    event, scope = memory.event_id, memory.scope_id
    return DutyRow(
        memory=memory,
        state=kept.states.get((event, scope), EventState.NEW),
        alerts=tuple(row for row in told_of(kept, event) if row.alert.scope_id == scope),
        responses=tuple(one for one in responses(kept, event) if one.scope_id == scope),
    )
