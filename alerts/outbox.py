"""What delivering needs of the store: a small part of it, each method one transaction."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from domain.alerts import Alert, Delivery, OutboxItem


class Told(Protocol):
    """An alert with its attempts."""

    @property
    def alert(self) -> Alert: ...

    @property
    def deliveries(self) -> Sequence[Delivery]: ...


class Outbox(Protocol):
    """The store, as far as delivering knows it."""

    def due_alerts(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Pending alerts whose time has come, oldest decision first."""

    def claim_alert(self, delivery: Delivery) -> bool:
        """Pending -> sending with the attempt; False where somebody else has it."""

    def record_delivery(self, delivery: Delivery, not_before: datetime | None = None) -> None:
        """How the attempt ended; status pending: again at `not_before`."""

    def waiting(self, alert_ids: Sequence[str]) -> AbstractSet[str]:
        """Those of these alerts that are pending."""

    def unfinished_deliveries(self) -> Sequence[tuple[OutboxItem, Delivery]]:
        """Attempts found in `sending`."""

    def alert(self, alert_id: str) -> Told | None:
        """One alert with its attempts."""
