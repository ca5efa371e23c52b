"""Alerts, their deliveries and what follows them: the part of the store that telling people needs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.handover import Handover
from storage import dead_letters, duties, handovers, outbox, responses
from storage.database import Database
from storage.values import AlertRow, Change, DutyRow


class Telling:
    """Each method one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due_alerts(self, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
        with self.database.reading() as connection:
            return outbox.due_alerts(connection, now, limit)

    def claim_alert(self, delivery: Delivery) -> bool:
        with self.database.writing() as connection:
            return outbox.claim_alert(connection, delivery)

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        with self.database.writing() as connection:
            outbox.record_delivery(connection, delivery, not_before)
            if delivery.status is DeliveryStatus.PENDING:
                responses.withdraw_if_stopped(connection, delivery.alert_id)

    def waiting(self, alert_ids: Sequence[str]) -> frozenset[str]:
        with self.database.reading() as connection:
            return outbox.waiting(connection, alert_ids)

    def unfinished_deliveries(self) -> tuple[tuple[OutboxItem, Delivery], ...]:
        with self.database.reading() as connection:
            return outbox.unfinished_deliveries(connection)

    def alerts(
        self, since: datetime | None = None, until: datetime | None = None, statuses: Sequence[DeliveryStatus] = ()
    ) -> Iterator[AlertRow]:
        with self.database.reading() as connection:
            yield from outbox.all_alerts(connection, since, until, statuses)

    def alert(self, alert_id: str) -> AlertRow | None:
        with self.database.reading() as connection:
            return outbox.alert_of(connection, alert_id)

    def subject_alerts(self, subject_ids: Sequence[str]) -> tuple[AlertRow, ...]:
        with self.database.reading() as connection:
            return outbox.told_about(connection, subject_ids)

    def put_back(self, alert_ids: Sequence[str], at: datetime, change: Change) -> tuple[str, ...]:
        with self.database.writing() as connection:
            back = dead_letters.put_back(connection, alert_ids, at, change)
            for one in back:
                responses.withdraw_if_stopped(connection, one)
            return back

    def event_alerts(self, event_id: str) -> tuple[AlertRow, ...]:
        with self.database.reading() as connection:
            return outbox.told_of(connection, event_id)

    def duties(self, event_ids: Sequence[str] = ()) -> tuple[DutyRow, ...]:
        with self.database.reading() as connection:
            return duties.duty_rows(connection, event_ids)

    def follow_up(self, found: Sequence[tuple[DutyRow, Sequence[Alert]]], digests: Sequence[Alert] = ()) -> int:
        with self.database.writing() as connection:
            return duties.follow_up(connection, found, digests)

    def tell(self, alerts: Sequence[Alert]) -> int:
        with self.database.writing() as connection:
            fresh = [alert for alert in alerts if outbox.alert_of(connection, alert.id) is None]
            outbox.put_alerts(connection, fresh)
            return len(fresh)

    def put_handover(self, handover: Handover, known: Handover | None, change: Change) -> None:
        with self.database.writing() as connection:
            handovers.put_handover(connection, handover, known, change)

    def handover(self, handover_id: str) -> Handover | None:
        with self.database.reading() as connection:
            return handovers.handover_of(connection, handover_id)

    def handovers(self, since: datetime | None = None) -> tuple[Handover, ...]:
        with self.database.reading() as connection:
            return handovers.all_handovers(connection, since)

    def count_dead_alerts(self) -> int:
        with self.database.reading() as connection:
            return outbox.count_dead_alerts(connection)

    def count_repeated_alerts(self) -> int:
        with self.database.reading() as connection:
            return outbox.count_repeated_alerts(connection)
