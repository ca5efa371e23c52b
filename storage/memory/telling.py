"""Alerts, their deliveries and what follows them: the part of the store that telling people needs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import RLock

from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.handover import Handover
from storage.memory import duties, handovers, outbox
from storage.memory.kept import Kept
from storage.values import AlertRow, Change, DutyRow


class Telling:
    """Under the one lock of the store."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._lock = RLock()

    def due_alerts(self, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
        with self._lock:
            return outbox.due_alerts(self._kept, now, limit)

    def claim_alert(self, delivery: Delivery) -> bool:
        with self._lock:
            return outbox.claim_alert(self._kept, delivery)

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        with self._lock:
            outbox.record_delivery(self._kept, delivery, not_before)
            if delivery.status is DeliveryStatus.PENDING:
                duties.withdraw_if_stopped(self._kept, delivery.alert_id)

    def waiting(self, alert_ids: Sequence[str]) -> frozenset[str]:
        with self._lock:
            known = self._kept.outbox
            return frozenset(one for one in alert_ids if one in known and known[one].status is DeliveryStatus.PENDING)

    def unfinished_deliveries(self) -> tuple[tuple[OutboxItem, Delivery], ...]:
        with self._lock:
            return outbox.unfinished_deliveries(self._kept)

    def alerts(
        self, since: datetime | None = None, until: datetime | None = None, statuses: Sequence[DeliveryStatus] = ()
    ) -> Iterator[AlertRow]:
        with self._lock:
            rows = outbox.all_alerts(self._kept, since, until)
            return iter(tuple(row for row in rows if not statuses or row.status in statuses))

    def alert(self, alert_id: str) -> AlertRow | None:
        with self._lock:
            return next((row for row in outbox.all_alerts(self._kept, None, None) if row.alert.id == alert_id), None)

    def subject_alerts(self, subject_ids: Sequence[str]) -> tuple[AlertRow, ...]:
        with self._lock:
            wanted = frozenset(subject_ids)
            rows = outbox.all_alerts(self._kept, None, None)
            return tuple(row for row in rows if row.alert.subject_id in wanted)

    def put_back(self, alert_ids: Sequence[str], at: datetime, change: Change) -> tuple[str, ...]:
        with self._lock:
            back = outbox.put_back(self._kept, alert_ids, at, change)
            for one in back:
                duties.withdraw_if_stopped(self._kept, one)
            return back

    def event_alerts(self, event_id: str) -> tuple[AlertRow, ...]:
        with self._lock:
            return duties.told_of(self._kept, event_id)

    def duties(self, event_ids: Sequence[str] = ()) -> tuple[DutyRow, ...]:
        with self._lock:
            return tuple(
                row for row in duties.duty_rows(self._kept) if not event_ids or row.memory.event_id in event_ids
            )

    def follow_up(self, found: Sequence[tuple[DutyRow, Sequence[Alert]]], digests: Sequence[Alert] = ()) -> int:
        with self._lock:
            return duties.follow_up(self._kept, found, digests)

    def tell(self, alerts: Sequence[Alert]) -> int:
        with self._lock:
            fresh = [alert for alert in alerts if alert.id not in self._kept.outbox]
            outbox.put_alerts(self._kept, fresh)
            return len(fresh)

    def put_handover(self, handover: Handover, known: Handover | None, change: Change) -> None:
        with self._lock:
            handovers.put_handover(self._kept, handover, known, change)

    def handover(self, handover_id: str) -> Handover | None:
        with self._lock:
            return self._kept.handovers.get(handover_id)

    def handovers(self, since: datetime | None = None) -> tuple[Handover, ...]:
        with self._lock:
            return handovers.all_handovers(self._kept, since)

    def count_dead_alerts(self) -> int:
        with self._lock:
            return outbox.count_dead_alerts(self._kept)

    def count_repeated_alerts(self) -> int:
        with self._lock:
            return self._kept.repeated
