"""Which persons of the roster a text or an attendee of a calendar means. What means two of them means nobody."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.roster import Person

LONGEST = 500
"""Characters of a summary that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Persons by what they are called, in small letters."""

    names: dict[str, str]
    """Ids by name and by id."""
    addresses: dict[str, str]
    """Ids by contact."""
    pattern: re.Pattern[str]
    """Finds names in a text, longer ones first."""

    def named(self, text: str) -> tuple[str, ...]:
        """Ids of the persons whose name or id stands in a text, in its order."""
        found = (match.group().lower() for match in self.pattern.finditer(text[:LONGEST]))
        return tuple(dict.fromkeys(self.names[name] for name in found))

    def attending(self, attendees: Iterable[object]) -> tuple[str, ...]:
        """Ids of the persons who attend, by address, common name or id."""
        found = (self._attendee(str(one), str(getattr(one, "params", {}).get("CN", ""))) for one in attendees)
        return tuple(dict.fromkeys(person for person in found if person))

    def _attendee(self, value: str, name: str) -> str | None:
        address = value.strip().lower().removeprefix("mailto:")
        return self.addresses.get(address) or self.names.get(address) or self.names.get(name.strip().lower())


def directory_of(people: Sequence[Person]) -> Directory:
    """The directory of a roster's people."""
    names = _only([*((one.id, one.id) for one in people), *((one.name, one.id) for one in people)])
    addresses = _only((contact.address, one.id) for one in people for contact in one.contacts)
    words = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) or "(?!)"
    pattern = re.compile(rf"(?<![a-z0-9._-])(?:{words})(?![a-z0-9._-])", re.IGNORECASE)
    return Directory(names=names, addresses=addresses, pattern=pattern)


def _only(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What means one person alone."""
    meant: dict[str, set[str]] = defaultdict(set)
    for word, person in pairs:
        meant[word.strip().lower()].add(person)
    return {word: next(iter(people)) for word, people in meant.items() if word and len(people) == 1}
