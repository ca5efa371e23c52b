"""What is wrong in a roster that can be read: names that nobody has, spans that end before they start, overrides that meet."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain

from config.problems import unknown
from domain.errors import Problem
from domain.roster import Override, Roster, Rotation, Shift
from domain.rules import Rules
from domain.usernames import user_key
from domain.workdays import DAY, Holiday

LONGEST_HOLIDAY = timedelta(days=60)


def roster_faults(rules: Rules) -> tuple[Problem, ...]:
    """What makes the roster of `rules` unusable, at paths such as `roster.shifts[0].person`."""
    roster = rules.roster
    channels = {channel.id for channel in rules.channels}
    scopes = {one.scope.id for one in rules.scopes}
    return tuple(
        chain(
            _twice("people", (user_key(person.id) for person in roster.people)),
            _twice("rotations", (rotation.id for rotation in roster.rotations)),
            _contacts(roster, channels),
            _strangers(roster),
            _lost_scopes(roster, scopes),
            _spans(roster),
            _turns(roster.rotations),
            _overlaps(roster.overrides),
            _holidays(roster.holidays),
        )
    )


def _problem(path: str, code: str, **params: str) -> Problem:
    return Problem(path=f"roster.{path}", code=f"config.{code}", params=tuple(params.items()))


def _twice(part: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, one in enumerate(ids):
        if one in seen:
            yield _problem(f"{part}[{number}].id", "duplicate_id", id=one)
        seen.add(one)


def _contacts(roster: Roster, channels: set[str]) -> Iterator[Problem]:
    for number, person in enumerate(roster.people):
        for contact in person.contacts:
            if contact.channel not in channels:
                yield _problem(
                    f"people[{number}].contacts.{contact.channel}", "unknown_channel", channel=contact.channel
                )


def _strangers(roster: Roster) -> Iterator[Problem]:
    known = set(roster.by_id)
    for path, person in _named(roster):
        if person not in known:
            yield unknown(f"roster.{path}", person, known, "config.unknown_person")


def _named(roster: Roster) -> Iterator[tuple[str, str]]:
    """Every person that an entry names, and where."""
    for number, rotation in enumerate(roster.rotations):
        for place, person in enumerate(rotation.people):
            yield f"rotations[{number}].people[{place}]", person
    for number, shift in enumerate(roster.shifts):
        yield f"shifts[{number}].person", shift.person
    for number, override in enumerate(roster.overrides):
        yield f"overrides[{number}].person", override.person
        if override.replaces is not None:
            yield f"overrides[{number}].replaces", override.replaces


def _entries(roster: Roster) -> Iterator[tuple[str, Rotation | Shift | Override]]:
    parts: tuple[tuple[str, tuple[Rotation | Shift | Override, ...]], ...] = (
        ("rotations", roster.rotations), ("shifts", roster.shifts), ("overrides", roster.overrides),
    )  # fmt: skip
    for part, entries in parts:
        yield from ((f"{part}[{number}]", entry) for number, entry in enumerate(entries))


def _lost_scopes(roster: Roster, scopes: set[str]) -> Iterator[Problem]:
    for path, entry in _entries(roster):
        if entry.scope is not None and entry.scope not in scopes:
            yield unknown(f"roster.{path}.scope", entry.scope, scopes, "config.unknown_scope")


def _spans(roster: Roster) -> Iterator[Problem]:
    for path, entry in _entries(roster):
        starts_at = entry.begins_at if isinstance(entry, Rotation) else entry.starts_at
        if entry.ends_at is not None and entry.ends_at <= starts_at:
            yield _problem(f"{path}.ends_at", "no_span")


def _turns(rotations: Iterable[Rotation]) -> Iterator[Problem]:
    """Turns of more than a day that are no whole days fit into no calendar of days or hours."""
    for number, rotation in enumerate(rotations):
        if not rotation.is_whole and rotation.length > DAY and rotation.length % DAY:
            yield _problem(f"rotations[{number}].length", "turn_not_days")


def _overlaps(overrides: tuple[Override, ...]) -> Iterator[Problem]:
    """Two overrides that both say who is on duty in somebody's place; the later of the file is told."""
    ordered = sorted(range(len(overrides)), key=lambda number: (overrides[number].starts_at, number))
    running: list[int] = []
    for number in ordered:
        one = overrides[number]
        if one.replaces == one.person:
            yield _problem(f"overrides[{number}].replaces", "replaces_itself")
        running = [other for other in running if overrides[other].ends_at > one.starts_at]
        other = next((other for other in running if _meet(one, overrides[other])), None)
        if other is not None:
            yield _problem(f"overrides[{max(number, other)}]", "overrides_meet", other=str(min(number, other)))
        running.append(number)


def _meet(one: Override, other: Override) -> bool:
    """Whether they are about the same role, scope and person while both run; what names none is about all."""
    pairs = ((one.scope, other.scope), (one.replaces, other.replaces))
    return one.role == other.role and all(None in pair or pair[0] == pair[1] for pair in pairs)


def _holidays(holidays: Iterable[Holiday]) -> Iterator[Problem]:
    for number, holiday in enumerate(holidays):
        if holiday.last < holiday.first:
            yield _problem(f"holidays[{number}].last", "no_span")
        elif holiday.last - holiday.first >= LONGEST_HOLIDAY:
            yield _problem(f"holidays[{number}].last", "long_holiday", limit=str(LONGEST_HOLIDAY.days))
        elif any(holiday.first <= day <= holiday.last for day in holiday.worked):
            yield _problem(f"holidays[{number}].worked", "worked_in_holiday")
