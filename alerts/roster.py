"""Who is on duty: a pure function of the roster and the time.

At every instant the first of these that says anything decides:

    override  the person instead of everybody
    shift     the persons of all shifts that run
    rotation  the person whose turn it is, of each rotation
    nobody    a gap

and an override of one person puts another in that place. Entries with a scope count for that desk or watch alone, those
without one for all. People stand in the order of the roster's entries, each once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from alerts.rotation import spans_of
from domain.clock import INSTANT
from domain.roster import Person, Roster, scope_holds


class Source(StrEnum):
    """What says who is on duty."""

    OVERRIDE = "override"
    SHIFT = "shift"
    ROTATION = "rotation"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is on duty in [starts_at, ends_at); a gap where nobody is."""

    role: str
    scope: str | None
    starts_at: datetime
    ends_at: datetime
    people: tuple[Person, ...]
    source: Source

    @property
    def is_gap(self) -> bool:
        return not self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """Something that says who is on duty for a while; `order` is its place in the roster."""

    starts_at: datetime
    ends_at: datetime
    source: Source
    order: int
    person: str
    replaces: str | None = None


def on_duty(roster: Roster, role: str, at: datetime, scope: str | None = None) -> tuple[Person, ...]:
    """The persons on duty in a role at an instant; empty where nobody is. Without a scope, those who are it for all."""
    running = [one for one in _entries(roster, role, at, at + INSTANT, scope) if one.starts_at <= at < one.ends_at]
    return _people(roster, _settled(running)[0])


def turns(roster: Roster, role: str, since: datetime, until: datetime, scope: str | None = None) -> tuple[Turn, ...]:
    """Who is on duty when in [since, until): without overlap, without a hole, gaps as turns of nobody."""
    found: list[Turn] = []
    entries = tuple(_entries(roster, role, since, until, scope))
    for starts_at, ends_at, running in _sweep(entries, since, until):
        names, source = _settled(running)
        turn = Turn(
            role=role, scope=scope, starts_at=starts_at, ends_at=ends_at, people=_people(roster, names), source=source
        )
        if found and (found[-1].people, found[-1].source) == (turn.people, turn.source):
            found[-1] = replace(found[-1], ends_at=ends_at)
        else:
            found.append(turn)
    return tuple(found)


def gaps(roster: Roster, role: str, since: datetime, until: datetime, scope: str | None = None) -> tuple[Turn, ...]:
    """When nobody is on duty in [since, until)."""
    return tuple(turn for turn in turns(roster, role, since, until, scope) if turn.is_gap)


def _entries(roster: Roster, role: str, since: datetime, until: datetime, scope: str | None) -> Iterator[_Entry]:
    """Everything that counts for a role and scope and touches [since, until)."""
    zone, workdays = ZoneInfo(roster.time_zone), roster.workdays
    for order, rotation in enumerate(roster.rotations):
        if rotation.role == role and scope_holds(rotation.scope, scope):
            for span in spans_of(rotation, zone, workdays, since, until):
                yield _Entry(starts_at=span.starts_at, ends_at=span.ends_at, source=Source.ROTATION, order=order,
                             person=span.person)  # fmt: skip
    for order, shift in enumerate(roster.shifts):
        if shift.starts_at < until and shift.ends_at > since and shift.role == role and scope_holds(shift.scope, scope):
            yield _Entry(starts_at=shift.starts_at, ends_at=shift.ends_at, source=Source.SHIFT, order=order,
                         person=shift.person)  # fmt: skip
    for order, one in enumerate(roster.overrides):
        if one.starts_at < until and one.ends_at > since and one.role == role and scope_holds(one.scope, scope):
            yield _Entry(starts_at=one.starts_at, ends_at=one.ends_at, source=Source.OVERRIDE, order=order,
                         person=one.person, replaces=one.replaces)  # fmt: skip


def _sweep(
    entries: Sequence[_Entry], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, list[_Entry]]]:
    """Stretches of [since, until) in which the same entries run, with these."""
    inside = {moment for one in entries for moment in (one.starts_at, one.ends_at) if since < moment < until}
    coming = sorted(entries, key=lambda one: one.starts_at)
    running: list[_Entry] = []
    number = 0
    cuts = sorted({since, *inside, until}) if since < until else ()
    for starts_at, ends_at in pairwise(cuts):
        running = [one for one in running if one.ends_at > starts_at]
        while number < len(coming) and coming[number].starts_at <= starts_at:
            running.append(coming[number])
            number += 1
        yield starts_at, ends_at, running


def _settled(running: Sequence[_Entry]) -> tuple[tuple[str, ...], Source]:
    """Who of those that run is on duty, by id, and what says so."""
    ordered = sorted(running, key=lambda one: (one.source, one.order))
    of = {source: [one for one in ordered if one.source is source] for source in Source}
    instead = [one.person for one in of[Source.OVERRIDE] if one.replaces is None]
    if instead:
        return _once(instead), Source.OVERRIDE
    source = next((one for one in (Source.SHIFT, Source.ROTATION) if of[one]), Source.NOBODY)
    people = [one.person for one in of[source]]
    swaps = {one.replaces: one.person for one in of[Source.OVERRIDE] if one.replaces in people}
    return _once([swaps.get(person, person) for person in people]), Source.OVERRIDE if swaps else source


def _once(people: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))


def _people(roster: Roster, ids: Sequence[str]) -> tuple[Person, ...]:
    known = roster.by_id
    return tuple(known[one] for one in ids)
