"""What the outbox says of episodes, gathered in one reading: alerts that want to be acknowledged, and ends of levels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern

from alerts.flood import digest_id
from domain.alerts import PAGING, DeliveryStatus, Reason, SubjectKind
from domain.risk import Level, level_of_duties
from service.arrivals import arrival
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
    due_at: datetime
    """When it was to leave: at once, or when quiet hours ended."""
    is_withdrawn: bool
    """It never left, since there was nothing left to say."""
    config_id: str

    @property
    def duties_of(self) -> Level:
        """The level whose duties hold."""
        return level_of_duties(self.level, proposed=self.proposed)

    @property
    def rung_at(self) -> datetime:
        """From when the time to act counts: delivery, else when it was to leave."""
        return self.arrived_at or self.due_at


@dataclass(slots=True, kw_only=True)
class _Told:
    """A page while its alerts are read: no more than it takes."""

    level: Level
    proposed: bool
    decided_at: datetime
    due_at: datetime
    config_id: str
    is_withdrawn: bool = True
    arrived_at: datetime | None = None
    digests: tuple[str, ...] = ()
    """Ids of the digests that tell of it."""


@dataclass(slots=True, kw_only=True)
class Book:
    """Pages and ends by episode. `survivor`: where an event went by merging."""

    survivor: Callable[[str], str]
    _pages: dict[Key, dict[str, _Told]] = field(default_factory=dict)
    _ends: dict[Key, tuple[datetime, ...]] = field(default_factory=dict)
    _digests: dict[str, datetime] = field(default_factory=dict)

    def read(self, rows: Iterable[AlertRow]) -> None:
        """Take up alerts in order of decision."""
        for row in rows:
            alert = row.alert
            if alert.reason is Reason.DIGEST:
                self._take_digest(row)
            elif alert.subject_kind is SubjectKind.EVENT:
                self._take(row, (self.survivor(alert.subject_id), alert.scope_id, alert.episode))

    @property
    def keys(self) -> list[Key]:
        """Episodes of which anybody was told, sorted."""
        return sorted(self._pages)

    def pages(self, key: Key) -> tuple[Page, ...]:
        """Of an episode, in order of decision."""
        told = (self._page(name, one) for name, one in self._pages.get(key, {}).items())
        return tuple(sorted(told, key=lambda page: (page.decided_at, page.occasion)))

    def ends(self, key: Key) -> tuple[datetime, ...]:
        """When its level ended, as it was told, in order."""
        return self._ends.get(key, ())

    def _take_digest(self, row: AlertRow) -> None:
        arrived = arrival(row)
        if arrived is not None:
            self._digests[row.alert.id] = arrived

    def _take(self, row: AlertRow, key: Key) -> None:
        alert = row.alert
        if alert.reason is Reason.CLEARED:
            ends = self._ends.get(key, ())
            self._ends[key] = ends if alert.decided_at in ends else (*ends, alert.decided_at)
        elif alert.reason in PAGING:
            occasion, config_id = intern(alert.occasion), intern(alert.config_id)
            new = _Told(
                level=alert.level,
                proposed=alert.proposed,
                decided_at=alert.decided_at,
                due_at=alert.due_at,
                config_id=config_id,
            )
            told = self._pages.setdefault(key, {}).setdefault(occasion, new)
            told.due_at = min(told.due_at, alert.due_at)
            told.is_withdrawn = told.is_withdrawn and row.status == DeliveryStatus.WITHDRAWN
            told.arrived_at = min((at for at in (told.arrived_at, arrival(row)) if at), default=None)
            if alert.digest:
                told.digests = (*told.digests, intern(digest_id(alert)))

    def _page(self, occasion: str, told: _Told) -> Page:
        arrived = [told.arrived_at, *(self._digests.get(one) for one in told.digests)]
        # On a scaled clock a delivery, which is real, may lie before the decision.
        known = [max(at, told.decided_at) for at in arrived if at is not None]
        return Page(
            occasion=occasion, level=told.level, proposed=told.proposed, decided_at=told.decided_at,
            arrived_at=min(known, default=None), due_at=told.due_at, is_withdrawn=told.is_withdrawn, config_id=told.config_id,
        )  # fmt: skip
