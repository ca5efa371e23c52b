"""Cases out of what is stored: which alerts want to be acknowledged, who did what, and what was told already."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from alerts.follow import Case, Page
from domain.alerts import PAGING, Alert, Delivery
from domain.drills import Drill
from domain.duty import Response, ResponseKind
from domain.events import OVER
from domain.risk import level_of_duties
from service.arrivals import arrivals
from storage.base import Storage
from storage.values import AlertRow, DutyRow


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
        closed_at=_closed_at(row, done),
        shelved_until=memory.shelved_until,
        told=frozenset(one.alert.occasion for one in told if one.alert.reason not in PAGING),
    )


def on_desk_time(row: DutyRow, drill: Drill | None) -> DutyRow:
    """The row with its deliveries, which are of real time, on the clock of the drill that it belongs to."""
    if drill is None:
        return row
    return replace(row, alerts=tuple(replace(one, deliveries=_on_desk_time(one, drill)) for one in row.alerts))


def _on_desk_time(row: AlertRow, drill: Drill) -> tuple[Delivery, ...]:
    return tuple(
        replace(one, finished_at=drill.desk_at(one.finished_at) if one.finished_at else None) for one in row.deliveries
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
    """One for each occasion, however many were told of it. What a digest tells of rings when that was due: rows of open events
    are read at every turn, and a look-up for each digest would grow with a flood. Who judges afterwards gives rows in which it
    rings when the digest arrived (`with_digests`)."""
    rows: dict[str, list[AlertRow]] = {}
    for one in told:
        if one.alert.reason in PAGING:
            rows.setdefault(one.alert.occasion, []).append(one)
    for occasion, same in rows.items():
        alert = same[0].alert
        # A scaled clock is not that of delivery.
        seen = [moment for one in same for moment in arrivals(one) if alert.decided_at <= moment <= now]
        level = level_of_duties(alert.level, proposed=alert.proposed)
        yield Page(
            occasion=occasion,
            level=level,
            decided_at=alert.decided_at,
            rung_at=min(seen, default=min(one.alert.due_at for one in same)),
        )


def _acknowledged(response: Response, pages: Iterable[Page]) -> Iterator[str]:
    """The page that stood when it was done; by time, where nobody noted it."""
    if response.acknowledges is not None:
        yield response.acknowledges
    elif response.episode is None:
        yield from (page.occasion for page in pages if page.decided_at <= response.at)


def _first(done: Iterable[Response], kind: ResponseKind) -> datetime | None:
    return next((one.at for one in done if one.kind is kind), None)


def _closed_at(row: DutyRow, done: Iterable[Response]) -> datetime | None:
    """When a person ended it; an event that was told of again since is open."""
    if row.state not in OVER:
        return None
    ends = [one.at for one in done if one.is_end]
    return ends[-1] if ends else None


def duty_row(storage: Storage, event_id: str, scope_id: str) -> DutyRow | None:
    """How an event stands in a scope, whatever its level; None where it never had one."""
    memory = next((one for one in storage.event_memories(event_id) if one.scope_id == scope_id), None)
    row = storage.event(event_id, scope_id)
    if memory is None or row is None:
        return None
    return DutyRow(
        memory=memory,
        state=row.state,
        alerts=tuple(one for one in storage.event_alerts(event_id) if one.alert.scope_id == scope_id),
        responses=tuple(one for one in storage.responses(event_id) if one.scope_id == scope_id),
    )


def as_done(storage: Storage, response: Response) -> Response:
    """A response with what it belongs to: the episode, and the alert that it acknowledges."""
    row = duty_row(storage, response.event_id, response.scope_id)
    if row is None:
        return response
    pages = case_of(row, response.at).pages
    if response.acknowledges is not None:  # a person saw this page and no later one
        return response
    return replace(response, episode=row.memory.episode, acknowledges=pages[-1].occasion if pages else None)
