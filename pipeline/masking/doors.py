"""Doors of homes in a text in normal form: flats (building, unit, floor, room), rooms, numbers in a street.

The names of streets and estates stay, so that a place can be told. Households, flats for sale and areas behind a
building's number are counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.words import any_of, words

Spans = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Patterns:
    """How doors are written; what each needs to stand in a text is looked for first."""

    flat: re.Pattern[str]
    unit: re.Pattern[str]
    chain: re.Pattern[str]
    room: re.Pattern[str]
    street: re.Pattern[str]


def find_doors(text: str) -> Spans:
    """[start, end) of door numbers."""
    mask, patterns = words("mask"), _patterns()
    if any(part in text for part in mask["buildings"]):
        yield from (match.span() for match in patterns.flat.finditer(text))
    if mask["door_unit"] in text:
        yield from (match.span() for match in patterns.unit.finditer(text))
    if "-" in text:
        yield from (match.span() for match in patterns.chain.finditer(text))
    if mask["door_room"] in text:
        yield from (match.span() for match in patterns.room.finditer(text))
    if mask["door_number"] in text:
        yield from (match.span() for match in patterns.street.finditer(text))


@cache
def _patterns() -> Patterns:
    mask = words("mask")
    count, number, room_word = mask["numerals"], mask["door_number"], mask["door_room"]
    unit = rf"[0-9{count}]{{1,3}} ?(?:{mask['door_unit']}|{mask['unit_short']})"
    floor = rf"(?:[0-9]{{1,2}} ?[{mask['door_floors']}] ?)?"
    named = rf"(?:[0-9]{{1,4}}[a-z]?|[{mask['spoken']}]{{3,4}}) ?(?:{room_word}(?![{mask['not_room']}])|{number}(?![{mask['door_floors']}]))"
    room = rf"{floor}(?:{named}|[0-9]{{3,4}}[a-z]?(?![0-9a-z]|\.[0-9]{{1,2}}(?![0-9])|[{mask['room_units']}]| ?[{mask['room_areas']}]))"
    building = rf"(?:[0-9]{{1,3}}[a-z]?|[a-z][0-9]{{0,3}}|[{count}]{{1,3}}) ?(?:{any_of(mask['buildings'])}) ?"
    whole = rf"(?:{unit} ?(?:{room})?|{room})"
    streets, ways = mask["streets"], mask["ways"]
    annex = rf"(?:[{''.join(mask['annex'])}] ?[0-9{count}]{{1,3}}{number}?)?"
    return Patterns(
        flat=re.compile(rf"(?<![0-9a-z.{mask['ordinal']}]){building}{whole}"),
        unit=re.compile(rf"(?<![0-9{count}{mask['ordinal']}])[0-9{count}]{{1,3}} ?{mask['door_unit']} ?{room}"),
        chain=re.compile(rf"(?<=[{mask['estates']}{number}])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"),
        room=re.compile(rf"[0-9](?<![0-9.][0-9])[0-9]{{2,3}} ?{room_word}(?![{mask['not_room']}])"),
        street=re.compile(
            rf"[0-9](?:(?<=[{streets}][0-9])|(?<={mask['alley']}[0-9]))(?<![{ways}].[0-9])(?<![{mask['canals']}]{streets[-1]}[0-9])[0-9]{{0,4}}(?:[-\u2014][0-9]{{1,4}})?{number}(?![{mask['not_door']}]){annex}"
        ),
    )
