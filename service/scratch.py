"""Folders that are gone afterwards; one that a killed process left behind is cleared away by the next that wants one.

Each is locked by its owner for as long as it is in use, and a kill releases the lock: so none in use is ever cleared away.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

LOCK = "lock"


@contextmanager
def scratch_folder(within: Path, name: str) -> Iterator[Path]:
    """A new folder `NAME-...` in another folder, removed at the end; stale ones of the same name are removed first."""
    with _alone(within, name):
        for left in sorted(within.glob(f"{name}-*/")):
            _remove_stale(left)
        folder = Path(mkdtemp(prefix=f"{name}-", dir=within))
        held = (folder / LOCK).open("a")
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        with held, _alone(within, name):
            shutil.rmtree(folder)


@contextmanager
def _alone(within: Path, name: str) -> Iterator[IO[str]]:
    """One process at a time makes folders or removes them, so that none is seen before it is locked."""
    with (within / f"{name}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def _remove_stale(folder: Path) -> None:
    with (folder / LOCK).open("a") as handle, suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
