"""What happened in a shift, out of what is stored: levels that moved, what was told, what people did."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from alerts.flood import digest_id
from domain.alerts import DeliveryStatus, Reason, SubjectKind
from domain.duty import Response
from domain.handover import Line
from domain.risk import Assessment, Level, LevelMemory, level_name
from service.log import entries_since
from storage.base import Storage
from storage.values import AlertRow

EVENT = "event."
STAYED = frozenset({DeliveryStatus.PENDING, DeliveryStatus.FOLDED, DeliveryStatus.WITHDRAWN})
"""How an alert stands that has not left."""
OTHER = (
    "config.activate",
    "config.rollback",
    "duty.swap",
    "duty.import",
    "duty.apply",
    "watch.",
    "source.pause",
    "source.resume",
)
"""Beginnings of what else was done that the next shift should know of."""


def summary(storage: Storage, scope_id: str, since: datetime, until: datetime) -> Iterator[Line]:
    """Levels that began, rose, sank and ended, and events that a person ended, in order of time; then what was told."""
    moved = [line for event_id in _assessed(storage, scope_id, since, until)
             for line in _moves(storage, event_id, scope_id, since, until)]  # fmt: skip
    ended = [_ended(one) for one in acts(storage, scope_id, since, until) if one.is_end]
    yield from sorted([*moved, *ended], key=lambda line: (line.at or since, line.subject, line.code))
    yield from _told([row for row in storage.alerts(since, until) if row.alert.scope_id == scope_id])


def acts(storage: Storage, scope_id: str, since: datetime, until: datetime) -> tuple[Response, ...]:
    """What people did with events of the scope, in order."""
    named = {entry.subject for entry in entries_since(storage, since) if entry.action.startswith(EVENT)}
    done = {(one.at, one.event_id, one.kind, one.actor): one for event_id in sorted(named)
            for one in storage.responses(event_id)}  # fmt: skip
    return tuple(one for key, one in sorted(done.items()) if one.scope_id == scope_id and since <= one.at < until)


def act_lines(storage: Storage, scope_id: str, since: datetime, until: datetime) -> Iterator[Line]:
    """What people did: with events, and with rules, roster, watches and sources."""
    for one in acts(storage, scope_id, since, until):
        kind = one.kind.value if one.disposition is None else f"{one.kind}:{one.disposition}"
        yield Line(code="act", subject=one.event_id, kind=kind, at=one.at, who=(one.actor,), note=one.note)
    for entry in entries_since(storage, since):
        if entry.at < until and entry.action.startswith(OTHER):
            yield Line(code="did", kind=entry.action, at=entry.at, who=(entry.actor,))


def _assessed(storage: Storage, scope_id: str, since: datetime, until: datetime) -> list[str]:
    """Events whose level can have moved: with one in the span, or just without."""
    levels: dict[str, Level] = {}
    for one in storage.assessments(since=since, until=until):
        if one.scope_id == scope_id:
            levels[one.event_id] = max(one.level, levels.get(one.event_id, Level.NONE))
    return [event_id for event_id, level in sorted(levels.items()) if level or _had_level(storage, event_id, scope_id)]


def _had_level(storage: Storage, event_id: str, scope_id: str) -> bool:
    memories: Sequence[LevelMemory] = storage.event_memories(event_id)
    return any(one.scope_id == scope_id and one.highest for one in memories)


def _moves(storage: Storage, event_id: str, scope_id: str, since: datetime, until: datetime) -> Iterator[Line]:
    """Each move of the level in the span."""
    before: Assessment | None = None
    for one in storage.assessments(event_id, until=until):
        if one.scope_id != scope_id:
            continue
        was, now = _gravity(before), _gravity(one)
        if was != now and one.at >= since:
            name = level_name(before.level, proposed=before.proposed) if before else Level.NONE.name
            yield Line(code=_code(was, now), subject=event_id, at=one.at, was=name, figure=f"{one.index:.2f}",
                       level=level_name(one.level, proposed=one.proposed))  # fmt: skip
        before = one


def _gravity(one: Assessment | None) -> Level:
    if one is None:
        return Level.NONE
    return Level.I if one.proposed else one.level


def _code(was: Level, now: Level) -> str:
    if was is Level.NONE:
        return "began"
    if now is Level.NONE:
        return "ended"
    return "rose" if now > was else "sank"


def _ended(one: Response) -> Line:
    kind = one.kind.value if one.disposition is None else f"{one.kind}:{one.disposition}"
    return Line(code="closed", subject=one.event_id, kind=kind, at=one.at, who=(one.actor,))


def _told(rows: Sequence[AlertRow]) -> Iterator[Line]:
    """How many occasions were told, by themselves or in a digest, how many messages left, and how many of them arrived."""
    left = {row.alert.id: row for row in rows if row.status not in STAYED}
    folded = [row for row in rows if row.alert.digest and digest_id(row.alert) in left]
    told = [row.alert for row in (*left.values(), *folded) if row.alert.reason is not Reason.DIGEST]
    if not left:
        return
    occasions = {(one.subject_id, one.episode, one.occasion) for one in told}
    events = {one.subject_id for one in told if one.subject_kind is SubjectKind.EVENT}
    arrived = sum(1 for row in left.values() if row.status == DeliveryStatus.DELIVERED)
    yield Line(code="told", figure=f"{len(occasions)}/{len(events)}/{len(left)}/{arrived}")
