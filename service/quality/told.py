"""What the outbox says of episodes, gathered in one reading: alerts that want to be acknowledged, and ends of levels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from domain.alerts import PAGING, Alert, Delivery, DeliveryStatus, Reason, SubjectKind
from domain.risk import Level, level_of_duties
from storage.values import AlertRow

Key = tuple[str, str, int]
"""(event, scope, episode)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An alert of a first or graver level, to however many it went."""

    occasion: str
    level: Level
    proposed: bool
    decided_at: datetime
    arrived_at: datetime | None
    """When it, or the digest that told of it, was first delivered; None while no delivery is known."""
    config_id: str

    @property
    def duties_of(self) -> Level:
        """The level whose duties hold."""
        return level_of_duties(self.level, proposed=self.proposed)

    @property
    def rung_at(self) -> datetime:
        """From when the time to act counts: delivery, else decision."""
        return self.arrived_at or self.decided_at


@dataclass(slots=True, kw_only=True)
class _Told:
    """A page while its alerts are read."""

    alert: Alert
    arrived: set[datetime] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Book:
    """Pages and ends by episode. `survivor`: where an event went by merging."""

    survivor: Callable[[str], str]
    _pages: dict[Key, dict[str, _Told]] = field(default_factory=dict)
    _ends: dict[Key, set[datetime]] = field(default_factory=dict)
    _digests: dict[tuple[str, str], set[datetime]] = field(default_factory=dict)

    def read(self, rows: Iterable[AlertRow]) -> None:
        """Take up alerts in order of decision."""
        for row in rows:
            alert = row.alert
            if alert.reason is Reason.DIGEST:
                self._digests.setdefault((alert.scope_id, alert.occasion), set()).update(_arrivals(row))
            elif alert.subject_kind is SubjectKind.EVENT:
                self._take(row, (self.survivor(alert.subject_id), alert.scope_id, alert.episode))

    @property
    def keys(self) -> list[Key]:
        """Episodes of which anybody was told, sorted."""
        return sorted(self._pages)

    def pages(self, key: Key) -> tuple[Page, ...]:
        """Of an episode, in order of decision."""
        told = self._pages.get(key, {}).values()
        return tuple(sorted((self._page(one) for one in told), key=lambda page: (page.decided_at, page.occasion)))

    def ends(self, key: Key) -> tuple[datetime, ...]:
        """When its level ended, as it was told."""
        return tuple(sorted(self._ends.get(key, ())))

    def _take(self, row: AlertRow, key: Key) -> None:
        alert = row.alert
        if alert.reason is Reason.CLEARED:
            self._ends.setdefault(key, set()).add(alert.decided_at)
        elif alert.reason in PAGING:
            told = self._pages.setdefault(key, {}).setdefault(alert.occasion, _Told(alert=alert))
            told.arrived.update(_arrivals(row))
            if alert.digest:
                told.digests.add(alert.digest)

    def _page(self, told: _Told) -> Page:
        alert = told.alert
        folded = (at for one in told.digests for at in self._digests.get((alert.scope_id, one), ()))
        # On a scaled clock a delivery, which is real, may lie before the decision.
        arrived = [max(at, alert.decided_at) for at in (*told.arrived, *folded)]
        return Page(occasion=alert.occasion, level=alert.level, proposed=alert.proposed, decided_at=alert.decided_at,
                    arrived_at=min(arrived, default=None), config_id=alert.config_id)  # fmt: skip


def _arrivals(row: AlertRow) -> Iterable[datetime]:
    return (at for at in map(_arrival, row.deliveries) if at is not None)


def _arrival(delivery: Delivery) -> datetime | None:
    return delivery.finished_at if delivery.status is DeliveryStatus.DELIVERED else None
