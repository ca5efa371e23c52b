"""What became of a drill, gathered from its store. Also of one that runs, or was broken off."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alerts import DeliveryStatus
from domain.clock import RealClock
from domain.codec import from_json
from domain.drills import Drill, DrillState
from domain.errors import BadUse
from domain.events import DESK
from domain.filters import DocumentFilter
from domain.risk import Level
from domain.rules import Rules
from reports.drills import Done, Drilled, DrillReport, Levelled, Measure, Published, Telling
from service.app import App
from service.arrivals import arrival, with_digests
from service.cases import case_of, duty_row, on_desk_time
from service.drills.folder import Drills
from service.drills.measures import Handled, measures_of
from service.drills.opened import open_drill
from storage.base import Storage
from storage.values import AlertRow, EventRow


def drill_report(app: App, drill: Drill) -> DrillReport:
    """What was kept of a drill that has ended; of another, as it stands. BadUse where another release held it, and this one
    cannot tell."""
    drills = Drills(app.workspace)
    kept = drills.kept_report(drill.id) if drill.ending else None
    if kept is not None:
        try:
            return from_json(DrillReport, kept)
        except (ValueError, TypeError) as error:
            raise BadUse("drill.other_release", id=drill.id) from error
    with open_drill(app, drill) as opened:
        return report_of(drill, drills.state(drill), opened.storage, opened.rules)


def report_of(drill: Drill, state: DrillState, storage: Storage, rules: Rules) -> DrillReport:
    """As of its end, or of now. A drill that was broken off is told up to the last thing that is known of it."""
    told = [*storage.alerts()]
    rows = [row for event_id in dict.fromkeys(one.alert.subject_id for one in told) if (row := storage.event(event_id))]
    until = drill.desk_at(RealClock().now()) if state is not DrillState.BROKEN else _last_known(drill, storage, told)
    until = min(until, drill.starts_at + drill.length)
    events = sorted((_event(storage, row) for row in rows), key=lambda event: (-event.level, event.id))
    return DrillReport(
        drill=drill,
        state=state,
        until=until,
        events=tuple(events),
        published=tuple(_published(storage)),
        levels=tuple(_levels(storage)),
        tellings=tuple(_telling(drill, row) for row in told),
        done=tuple(_done(storage, events)),
        measures=tuple(measure for row in rows for measure in _measures(drill, storage, rules, row, until)),
    )


def _last_known(drill: Drill, storage: Storage, told: Iterable[AlertRow]) -> datetime:
    evaluated = storage.cursor().evaluated_at or drill.starts_at
    ends = (one.finished_at for row in told for one in row.deliveries if one.finished_at)
    return max([evaluated, *(drill.desk_at(moment) for moment in ends)])


def _event(storage: Storage, row: EventRow) -> Drilled:
    memories = [one for one in storage.event_memories(row.event.id) if one.scope_id == DESK]
    level = max((max(one.level, one.highest) for one in memories), default=Level.NONE)
    return Drilled(id=row.event.id, title=row.title, level=level, state=row.state)


def _published(storage: Storage) -> Iterator[Published]:
    for record in storage.documents(DocumentFilter()):
        document = record.document
        yield Published(
            at=document.happened_at, event_id=record.event_id, outlet=document.outlet, platform=document.platform,
            tier=document.tier, title=document.title,
        )  # fmt: skip


def _levels(storage: Storage) -> Iterator[Levelled]:
    """Assessments that brought another level than the one before."""
    before: dict[str, tuple[Level, bool]] = {}
    for one in storage.assessments():
        level = (one.level, one.proposed)
        if level != before.get(one.event_id, (Level.NONE, False)):
            yield Levelled(at=one.at, event_id=one.event_id, level=one.level, proposed=one.proposed, index=one.index)
        before[one.event_id] = level


def _telling(drill: Drill, row: AlertRow) -> Telling:
    alert, arrived = row.alert, _delivered_at(drill, row)
    failed = [one.detail for one in row.deliveries if one.status is not DeliveryStatus.DELIVERED]
    return Telling(
        at=alert.decided_at, number=alert.id, event_id=alert.subject_id, reason=alert.reason, occasion=alert.occasion,
        level=alert.level, proposed=alert.proposed, recipient=alert.recipient, channel=alert.channel,
        status=DeliveryStatus(row.status), delivered_at=arrived,
        lag=max((arrived - alert.decided_at) / drill.pace, timedelta(0)) if arrived else None,
        attempts=len(row.deliveries), detail=failed[-1] if failed else "",
    )  # fmt: skip


def _delivered_at(drill: Drill, row: AlertRow) -> datetime | None:
    arrived = arrival(row)
    return drill.desk_at(arrived) if arrived else None


def _done(storage: Storage, events: Iterable[Drilled]) -> Iterator[Done]:
    for one in (one for event in events for one in storage.responses(event.id)):
        yield Done(at=one.at, event_id=one.event_id, kind=one.kind, by=one.actor, disposition=one.disposition)


def _measures(drill: Drill, storage: Storage, rules: Rules, row: EventRow, until: datetime) -> Iterator[Measure]:
    found = duty_row(storage, row.event.id, DESK)
    if found is None:
        return
    found = replace(found, alerts=with_digests(storage, found.alerts))
    case = case_of(on_desk_time(found, drill), until)
    arrived = (_delivered_at(drill, one) for one in found.alerts)
    handled = Handled(
        case=case, responses=found.responses, first_seen=row.event.first_seen, until=case.closed_at or until,
        delivered_at=min((moment for moment in arrived if moment), default=None),
    )  # fmt: skip
    yield from measures_of(handled, rules.scopes[0].duties)
