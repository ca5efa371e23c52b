"""Folders that are gone afterwards; one that a killed process left behind is cleared away by the next that wants one.

Each is locked by its owner for as long as it is in use, and a kill releases the lock: so none in use is ever cleared away.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from service.locks import held, held_now

LOCK = "lock"


@contextmanager
def scratch_folder(within: Path, name: str) -> Iterator[Path]:
    """A new folder `NAME-...` in another folder, removed at the end; stale ones of the same name are removed first."""
    alone = within / f"{name}.lock"
    with ExitStack() as stack:
        with held(alone):  # one process at a time makes folders or removes them: none is seen before it is locked
            for left in sorted(within.glob(f"{name}-*/")):
                _remove_stale(left)
            folder = Path(mkdtemp(prefix=f"{name}-", dir=within))
            stack.enter_context(held_now(folder / LOCK))
        try:
            yield folder
        finally:
            with held(alone):
                shutil.rmtree(folder)


def _remove_stale(folder: Path) -> None:
    with suppress(BlockingIOError), held_now(folder / LOCK):
        shutil.rmtree(folder)
