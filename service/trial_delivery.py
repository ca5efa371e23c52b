"""Seeing what becomes of test messages: the running service delivers them; where none runs, they are delivered here."""

import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from alerts.channels import open_channels
from alerts.deliver import Deliverer
from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.clock import RealClock
from domain.errors import BadUse
from service.app import App
from service.telling import composer
from storage.base import Storage
from storage.values import AlertRow

LOOK = 0.2
"""Seconds between two looks."""
OVER = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.DEAD, DeliveryStatus.UNKNOWN, DeliveryStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Chosen:
    """An outbox in which there is nothing but some alerts."""

    storage: Storage
    ids: AbstractSet[str]

    def due_alerts(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        return [item for item in self.storage.due_alerts(now, limit) if item.alert.id in self.ids]

    def claim_alert(self, delivery: Delivery) -> bool:
        return self.storage.claim_alert(delivery)

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        self.storage.record_delivery(delivery, not_before)

    def waiting(self, alert_ids: Sequence[str]) -> AbstractSet[str]:
        return self.storage.waiting(alert_ids)

    def unfinished_deliveries(self) -> Sequence[tuple[OutboxItem, Delivery]]:
        return ()

    def alert(self, alert_id: str) -> AlertRow | None:
        return self.storage.alert(alert_id)


def outcomes(app: App, alerts: Sequence[Alert], seconds: float) -> tuple[AlertRow, ...]:
    """What became of these alerts, once each was tried or the time is over."""
    end = time.monotonic() + seconds
    with _deliverer(app, alerts) as deliverer:
        while True:
            if deliverer is not None:
                deliverer.deliver_due(RealClock().now())
            rows = tuple(row for alert in alerts if (row := app.storage.alert(alert.id)))
            if all(map(is_tried, rows)) or time.monotonic() >= end:
                return rows
            time.sleep(LOOK)


def is_tried(row: AlertRow) -> bool:
    """Whether something is known of it: it has arrived or not, or an attempt has failed that will be repeated."""
    tried = row.deliveries and row.deliveries[-1].finished_at is not None
    return row.status in OVER or (row.status == DeliveryStatus.PENDING and bool(tried))


@contextmanager
def _deliverer(app: App, alerts: Sequence[Alert]) -> Iterator[Deliverer | None]:
    """One of our own for these alerts alone; None where the service runs, which delivers them."""
    wanted = {alert.channel for alert in alerts}
    channels = [one for one in app.rules.channels if one.id in wanted]
    with ExitStack() as stack:
        try:
            stack.enter_context(app.workspace.alone())
        except BadUse:
            yield None
            return
        opened = stack.enter_context(open_channels(channels, app.workspace.folder, app.settings.secrets))
        outbox = Chosen(app.storage, frozenset(alert.id for alert in alerts))
        yield Deliverer(outbox, opened, composer(app), clock=RealClock())
