"""What a replay found, as files that are byte for byte the same for equal rows, rules and program.

events.jsonl   {event_id, title, urls, opened_at, levels: [{scope, level, at, proposed}], merged_into}   by opening, then id
alerts.jsonl   {at, event_id, scope, level, proposed, reason, occasion, index, digest}    by time; once, however many are told;
               `digest`: occasion of the digest that tells of it, whose own line has no event
summary.json   counts
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.alerts import Alert, SubjectKind
from domain.codec import plain_json, to_plain
from domain.filters import EventFilter
from domain.risk import Level, level_name
from domain.rules import Rules
from service.replay.loop import Mark
from storage.base import Storage
from storage.values import EventRow

NO_SCOPE = ""
"""Events are asked for by themselves, without what a scope says of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """An event's level in a scope from a moment on."""

    event_id: str
    scope: str
    at: datetime
    level: Level
    proposed: bool


@dataclass(slots=True)
class Stored:
    """Documents of the store by event, and the counts of doors that they show."""

    urls: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[str, datetime] = field(default_factory=dict)
    """When the first member of each event was collected."""
    new: int = 0
    changed: int = 0


def stored(storage: Storage) -> Stored:
    """One reading of all documents, in order of sequence."""
    found = Stored()
    for one in storage.addresses():
        found.new += 1
        found.changed += one.revisions - 1
        if one.event_id is not None:
            found.opened.setdefault(one.event_id, one.first_collected_at)
            found.urls[one.event_id].append(one.url)
    return found


def level_changes(storage: Storage) -> Iterator[LevelChange]:
    """Every change of a level, from no level on, in order of time."""
    last: dict[tuple[str, str], tuple[Level, bool]] = {}
    for one in storage.levels():
        key, now = (one.event_id, one.scope_id), (one.level, one.proposed)
        if last.get(key, (Level.NONE, False)) != now:
            yield LevelChange(
                event_id=one.event_id, scope=one.scope_id, at=one.at, level=one.level, proposed=one.proposed
            )
        last[key] = now


def tellings(storage: Storage) -> list[Alert]:
    """Alerts in order of time, one an occasion: to how many it goes is the roster's matter."""
    found: dict[tuple[str, str, int, str], Alert] = {}
    for row in storage.alerts():
        one = row.alert
        found.setdefault((one.subject_id, one.scope_id, one.episode, one.occasion), one)
    return sorted(found.values(), key=lambda one: (one.decided_at, one.subject_id, one.scope_id, one.occasion))


def event_lines(storage: Storage, documents: Stored, changes: Mapping[str, list[LevelChange]]) -> bytes:
    """The content of events.jsonl."""
    rows = [_event(row, documents, changes) for row in storage.events(EventFilter(only_open=False, scope_id=NO_SCOPE))]
    return _lines(sorted(rows, key=lambda row: (row["opened_at"], row["event_id"])))


def alert_lines(alerts: list[Alert]) -> bytes:
    """The content of alerts.jsonl."""
    return _lines([_alert(one) for one in alerts])


def summary(
    *, rows: int, mark: Mark, bad: int, documents: Stored, changes: Mapping[str, list[LevelChange]], alerts: list[Alert],
    events: int, rules: Rules, versions: str,
) -> dict[str, Any]:  # fmt: skip
    """The content of summary.json; days are those of the first desk."""
    zone = ZoneInfo(rules.scopes[0].institution.time_zone)
    days = Counter(one.decided_at.astimezone(zone).date().isoformat() for one in alerts if not one.digest)
    refused = sum(mark.refused.values())
    singly = [one for one in alerts if not one.digest]
    doors = {
        "new": documents.new,
        "changed": documents.changed,
        "unchanged": rows - documents.new - documents.changed - refused - mark.bad,
        **{f"rejected({reason})": count for reason, count in sorted(mark.refused.items())},
        "failed(line)": bad + mark.bad,
    }
    return {
        "documents": documents.new,
        "doors": {name: count for name, count in doors.items() if count},
        "events": events,
        "levels": _mix(events, changes, rules),
        "alerts": {
            "total": len(singly),
            "by_level": dict(Counter(level_name(one.level, proposed=one.proposed) for one in singly)),
            "by_reason": dict(Counter(one.reason.value for one in singly)),
            "by_day": dict(days),
            "in_digests": len(alerts) - len(singly),
        },
        "config_id": rules.config_id,
        "versions": versions,
    }


def _mix(events: int, changes: Mapping[str, list[LevelChange]], rules: Rules) -> dict[str, dict[str, int]]:
    """How many events reached which level at the highest, by scope; a proposed I by itself."""
    found: dict[str, dict[str, int]] = {}
    for scope in rules.scopes:
        highest = [max((one.level, one.proposed) for one in of_event)
                   for all_of in changes.values() if (of_event := [one for one in all_of if one.scope == scope.scope.id])]  # fmt: skip
        counts = Counter(level_name(level, proposed=proposed) for level, proposed in highest)
        counts[Level.NONE.name] = events - len(highest)
        found[scope.scope.id] = dict(counts)
    return found


def _event(row: EventRow, documents: Stored, changes: Mapping[str, list[LevelChange]]) -> dict[str, Any]:
    return {
        "event_id": row.event.id,
        "title": row.title,
        "urls": documents.urls.get(row.event.id, []),
        "opened_at": to_plain(documents.opened.get(row.event.id, row.event.first_seen)),
        "levels": [{"scope": one.scope, "level": one.level.name, "at": to_plain(one.at), "proposed": one.proposed}
                   for one in changes.get(row.event.id, [])],
        "merged_into": row.event.merged_into,
    }  # fmt: skip


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "at": to_plain(one.decided_at),
        "event_id": one.subject_id if one.subject_kind is SubjectKind.EVENT else None,
        "scope": one.scope_id,
        "level": one.level.name,
        "proposed": one.proposed,
        "reason": one.reason.value,
        "occasion": one.occasion,
        "index": one.index,
        "digest": one.digest or None,
    }


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(plain_json(row) + b"\n" for row in rows)
