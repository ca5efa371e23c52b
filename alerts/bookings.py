"""Turns from a calendar that somebody keeps elsewhere: whom an event names, in which role, and how often.

    person  an attendee by address, name or id; where none of the roster attends, everybody whom the summary names
    role    a category that means one; else the role given
    scope   the scope given; else what our own export wrote
    time    once, or by its rule as far as the span reaches; times that other events replace or dates leave out are not

An event that cannot be read is one problem with its line, and the others are read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Event

from alerts.calendar import SCOPE
from alerts.calendar_blocks import Block, blocks_in
from alerts.calendar_entries import Entry, entry_of, replaced_times
from alerts.directory import Directory, directory_of
from alerts.recurrence import UnreadableEvent
from domain.errors import Problem
from domain.roster import Person

MOST_REPEATED = 100
"""Events with a rule in a file."""
MOST_BOOKINGS = 2000
"""Times that a file comes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Somebody, by id, is to be on duty in [starts_at, ends_at), says the event at a line."""

    line: int
    person: str
    role: str
    scope: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a calendar is understood. `roles`: what a category may say, in small letters, and the role it means."""

    people: tuple[Person, ...]
    roles: Mapping[str, str]
    zone: ZoneInfo
    """Of times that name none."""
    since: datetime
    until: datetime
    role: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a calendar says."""

    bookings: tuple[Booking, ...] = ()
    """In order of time, then of the file."""
    problems: tuple[Problem, ...] = ()
    outside: int = 0
    """Events that have no time in the span."""
    cancelled: int = 0


def read_calendar(name: str, content: bytes, terms: Terms) -> Reading:
    """Who is to be on duty when, by a file called `name`. Raises nothing."""
    problems: list[Problem] = []
    try:
        entries = tuple(_entries(name, blocks_in(content), terms, problems))
        return _settled(name, entries, terms, problems)
    except UnreadableEvent as error:
        return Reading(problems=(*problems, _problem(name, 1, error)))


def _settled(name: str, entries: Sequence[Entry], terms: Terms, problems: list[Problem]) -> Reading:
    if sum(entry.is_repeated for entry in entries) > MOST_REPEATED:
        raise UnreadableEvent("calendar.too_many", limit=MOST_REPEATED)
    directory = directory_of(terms.people)
    instead = replaced_times(entries)
    found: list[Booking] = []
    outside = 0
    for entry in entries:
        if entry.is_cancelled:
            continue
        try:
            times = tuple(entry.occurrences(terms.zone, (terms.since, terms.until), instead))
            found += _bookings(entry, times, terms, directory)
            outside += not times
        except UnreadableEvent as error:
            problems.append(_problem(name, entry.line, error))
        if len(found) > MOST_BOOKINGS:
            raise UnreadableEvent("calendar.too_many", limit=MOST_BOOKINGS)
    ordered = sorted(found, key=lambda one: (one.starts_at, one.line))
    problems.sort(key=lambda problem: int(problem.path.rpartition(":")[2]))
    cancelled = sum(entry.is_cancelled for entry in entries)
    return Reading(bookings=tuple(ordered), problems=tuple(problems), outside=outside, cancelled=cancelled)


def _entries(name: str, blocks: Iterable[Block], terms: Terms, problems: list[Problem]) -> Iterator[Entry]:
    for block in blocks:
        try:
            yield entry_of(block, terms.zone)
        except UnreadableEvent as error:
            problems.append(_problem(name, block.line, error))


def _bookings(
    entry: Entry, times: Sequence[tuple[datetime, datetime]], terms: Terms, directory: Directory
) -> Iterator[Booking]:
    if not times:
        return
    people, role = _people(entry.event, directory), _role(entry.event, terms)
    scope = terms.scope or str(entry.event.get(SCOPE, "")) or None
    for starts_at, ends_at in times:
        for person in people:
            yield Booking(line=entry.line, person=person, role=role, scope=scope, starts_at=starts_at, ends_at=ends_at)


def _role(event: Event, terms: Terms) -> str:
    said = (str(category).strip().lower() for category in event.categories)
    role = next((terms.roles[word] for word in said if word in terms.roles), terms.role)
    if role is None:
        raise UnreadableEvent("calendar.no_role")
    return role


def _people(event: Event, directory: Directory) -> tuple[str, ...]:
    summary = str(event.get("SUMMARY", ""))
    found = directory.attending(event.attendees) or directory.named(summary)
    if not found:
        raise UnreadableEvent("calendar.nobody", summary=summary)
    return found


def _problem(name: str, line: int, error: UnreadableEvent) -> Problem:
    return Problem(path=f"{name}:{line}", code=error.code, params=error.params)
