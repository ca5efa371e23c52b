"""Something long in parts of one size."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def in_parts(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Tuples of so many values, the last of the rest; read no further than they are taken."""
    left = iter(values)
    while part := tuple(islice(left, size)):
        yield part
