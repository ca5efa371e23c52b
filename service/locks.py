"""Locks of files, held by a process and released by its end, however that comes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def held(path: Path) -> Iterator[IO[str]]:
    """Hold a lock, after whoever holds it now."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


@contextmanager
def held_now(path: Path) -> Iterator[IO[str]]:
    """Hold a lock; BlockingIOError where another holds it."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield handle


def is_held(path: Path) -> bool:
    """Whether a process holds a lock now. Only of a lock whose owner takes it before anybody else can see it."""
    try:
        with path.open("r") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
