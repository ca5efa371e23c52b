"""The crawl child as seen from the service: a process that takes tasks and gives outcomes, until it leaves or dies."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from crawlers.outcome import Bye, from_line
from crawlers.settings import CrawlSettings
from domain.codec import to_json
from domain.crawl import PollTask, Said


@dataclass(frozen=True, slots=True)
class Ended:
    """The child has ended, however it ended: nothing more comes from it."""


Heard = Said | Bye | Ended
SMALL = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "262144"}
"""Tells glibc to give freed memory back: a fifth of the child's."""
WAITING = 1000
"""Lines that wait to be taken in; with more the child has to wait, so that a store that is away fills no memory."""


class CrawlChild:
    """One running `python -m crawlers.process`; its standard input closes with this process, and that ends it."""

    def __init__(self, settings: CrawlSettings, log: Path) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **SMALL},
        )
        self._said: queue.Queue[Heard] = queue.Queue(WAITING)
        self._tasks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._tasks.put(to_json(settings))
        self._reader = threading.Thread(target=self._read, name="crawl-child-says", daemon=True)
        self._writer = threading.Thread(target=self._write, name="crawl-child-hears", daemon=True)
        self._reader.start()
        self._writer.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, task: PollTask) -> None:
        """Hand over a source that fell due; never waits. Lost where the child has just died: the source then stays due."""
        self._tasks.put(to_json(task))

    def said(self, wait: float) -> list[Heard]:
        """All that has come in, waiting at most `wait` seconds for the first."""
        said: list[Heard] = []
        with contextlib.suppress(queue.Empty):
            said.append(self._said.get(timeout=wait) if wait else self._said.get_nowait())
            while len(said) < WAITING:
                said.append(self._said.get_nowait())
        return said

    def close(self, timeout: float = 10.0) -> list[Heard]:
        """End the child, and return the last it said: its input ends, and after `timeout` seconds it is killed."""
        self._tasks.put(None)
        end, last = time.monotonic() + timeout, list[Heard]()
        while self._reader.is_alive():
            last += self.said(0.1)
            if time.monotonic() > end:
                self._process.kill()
        try:
            self._process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._writer.join()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()
        return last + self.said(0)

    def _write(self) -> None:
        """A thread of its own: a child that waits to be heard must not keep its hearer waiting."""
        stdin = self._process.stdin
        if stdin is None:
            return
        with contextlib.suppress(BrokenPipeError), stdin:
            while (line := self._tasks.get()) is not None:
                stdin.write(line + b"\n")
                stdin.flush()

    def _read(self) -> None:
        try:
            for line in self._process.stdout or ():
                self._said.put(from_line(line))
        except (ValueError, KeyError, TypeError):
            self._process.kill()  # a child that says no line of ours is of no use; one that was killed cuts its last
        finally:
            self._said.put(Ended())
