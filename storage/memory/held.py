"""Alerts that quiet hours hold back: withdrawn once they have nothing left to say (`domain.held`)."""

from collections.abc import Container, Iterable, Sequence

from domain.alerts import Alert, DeliveryStatus
from domain.held import outrun, over
from domain.risk import Level, LevelMemory
from storage.memory.kept import Kept, Waiting
from storage.memory.reading import all_that_became


def withdraw_outrun(kept: Kept, fresh: Sequence[Alert]) -> None:
    """What alerts that were just decided say better is not told any more."""
    _withdraw(kept, outrun([one.alert for one in kept.outbox.values() if waits(one)], fresh))


def withdraw_over(kept: Kept, memories: Iterable[LevelMemory]) -> None:
    """Of events that have no level any more nothing is held back."""
    for memory in memories:
        if memory.level is Level.NONE and memory.highest is not Level.NONE:
            named = all_that_became(kept, memory.event_id)
            own = [one for one in kept.outbox.values() if _is_of(one.alert, named, memory.scope_id)]
            waiting = [one.alert for one in own if waits(one)]
            others = [one.alert for one in own if not waits(one) and one.status is not DeliveryStatus.WITHDRAWN]
            _withdraw(kept, over(waiting, others) if waiting else ())


def waits(one: Waiting) -> bool:
    """Whether quiet hours hold an alert back that has not left."""
    return one.alert.is_held and one.status is DeliveryStatus.PENDING and not one.deliveries


def _is_of(alert: Alert, named: Container[str | None], scope_id: str) -> bool:
    return alert.subject_id in named and alert.scope_id == scope_id


def _withdraw(kept: Kept, ids: Iterable[str]) -> None:
    for one in (kept.outbox[alert_id] for alert_id in ids):
        if one.status is DeliveryStatus.PENDING:
            one.status = DeliveryStatus.WITHDRAWN
