"""The open events of a scope as a hand-over sees them, gravest first."""

from dataclasses import dataclass
from datetime import datetime

from alerts.clocks import Clock, owed
from alerts.follow import Case
from domain.risk import level_name
from domain.rules import ScopeRules
from service.cases import case_of
from storage.base import Storage
from storage.values import EventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """An event with a level, what is owed for it, and the level's name."""

    case: Case
    row: EventRow
    owed: tuple[Clock, ...]
    level: str


def open_cases(storage: Storage, scope: ScopeRules, now: datetime) -> tuple[OpenCase, ...]:
    """Every open event with a level in the scope."""
    found = []
    for row in storage.duties():
        event = storage.event(row.memory.event_id, scope.scope.id) if row.memory.scope_id == scope.scope.id else None
        if event is not None:
            found.append(_open(case_of(row, now), event, scope))
    return tuple(sorted(found, key=_gravest))


def _open(case: Case, row: EventRow, scope: ScopeRules) -> OpenCase:
    level = level_name(case.level, proposed=case.proposed)
    return OpenCase(case=case, row=row, owed=owed(case, scope.duties, row.event.first_seen), level=level)


def _gravest(one: OpenCase) -> tuple[bool, int, float, str]:
    index = one.row.assessment.index if one.row.assessment else 0.0
    return not one.case.proposed, -one.case.level, -index, one.case.event_id
