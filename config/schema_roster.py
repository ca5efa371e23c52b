"""The form of `roster.yaml`: people, rotations, shifts, overrides and holidays, in the desk's own time.

Moments without an offset are those of the roster's zone; a day stands for its beginning, 24:00 for the next one's.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from config.durations import Duration, at_least, at_most
from config.fields import Identifier, Part, Zone, listed, refusal
from config.local_times import Day, Moment, Weekdays, Window, utc, weekday_numbers
from config.schema import Name
from domain.roster import EVERYBODY, ROLES, Contact, Override, Person, Roster, Rotation, Shift
from domain.usernames import RESERVED
from domain.workdays import Days, Holiday

ROSTER = "roster.yaml"
PERSON_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def _person_id(text: str) -> str:
    if not PERSON_ID.fullmatch(text) or text.lower() in {*ROLES, EVERYBODY, *RESERVED}:
        raise refusal("not_person_id", text)
    return text


def _role(text: str) -> str:
    if text not in ROLES:
        raise refusal("not_role", text)
    return text


def _address(text: str) -> str:
    if not text.isprintable() or not text or " " in text:
        raise refusal("not_address_of_person", text)
    return text


PersonId = Annotated[str, AfterValidator(_person_id)]
Role = Annotated[str, AfterValidator(_role)]
Address = Annotated[str, Field(max_length=300), AfterValidator(_address)]
People = Annotated[tuple[PersonId, ...], BeforeValidator(listed), Field(min_length=1, max_length=200)]
Length = Annotated[Duration, at_least(timedelta(hours=1)), at_most(timedelta(days=366))]


class PersonForm(Part):
    """A member of staff, and where they are reached by id of channel."""

    id: PersonId
    name: Name
    contacts: Mapping[Identifier, Address] = {}

    def value(self) -> Person:
        contacts = (Contact(channel=channel, address=self.contacts[channel]) for channel in sorted(self.contacts))
        return Person(id=self.id, name=self.name, contacts=tuple(contacts))


class RotationForm(Part):
    """People in turn."""

    id: Identifier
    role: Role
    people: People
    begins_at: Moment
    length: Length
    ends_at: Moment | None = None
    days: Days = Days.ALL
    weekdays: Weekdays = ()
    hours: Window | None = None
    scope: Identifier | None = None

    def value(self, zone: ZoneInfo) -> Rotation:
        return Rotation(
            id=self.id, role=self.role, people=self.people, begins_at=utc(self.begins_at, zone), length=self.length,
            ends_at=utc(self.ends_at, zone) if self.ends_at else None, days=self.days,
            weekdays=weekday_numbers(self.weekdays), hours=self.hours, scope=self.scope,
        )  # fmt: skip


class ShiftForm(Part):
    """One person from a moment to a moment."""

    role: Role
    person: PersonId
    starts_at: Moment
    ends_at: Moment
    scope: Identifier | None = None

    def value(self, zone: ZoneInfo) -> Shift:
        return Shift(
            role=self.role, person=self.person, starts_at=utc(self.starts_at, zone), ends_at=utc(self.ends_at, zone),
            scope=self.scope,
        )  # fmt: skip


class OverrideForm(ShiftForm):
    """One person instead of another, or of everybody."""

    reason: Name
    replaces: PersonId | None = None

    def value(self, zone: ZoneInfo) -> Override:  # type: ignore[override]
        return Override(
            role=self.role, person=self.person, starts_at=utc(self.starts_at, zone), ends_at=utc(self.ends_at, zone),
            scope=self.scope, reason=self.reason, replaces=self.replaces,
        )  # fmt: skip


class HolidayForm(Part):
    """Days off, and the weekend days worked for them."""

    name: Name
    first: Day
    last: Day | None = None
    worked: Annotated[tuple[Day, ...], Field(max_length=31)] = ()

    def value(self) -> Holiday:
        return Holiday(
            name=self.name, first=self.first, last=self.last or self.first, worked=tuple(sorted(set(self.worked)))
        )


class RosterFile(Part):
    """`roster.yaml`: who is on duty when. Lists keep their order: it is the order in which people are named."""

    time_zone: Zone | None = None
    people: Annotated[tuple[PersonForm, ...], Field(max_length=1000)] = ()
    rotations: Annotated[tuple[RotationForm, ...], Field(max_length=200)] = ()
    shifts: Annotated[tuple[ShiftForm, ...], Field(max_length=4000)] = ()
    overrides: Annotated[tuple[OverrideForm, ...], Field(max_length=1000)] = ()
    holidays: Annotated[tuple[HolidayForm, ...], Field(max_length=500)] = ()

    def value(self, time_zone: str) -> Roster:
        """The roster; in `time_zone` where the file names none."""
        zone = ZoneInfo(self.time_zone or time_zone)
        return Roster(
            people=tuple(form.value() for form in self.people),
            rotations=tuple(form.value(zone) for form in self.rotations),
            shifts=tuple(form.value(zone) for form in self.shifts),
            overrides=tuple(form.value(zone) for form in self.overrides),
            holidays=tuple(form.value() for form in self.holidays),
            time_zone=zone.key,
        )
