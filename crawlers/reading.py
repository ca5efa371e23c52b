"""Reading listings and pages beside the event loop, in one thread, with an end to everybody's patience.

Pages are read one after another: Python gains nothing from more threads here. A hostile page that outlasts the patience
costs its own poll only: the next reading gets a new thread, and the child asks to be replaced.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from crawlers.failures import FetchError
from domain.crawl import Grade

T = TypeVar("T")


class Reader:
    """Runs one reading at a time."""

    def __init__(self, patience: timedelta) -> None:
        self._patience = patience
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self.is_worn = False
        """A reading never ended; its thread is lost to this process."""

    async def __call__(self, read: Callable[[], T]) -> T:
        """What `read` returns or raises; FetchError `unreadable` where it takes too long."""
        async with self._turn:
            reading = asyncio.get_running_loop().run_in_executor(self._thread, read)
            done, _ = await asyncio.wait({reading}, timeout=self._patience.total_seconds())
            if done:
                return reading.result()
            self._give_up(reading)
        raise FetchError("unreadable", Grade.SOFT)

    def _give_up(self, reading: "asyncio.Future[T]") -> None:
        reading.add_done_callback(lambda late: late.cancelled() or late.exception())
        self._thread.shutdown(wait=False)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self.is_worn = True
