"""Polls many testnet sources twice: requests a second and core, CPU of a poll with nothing new, memory of the child.

    python -m bench.polls [--sources 2000] [--port 18300]

The second round finds every source as the first left it. CPU is the child's own; `all in` adds this side's share: making
the task's line and reading the report's, as the service does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench.shared import shared_folder
from crawlers.outcome import Bye
from domain.crawl import HostState, PollReport
from domain.items import SourceKind
from tests.crawlers.driver import SETTINGS, Child, Desk, source


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round over all sources."""

    polls: int
    unchanged: int
    failed: int
    requests: int
    found: int
    seconds: float
    child_cpu: float
    own_cpu: float
    pss: int

    def lines(self) -> Iterator[str]:
        yield f"  polls {self.polls}, unchanged {self.unchanged}, failed {self.failed}, found {self.found}"
        yield f"  requests {self.requests} in {self.seconds:.1f} s: {self.requests / self.child_cpu:.0f} a second and core"
        cpu, own = self.child_cpu / self.polls * 1000, self.own_cpu / self.polls * 1000
        yield f"  CPU a poll: child {cpu:.2f} ms, all in {cpu + own:.2f} ms; PSS of the child {self.pss / 1e6:.0f} MB"


def main() -> None:
    options = _options()
    shared = shared_folder()
    with tempfile.TemporaryDirectory() as folder, _testnet(shared / "testnet", Path(folder), options) as rows:
        settings = replace(SETTINGS, allow_networks=("127.10.0.0/16",), response_timeout=timedelta(seconds=20))
        with Child(settings) as child:
            desks = [Desk(child, source(row["url"], SourceKind(row["kind"]))) for row in rows]
            for name in ("first round", "second round", "third round"):
                print(name)
                print("\n".join(_round(child, desks).lines()), flush=True)


def _round(child: Child, desks: list[Desk]) -> Round:
    by_id = {desk.source.id: desk for desk in desks}
    started, cpu, own = time.monotonic(), _cpu(child.process.pid), time.process_time()
    for desk in desks:
        child.send(desk.task())
    reports = [_next_report(child, by_id) for _ in desks]
    return Round(
        polls=len(reports),
        unchanged=sum(report.unchanged for report in reports),
        failed=sum(report.reason is not None for report in reports),
        requests=sum(report.requests for report in reports),
        found=sum(report.found for report in reports),
        seconds=time.monotonic() - started,
        child_cpu=_cpu(child.process.pid) - cpu,
        own_cpu=time.process_time() - own,
        pss=_pss(child.process.pid),
    )


def _next_report(child: Child, desks: dict[str, Desk]) -> PollReport:
    while True:
        outcome = child.next(120)
        if outcome is None or isinstance(outcome, Bye):
            raise SystemExit("the child has ended")
        report = None if isinstance(outcome, HostState) else desks[outcome.source_id].take(outcome)
        if report is not None:
            return report


@contextmanager
def _testnet(folder: Path, out: Path, options: argparse.Namespace) -> Iterator[list[dict[str, str]]]:
    """A running testnet, all of whose articles are out; gives its list of sources."""
    command = [
        sys.executable,
        str(folder / "testnet.py"),
        "--corpus",
        str(folder / "corpus.jsonl.gz"),
        "--out",
        str(out),
    ]
    command += ["--sources", str(options.sources), "--port", str(options.port), "--span", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as net:
        try:
            assert net.stdout is not None
            net.stdout.readline()
            time.sleep(22)  # reposts come up to 20 s after their original
            yield json.loads((out / "sources.json").read_text(encoding="utf-8"))
        finally:
            net.terminate()


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=2000)
    parser.add_argument("--port", type=int, default=18300)
    return parser.parse_args()


if __name__ == "__main__":
    main()
