"""Frozen values to canonical JSON and back: one form for pipes, database columns and configuration ids."""

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """A value of `domain` as JSON's own types: times in ISO 8601, spans in seconds, enums by value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(part) for part in value]
    return value


def to_json(value: Any) -> bytes:
    """The canonical form: UTF-8, keys sorted, no spaces, no escapes."""
    plain = to_plain(value)
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
        return _optional(typing.get_args(kind))
    if origin is tuple:
        return _tuple(typing.get_args(kind))
    if is_dataclass(kind):
        return _dataclass(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is timedelta:
        return lambda seconds: timedelta(seconds=seconds)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is float:
        return float
    return lambda plain: _checked(kind, plain)


def _optional(kinds: tuple[Any, ...]) -> Reader:
    readers = [_reader(kind) for kind in kinds if kind is not type(None)]
    if len(readers) != 1:
        raise TypeError(f"a union of several types cannot be read: {kinds}")
    return lambda plain: None if plain is None else readers[0](plain)


def _tuple(kinds: tuple[Any, ...]) -> Reader:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        item = _reader(kinds[0])
        return lambda plain: tuple(item(part) for part in plain)
    readers = [_reader(kind) for kind in kinds]
    return lambda plain: tuple(read(part) for read, part in zip(readers, plain, strict=True))


def _dataclass(kind: Any) -> Reader:
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def read(plain: Any) -> Any:
        if not isinstance(plain, dict) or plain.keys() - readers.keys():
            raise ValueError(f"not a {kind.__name__}: {sorted(plain) if isinstance(plain, dict) else type(plain)}")
        return kind(**{name: readers[name](part) for name, part in plain.items()})

    return read


def _checked(kind: Any, plain: Any) -> Any:
    if kind is not Any and not isinstance(plain, kind):
        raise TypeError(f"not {kind.__name__}: {type(plain).__name__}")
    return plain
