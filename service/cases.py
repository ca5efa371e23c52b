"""Cases out of what is stored: which alerts want to be acknowledged, who did what, and what was told already."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from alerts.follow import Case, Page
from domain.alerts import PAGING, Alert, Delivery, DeliveryStatus
from domain.duty import Disposition, Response, ResponseKind
from domain.events import OVER, EventState
from domain.risk import Level
from storage.base import AlertRow, DutyRow, Storage


def case_of(row: DutyRow, now: datetime) -> Case:
    """The present episode of an event in a scope."""
    memory = row.memory
    told = [one for one in row.alerts if _is_of_episode(one.alert, row)]
    pages = tuple(_pages(told, now))
    done = [one for one in row.responses if _is_done_in(one, row)]
    return Case(
        event_id=memory.event_id,
        scope_id=memory.scope_id,
        episode=memory.episode,
        level=memory.level,
        proposed=memory.proposed,
        pages=pages,
        acknowledged=frozenset(occasion for one in done for occasion in _acknowledged(one, pages)),
        verified_at=_first(done, ResponseKind.VERIFIED),
        answered_at=memory.answered_at or _first(done, ResponseKind.ANSWERED),
        closed_at=_closed_at(row, done, now),
        told=frozenset(one.alert.occasion for one in told if one.alert.reason not in PAGING),
    )


def _is_of_episode(alert: Alert, row: DutyRow) -> bool:
    """Of an event that was merged into this one only what was told since the episode began counts."""
    memory = row.memory
    if alert.subject_id == memory.event_id:
        return alert.episode == memory.episode
    return memory.episode_started_at is not None and alert.decided_at >= memory.episode_started_at


def _is_done_in(response: Response, row: DutyRow) -> bool:
    if response.episode is not None and response.event_id == row.memory.event_id:
        return response.episode == row.memory.episode
    return row.memory.episode_started_at is None or response.at >= row.memory.episode_started_at


def _pages(told: Iterable[AlertRow], now: datetime) -> Iterator[Page]:
    """One for each occasion, however many were told of it."""
    rows: dict[str, list[AlertRow]] = {}
    for one in told:
        if one.alert.reason in PAGING:
            rows.setdefault(one.alert.occasion, []).append(one)
    for occasion, same in rows.items():
        alert = same[0].alert
        rung = [moment for one in same for moment in map(_delivered_at, one.deliveries) if moment]
        seen = [
            moment for moment in rung if alert.decided_at <= moment <= now
        ]  # a scaled clock is not that of delivery
        level = Level.II if alert.proposed else alert.level
        yield Page(
            occasion=occasion, level=level, decided_at=alert.decided_at, rung_at=min(seen, default=alert.decided_at)
        )


def _delivered_at(delivery: Delivery) -> datetime | None:
    return delivery.finished_at if delivery.status is DeliveryStatus.DELIVERED else None


def _acknowledged(response: Response, pages: Iterable[Page]) -> Iterator[str]:
    """The page that stood when it was done; by time, where nobody noted it."""
    if response.acknowledges is not None:
        yield response.acknowledges
    elif response.episode is None:
        yield from (page.occasion for page in pages if page.decided_at <= response.at)


def _first(done: Iterable[Response], kind: ResponseKind) -> datetime | None:
    return next((one.at for one in done if one.kind is kind), None)


def _closed_at(row: DutyRow, done: Iterable[Response], now: datetime) -> datetime | None:
    """When a person ended it; an event that was told of again since is open."""
    ends = [
        one.at for one in done if one.kind is ResponseKind.CLOSED or one.disposition not in (None, Disposition.REAL)
    ]
    return (ends[-1] if ends else now) if row.state in OVER and ends else None


def as_done(storage: Storage, response: Response) -> Response:
    """A response with what it belongs to: the episode, and the alert that it acknowledges."""
    found = storage.event_memories(response.event_id)
    memory = next((one for one in found if one.scope_id == response.scope_id), None)
    if memory is None:
        return response
    alerts = tuple(row for row in storage.event_alerts(response.event_id) if row.alert.scope_id == response.scope_id)
    case = case_of(DutyRow(memory=memory, state=EventState.NEW, alerts=alerts), response.at)
    page = case.pages[-1].occasion if case.pages else None
    return replace(response, episode=memory.episode, acknowledges=page)
