"""A limit on the whole of a request: httpx bounds the wait for each byte, and a trickle of bytes would last for ever."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], None]
"""httpx's `trace` extension: (event, what is known of it)."""
OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@contextmanager
def cut_after(seconds: float) -> Iterator[Trace]:
    """A trace for one request; when the time is over, the request's connection is shut and its reading ends."""
    opened: list[socket.socket] = []

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event in OPENED:
            opened.append(info["return_value"].get_extra_info("socket"))

    def cut() -> None:
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()
