"""Memory of a process tree: the sum of PSS, sampled in a thread. Linux only."""

import threading
from pathlib import Path

EVERY = 0.5
"""Seconds between two samples."""


class PeakMemory:
    """Samples the tree under a process until stopped; `peak` in bytes."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak = 0
        self.samples: list[int] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """End sampling and return the peak."""
        self._stop.set()
        self._thread.join()
        return self.peak

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            now = sum(pss(pid) for pid in tree(self.pid))
            self.samples.append(now)
            self.peak = max(self.peak, now)


def pss(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for parent in found:
        found += children(parent)
    return found


def children(pid: int) -> list[int]:
    """Direct children of a process, over all its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in task.read_text().split()]
        except OSError:
            continue
    return found
