"""Frozen values to canonical JSON and back: one form for pipes, database columns and configuration ids."""

import json
import types
import typing
from collections.abc import Callable
from dataclasses import field, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """A value of `domain` as JSON's own types: times in ISO 8601, spans in seconds, enums by value."""
    kind: Any = type(value)
    if kind in _JSON:
        return value
    if (form := _form(kind)) is not None:
        names, later = form
        unsaid = [name for name, default in later if getattr(value, name) == default]
        return {name: to_plain(getattr(value, name)) for name in names if name not in unsaid}
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(part) for part in value]
    return value


_JSON = frozenset({str, int, float, bool, types.NoneType})
"""Types that are JSON's own; an enum that is one of these as well is not."""


LATER = "later"


def later(default: T) -> T:
    """A field of a dataclass that came after values had been stored: the canonical form leaves it out while it has its
    default, so that what says nothing of it keeps its form and its id."""
    made: Any = field(default=default, metadata={LATER: True})
    return typing.cast(T, made)


@cache
def _form(kind: Any) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]] | None:
    """Names of a dataclass's fields, and those of them that are left out at a value; None of any other type."""
    if not is_dataclass(kind):
        return None
    known = fields(kind)
    return tuple(one.name for one in known), tuple((one.name, one.default) for one in known if LATER in one.metadata)


def to_json(value: Any) -> bytes:
    """The canonical form of a value."""
    return plain_json(to_plain(value))


def plain_json(plain: Any) -> bytes:
    """The canonical form of JSON's own types: UTF-8, keys sorted, no spaces, no escapes."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "replace"
    )


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` made. Missing keys take their defaults.

    Raises ValueError or TypeError where `plain` has another form.
    """
    reader = _reader(typing.cast(typing.Hashable, kind))
    return typing.cast(T, reader(plain))


def from_json(kind: type[T], text: bytes | str) -> T:
    """`from_plain` of parsed JSON."""
    return from_plain(kind, json.loads(text))


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    """The function that reads one type; made once a type."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(_kinds(kind))
    if origin is tuple:
        return _tuple(typing.get_args(kind))
    if is_dataclass(kind):
        return _dataclass(kind)
    if kind in (datetime, date):
        return typing.cast(Reader, kind.fromisoformat)
    if kind is timedelta:
        return lambda seconds: timedelta(seconds=seconds)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if kind is float:
        return float
    return lambda plain: _checked(kind, plain)


def _kinds(kind: Any) -> tuple[Any, ...]:
    """The type itself, or those of a union without None."""
    return tuple(one for one in typing.get_args(kind) or (kind,) if one is not types.NoneType)


def _as_it_is(kind: Any) -> Any:
    """The class whose values are read as they are, if the type has one: most parts need no call of a reader."""
    plain = (
        [one for one in _kinds(kind) if one in (str, int, float, bool)] if typing.get_origin(kind) is not tuple else []
    )
    return plain[0] if plain else None


def _optional(kinds: tuple[Any, ...]) -> Reader:
    if len(kinds) != 1:
        raise TypeError(f"a union of several types cannot be read: {kinds}")
    reader = _reader(kinds[0])
    return lambda plain: None if plain is None else reader(plain)


def _enum(kind: type[Enum]) -> Reader:
    members = {member.value: member for member in kind}
    return lambda plain: members[plain] if plain.__hash__ and plain in members else kind(plain)


def _tuple(kinds: tuple[Any, ...]) -> Reader:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        item, same = _reader(kinds[0]), _as_it_is(kinds[0])
        return lambda plain: tuple([part if part.__class__ is same else item(part) for part in plain])
    readers = [_reader(kind) for kind in kinds]
    return lambda plain: tuple([read(part) for read, part in zip(readers, plain, strict=True)])


def _dataclass(kind: Any) -> Reader:
    hints = typing.get_type_hints(kind)
    readers = {field.name: (_as_it_is(hints[field.name]), _reader(hints[field.name])) for field in fields(kind)}

    def read(plain: Any) -> Any:
        if not isinstance(plain, dict) or not readers.keys() >= plain.keys():
            raise ValueError(f"not a {kind.__name__}: {sorted(plain) if isinstance(plain, dict) else type(plain)}")
        values = {}
        for name, part in plain.items():
            same, reader = readers[name]
            values[name] = part if part.__class__ is same else reader(part)
        return kind(**values)

    return read


def _checked(kind: Any, plain: Any) -> Any:
    if kind is not Any and not isinstance(plain, kind):
        raise TypeError(f"not {kind.__name__}: {type(plain).__name__}")
    return plain
