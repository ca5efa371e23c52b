"""The roster: who is on duty when, in which role, and how to reach them. Staff only; nothing here is joined to documents.

override  stands in place of whoever would be on duty, for a while and a reason
shift     one person from a moment to a moment; where one runs, rotations of the same role rest
rotation  people in turn, from a moment on; of several each gives one person
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from domain.clock import TIME_ZONE
from domain.workdays import Days, Holiday, Workdays, workdays_of

DUTY, DEPUTY, LEADER = "duty", "deputy", "leader"
ROLES = (DUTY, DEPUTY, LEADER)
"""What somebody can be on duty as, in the order in which an alert escalates."""
EVERYBODY = "all"
"""Recipient of what goes to all roles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a person is reached over a channel: a mail address, a user id of the service, the name of a secret address."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff. The id is the one of `users`."""

    id: str
    name: str
    contacts: tuple[Contact, ...] = ()
    """At most one a channel, by channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From one time of day to another, counted from midnight of the day it begins; over 24 h ends the day after."""

    begins: timedelta
    ends: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """People in turn. Turns are cut on the clock of the roster's zone, so that 08:00 stays 08:00 when clocks change.

    A rotation for some days or hours only has, on each of its days, a span of duty: its hours, else 24 h from the time of day
    at which it begins. Turns of up to a day divide that span, and a day without duty costs nobody a turn; longer
    ones are whole days long and counted by the calendar.
    """

    id: str
    role: str
    people: tuple[str, ...]
    """Ids, in turn."""
    begins_at: datetime
    length: timedelta
    ends_at: datetime | None = None
    days: Days = Days.ALL
    weekdays: tuple[int, ...] = ()
    """0 is Monday; empty: all."""
    hours: Hours | None = None
    scope: str | None = None
    """A desk or watch; None: all of them."""

    @property
    def is_whole(self) -> bool:
        """Whether somebody is on duty all the time."""
        return self.days is Days.ALL and not self.weekdays and self.hours is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person on duty in [starts_at, ends_at)."""

    role: str
    person: str
    starts_at: datetime
    ends_at: datetime
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A person on duty in [starts_at, ends_at) instead of everybody of the role, or of the one that it replaces."""

    role: str
    person: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    replaces: str | None = None
    scope: str | None = None


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everything about who is on duty; the empty one says nothing about anybody."""

    people: tuple[Person, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    shifts: tuple[Shift, ...] = ()
    overrides: tuple[Override, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    time_zone: str = TIME_ZONE

    @cached_property
    def by_id(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def workdays(self) -> Workdays:
        """The working days that the holidays leave."""
        return workdays_of(self.holidays)

    @property
    def watches(self) -> tuple[tuple[str, str | None], ...]:
        """Every role and scope that anybody was entered for, in the order of escalation."""
        entries: tuple[Rotation | Shift | Override, ...] = (*self.rotations, *self.shifts, *self.overrides)
        entered = {(one.role, one.scope) for one in entries}
        return tuple(sorted(entered, key=lambda watch: (ROLES.index(watch[0]), watch[1] or "")))


def scope_holds(own: str | None, asked: str | None) -> bool:
    """Whether an entry of scope `own` counts where `asked` is asked for: without a scope it counts for all."""
    return own is None or own == asked
