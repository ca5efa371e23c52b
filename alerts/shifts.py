"""Shifts as they are handed over: a shift ends when somebody on duty goes off.

It began where the shift before it ended, or where duty began after a gap. That somebody joins in, or that a swap only puts
into words who is on duty anyway, ends none.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from alerts.roster import Turn, turns
from domain.clock import INSTANT
from domain.handover import ShiftSpan
from domain.roster import Person, Roster

AROUND = timedelta(days=15)
"""Looked at before and after: turns of two weeks are told whole."""


def shifts(roster: Roster, role: str, scope: str, since: datetime, until: datetime) -> tuple[ShiftSpan, ...]:
    """Shifts of a role that touch [since, until), in order; none where the roster knows of no end."""
    cut = tuple(_cut(turns(roster, role, since - AROUND, until + AROUND, scope)))
    spans = (_span(role, scope, one, after) for one, after in pairwise((*cut, None)) if one is not None)
    return tuple(span for span in spans if span.starts_at < until and span.ends_at > since)


def shift_due(roster: Roster, role: str, scope: str, at: datetime, late: timedelta) -> ShiftSpan | None:
    """The shift that is to be handed over at a moment: the one that ended within `late` before it, else the one that runs, else
    the last one there was."""
    known = shifts(roster, role, scope, at - AROUND, at + INSTANT)
    ended = [one for one in known if one.ends_at <= at]
    running = [one for one in known if one.ends_at > at]
    if ended and (at - ended[-1].ends_at < late or not running):
        return ended[-1]
    return running[0] if running else None


def _cut(given: Sequence[Turn]) -> Iterator[Turn]:
    """Turns joined to shifts, with those on duty at the end; what runs beyond the last turn is left out."""
    begun: datetime | None = None
    for turn, after in pairwise(given):
        if turn.is_gap:
            continue
        begun = begun or turn.starts_at
        if {*_ids(turn.people)} - {*_ids(after.people)}:
            yield Turn(role=turn.role, scope=turn.scope, starts_at=begun, ends_at=turn.ends_at, people=turn.people,
                       source=turn.source)  # fmt: skip
            begun = None


def _span(role: str, scope: str, one: Turn, after: Turn | None) -> ShiftSpan:
    """A shift, with the next one; where none is known, one as long is supposed."""
    return ShiftSpan(
        role=role,
        scope_id=scope,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        next_from=after.starts_at if after else one.ends_at,
        next_until=after.ends_at if after else one.ends_at + (one.ends_at - one.starts_at),
        people=_ids(one.people),
        next_people=_ids(after.people) if after else (),
    )


def _ids(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(person.id for person in people)
