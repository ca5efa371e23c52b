"""Python's collector of cycles, told that many values are made at once.

Parts of documents make values by the ten thousand, none of them in a cycle: looked through every 700 values, as Python does of
itself, that takes an eighth of the time of labelling.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 50_000
"""Values made, and not gone again, before they are looked through: those of one part of documents."""


def collect_seldom() -> None:
    """Look for cycles once in `MANY` values from here on: of a process that is ours to its end."""
    _, *older = gc.get_threshold()
    gc.set_threshold(MANY, *older)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """The same for as long as the context lasts."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
