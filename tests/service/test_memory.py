"""The C library is told to give memory back; garbage is looked for seldom where asked."""

import gc
import platform

from service.memory import OBJECTS, keep_small, look_seldom


def test_glibc_takes_it() -> None:
    assert keep_small() == (platform.libc_ver()[0] == "glibc")


def test_garbage_is_looked_for_seldom() -> None:
    before = gc.get_threshold()
    try:
        look_seldom()
        assert gc.get_threshold()[0] == OBJECTS
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
