"""The C library is told to give memory back."""

import platform

from service.memory import keep_small


def test_glibc_takes_it() -> None:
    assert keep_small() == (platform.libc_ver()[0] == "glibc")
