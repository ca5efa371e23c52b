"""The roster out as a calendar, and turns in from one: into the file, and where versions act, into these."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.bookings import Booking, Reading, Terms, read_calendar
from alerts.calendar import calendar_of
from alerts.roster import Turn, turns
from config.roster_file import line_of, put_roster, read_roster, with_entries
from domain.errors import ConfigError
from domain.messages import LANGUAGES, load_catalogue
from domain.roster import ROLES, Override, Roster, Shift
from domain.rules import Rules
from service.roster import LONGEST, check_role, span_end
from service.typed import typed_line
from service.workspace import Workspace

BEYOND = timedelta(days=31)
"""How far the last turn is followed beyond the end, to be told whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a calendar is to be taken in. With a reason its times are overrides, else shifts."""

    name: str
    content: bytes
    role: str | None = None
    scope: str | None = None
    reason: str | None = None
    skip_bad: bool = False
    """Take the events that can be read although others cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a calendar came to."""

    entries: tuple[Shift | Override, ...]
    known: int
    """Of its times, those that the roster has already."""
    reading: Reading
    text: str
    """The file with the entries."""
    roster: Roster

    @property
    def lines(self) -> tuple[str, ...]:
        """The entries as the file has them."""
        return tuple(line_of(entry, ZoneInfo(self.roster.time_zone)) for entry in self.entries)


def roster_calendar(
    roster: Roster, at: datetime, days: int, title: Callable[[Turn], str], role: str | None = None
) -> tuple[bytes, int]:
    """Turns that run at a moment or in the days after it, whole, as a calendar, and their number."""
    until = span_end(at, days)
    check_role(role)
    found = [
        turn
        for watch in roster.watches
        if role in (None, watch[0])
        for turn in turns(roster, watch[0], _beginning(roster, at), until + BEYOND, watch[1])
        if turn.ends_at > at and turn.starts_at < until and not turn.is_gap
    ]
    return calendar_of(found, title, at), len(found)


def _beginning(roster: Roster, at: datetime) -> datetime:
    """Before the turns that run: these keep their true beginnings, from which their UIDs follow, as long as a year lasts."""
    begun = [one.begins_at for one in roster.rotations] + [one.starts_at for one in roster.shifts]
    return max(min((at, *begun)), datetime(at.year - 1, 1, 1, tzinfo=UTC))


def taken(workspace: Workspace, wish: Wish, rules: Rules, now: datetime) -> Taken:
    """What a calendar would add to the roster's file; nothing is written.

    ConfigError with every event that cannot be taken, or with what is wrong in the file then.
    """
    check_role(wish.role)
    roster = read_roster(workspace.config, rules)
    reading = read_calendar(wish.name, wish.content, _terms(roster, wish, now))
    if reading.problems and not (wish.skip_bad and reading.bookings):
        raise ConfigError(reading.problems)
    wanted = tuple(dict.fromkeys(_entries(reading.bookings, wish)))
    standing = {*roster.shifts, *roster.overrides}
    entries = tuple(entry for entry in wanted if entry not in standing)
    text, changed = with_entries(workspace.config, entries, rules)
    return Taken(entries=entries, known=len(wanted) - len(entries), reading=reading, text=text, roster=changed)


def put(workspace: Workspace, done: Taken) -> None:
    """Write the file."""
    put_roster(workspace.config, done.text)


def _terms(roster: Roster, wish: Wish, now: datetime) -> Terms:
    return Terms(
        people=roster.people, roles=_words(), zone=ZoneInfo(roster.time_zone), since=now, until=span_end(now, LONGEST),
        role=wish.role, scope=wish.scope,
    )  # fmt: skip


def _words() -> Mapping[str, str]:
    """What a category may call a role: its code, or its name in any of our languages."""
    catalogues = [load_catalogue(language) for language in LANGUAGES]
    named = {catalogue.text(f"duty.role_{role}").lower(): role for catalogue in catalogues for role in ROLES}
    return {**named, **{role: role for role in ROLES}}


def _entries(bookings: tuple[Booking, ...], wish: Wish) -> Iterator[Shift | Override]:
    reason = typed_line(wish.reason) if wish.reason else ""
    for one in bookings:
        if reason:
            yield Override(
                role=one.role, person=one.person, starts_at=one.starts_at, ends_at=one.ends_at, scope=one.scope,
                reason=reason,
            )  # fmt: skip
        else:
            yield Shift(role=one.role, person=one.person, starts_at=one.starts_at, ends_at=one.ends_at, scope=one.scope)
