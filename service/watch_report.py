"""What a special watch has seen, gathered from the store."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from domain.alerts import Reason
from domain.events import Scope
from domain.risk import Assessment
from reports.watch import WatchedEvent, WatchReport
from storage.base import Storage
from storage.values import Record


def report_of(storage: Storage, scope: Scope, now: datetime) -> WatchReport:
    """What the watch has seen up to now. The evaluation after an import may stand some minutes ahead of the clock."""
    until = scope.ends_at
    assessed: dict[str, list[Assessment]] = {}
    for one in storage.assessments(since=scope.starts_at, until=until):
        if one.scope_id == scope.id:
            assessed.setdefault(one.event_id, []).append(one)
    seen = {event_id: tuple(_seen(storage, event_id, scope, until)) for event_id in sorted(assessed)}
    documents = {one.document.id: one for records in seen.values() for one in records}.values()
    times = [one.document.happened_at for one in documents]
    names = Counter(one.source_name for one in documents)
    events = [_event(storage, found, len(seen[event_id])) for event_id, found in assessed.items()]
    return WatchReport(
        scope=scope,
        until=min(until or now, now),
        documents=len(documents),
        first=min(times, default=None),
        last=max(times, default=None),
        events=tuple(sorted(events, key=lambda one: (-one.level, -one.index, one.id))),
        alerts=_alerts(storage, scope, until),
        sources=tuple(sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _seen(storage: Storage, event_id: str, scope: Scope, until: datetime | None) -> Iterator[Record]:
    """Members collected in the watch's time, from its sources."""
    for record in storage.event_documents(event_id):
        document = record.document
        begun = scope.starts_at is None or document.collected_at >= scope.starts_at
        going = until is None or document.collected_at < until
        if begun and going and (not scope.sources or document.source_id in scope.sources):
            yield record


def _event(storage: Storage, found: list[Assessment], documents: int) -> WatchedEvent:
    row = storage.event(found[0].event_id, found[0].scope_id)
    return WatchedEvent(
        id=found[0].event_id,
        title=row.title if row else found[0].event_id,
        level=max(one.level for one in found),
        proposed=any(one.proposed for one in found),
        index=max(one.index for one in found),
        first_at=found[0].at,
        documents=documents,
    )


def _alerts(storage: Storage, scope: Scope, until: datetime | None) -> tuple[tuple[Reason, int], ...]:
    told = {
        (row.alert.subject_id, row.alert.episode, row.alert.occasion): row.alert.reason
        for row in storage.alerts(scope.starts_at, until)
        if row.alert.scope_id == scope.id
    }
    return tuple(sorted(Counter(told.values()).items(), key=lambda pair: (-pair[1], pair[0])))
