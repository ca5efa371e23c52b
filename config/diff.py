"""What differs between two rules, by path: values before and after, and words added and removed.

Things that have a name (topics, rules, scopes, factors) are compared by it, wherever they stand; lists of words as sets.
Rules that differ at all differ in something that is named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.codec import to_plain
from domain.risk import Level
from domain.rules import Rules

NAMES = {
    "topics": ("id",),
    "keywords": ("id",),
    "casualty": ("id",),
    "channels": ("id",),
    "scopes": ("id",),
    "duties": ("level",),
    "places": ("code",),
    "words": ("word",),
    "models": ("task", "model_id"),
    "people": ("id",),
    "rotations": ("id",),
    "contacts": ("channel",),
}
"""By the name of a list: the keys that name a thing in it; a scope's stand in its inner table."""
LEVELS = ("thresholds", "duties")
"""Lists whose things are named by a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that differs; of a list of words `added` and `removed` instead."""

    path: str
    """As `topics.outage.keywords.outage.cut.weight`."""
    before: Any = None
    """JSON's own types; None where there is none."""
    after: Any = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_order: bool = False
    """The same things in another order."""


def differences(before: Rules, after: Rules) -> tuple[Difference, ...]:
    """Every difference, in the order of the rules; none where the rules are equal."""
    return tuple(_compared("", "", to_plain(before), to_plain(after)))


def _compared(path: str, name: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _tables(path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(path, name, before, after)
    else:
        yield Difference(path=path, before=before, after=after)


def _tables(path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        inner = f"{path}.{key}" if path else key
        yield from _compared(inner, key, before.get(key), after.get(key))


def _lists(path: str, name: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    if all(isinstance(one, str) for one in (*before, *after)):
        yield from _words(path, before, after)
        return
    old, new = _named(name, before), _named(name, after)
    if old is None or new is None:
        yield from _in_place(path, before, after)
        return
    yield from _tables(path, old, new)
    if set(old) == set(new) and list(old) != list(new):
        yield Difference(path=path, is_order=True)


def _words(path: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    added = tuple(word for word in dict.fromkeys(after) if word not in before)
    removed = tuple(word for word in dict.fromkeys(before) if word not in after)
    is_order = not added and not removed
    yield Difference(path=path, added=added, removed=removed, is_order=is_order)


def _in_place(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Lists of nameless things, place by place, counted from 1."""
    for number in range(max(len(before), len(after))):
        old, new = (one[number] if number < len(one) else None for one in (before, after))
        both = ([] if old is None else old, [] if new is None else new)
        is_words = any(isinstance(one, list) for one in both if one)
        yield from _compared(f"{path}[{number + 1}]", "", *(both if is_words else (old, new)))


def _named(name: str, items: list[Any]) -> dict[str, Any] | None:
    """The things of a list by name; None where they have none, or two share one."""
    found = {key: one for key, one in (_name_of(name, item) for item in items) if key}
    return found if len(found) == len(items) else None


def _name_of(name: str, item: Any) -> tuple[str, Any]:
    """A pair such as a factor and its weight is named by its first part; a table by what `NAMES` says."""
    if isinstance(item, list) and len(item) > 1 and not any(isinstance(one, str) for one in item[1:]):
        return _spelt(name, item[0]), item[1] if len(item) == 2 else item[1:]
    if not isinstance(item, dict) or name not in NAMES:
        return "", item
    named = item["scope"] if name == "scopes" else item
    return "/".join(_spelt(name, named[key]) for key in NAMES[name]), item


def _spelt(name: str, key: Any) -> str:
    """A level by its name; a rule by the last part of its id, since the path says the rest."""
    if name in LEVELS:
        return Level(key).name
    return str(key).rpartition(".")[2] if name in ("keywords", "casualty") else str(key)
