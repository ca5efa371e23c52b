"""How many hours people were on duty in a span: what an operator's load is divided by."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from alerts.roster import Turn, turns
from domain.roster import DUTY, Roster

HOUR = timedelta(hours=1)


def operator_hours(roster: Roster, since: datetime, until: datetime) -> float:
    """Hours of everybody on duty in [since, until), for whichever desk or watch, each person once; one where the roster
    names nobody: somebody reads what comes."""
    changes: dict[datetime, list[tuple[str, int]]] = {since: [], until: []}
    for turn in _turns(roster, since, until):
        for person in turn.people:
            changes.setdefault(turn.starts_at, []).append((person.id, 1))
            changes.setdefault(turn.ends_at, []).append((person.id, -1))
    present: dict[str, int] = {}
    found = timedelta()
    for begins, ends in pairwise(sorted(changes)):
        for person_id, step in changes[begins]:
            present[person_id] = present.get(person_id, 0) + step
        found += (ends - begins) * max(1, sum(count > 0 for count in present.values()))
    return found / HOUR


def _turns(roster: Roster, since: datetime, until: datetime) -> Iterator[Turn]:
    """Of those on duty for all, and of those on duty for a desk or watch alone."""
    scopes = dict.fromkeys((None, *(scope for role, scope in roster.watches if role == DUTY)))
    for scope in scopes:
        yield from turns(roster, DUTY, since, until, scope)
