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
        self._write(to_json(settings))
        self._reader = threading.Thread(target=self._read, name="crawl-child", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, task: PollTask) -> None:
        """Hand over a source that fell due. Lost where the child has just died: the source then stays due."""
        self._write(to_json(task))

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
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        end, last = time.monotonic() + timeout, list[Heard]()
        while self._reader.is_alive():
            last += self.said(0.1)
            if time.monotonic() > end:
                self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()
        return last + self.said(0)

    def _write(self, line: bytes) -> None:
        stdin = self._process.stdin
        if stdin is not None and not stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                stdin.write(line + b"\n")
                stdin.flush()

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # a line cut off by a kill is no line
            for line in self._process.stdout or ():
                self._said.put(from_line(line))
        self._said.put(Ended())
