"""A limit on the whole of an exchange: libraries bound the wait for each byte, and a trickle of bytes would last for ever."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], None]
"""httpx's `trace` extension: (event, what is known of it)."""
OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@contextmanager
def shut_after(seconds: float, sockets: Callable[[], Iterable[socket.socket]]) -> Iterator[None]:
    """When the time is over, what `sockets` then gives is shut, and all reading from it ends."""

    def shut() -> None:
        for one in sockets():
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def cut_after(seconds: float) -> Iterator[Trace]:
    """A trace for one request of httpx; when the time is over, the request's connection is shut."""
    opened: list[socket.socket] = []

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event in OPENED:
            opened.append(info["return_value"].get_extra_info("socket"))

    with shut_after(seconds, lambda: opened):
        yield trace
