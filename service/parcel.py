"""Values on their way from one process of ours to another: pickled, but every dataclass as the bare values of its fields.

A frozen dataclass with slots asks for its fields each time it is pickled and each time it is made again, which takes longer than
all the rest. Nothing of this is stored, and both ends are of one release.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from operator import attrgetter
from typing import Any

Values = Callable[[Any], Sequence[Any]]


def packed(value: object) -> bytes:
    """A value, and all that is in it, as bytes for `unpacked`."""
    parcel = BytesIO()
    _Pickler(parcel, pickle.HIGHEST_PROTOCOL).dump(value)
    return parcel.getvalue()


def unpacked(parcel: bytes) -> Any:
    """The value that was packed; dataclasses are made as they were, without their checks."""
    return pickle.loads(parcel)  # noqa: S301  from a process of ours, over its pipe


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        read = _values(kind)
        return NotImplemented if read is None else (_made, (kind, *read(value)))


def _made(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for put, value in zip(_places(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _values(kind: Any) -> Values | None:
    """What reads the values of a slotted dataclass in order; None for any other type."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) and "__slots__" in vars(kind) else []
    if not names:
        return None
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


@cache
def _places(kind: Any) -> Sequence[Callable[[object, object], None]]:
    """What puts a value into each of its slots."""
    return [getattr(kind, field.name).__set__ for field in fields(kind)]
