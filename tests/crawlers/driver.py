"""Drives a crawl child as the service does: tasks in, outcomes out, state kept in memory."""

import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawlers.outcome import Bye, from_line
from crawlers.settings import CrawlSettings
from domain.addresses import source_id
from domain.codec import to_json
from domain.crawl import Found, HostState, PollReport, PollState, PollTask, Recount, Said
from domain.items import Source, SourceKind

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = CrawlSettings(
    operator="test",
    contact="test@example.org",
    per_host_delay=timedelta(milliseconds=10),
    allow_networks=("127.0.0.1/32",),
    response_timeout=timedelta(seconds=2),
)


class Child:
    """One running child; `with` ends it."""

    def __init__(self, settings: CrawlSettings = SETTINGS) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.process"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.outcomes: queue.SimpleQueue[Said | Bye | None] = queue.SimpleQueue()
        self._write(to_json(settings))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, task: PollTask) -> None:
        self._write(to_json(task))

    def next(self, timeout: float = 30.0) -> Said | Bye | None:
        """The next outcome; None at the child's end. Raises queue.Empty after `timeout`."""
        return self.outcomes.get(timeout=timeout)

    def close(self) -> tuple[int, str]:
        """Exit status, and what the child logged."""
        if self.process.stdin and not self.process.stdin.closed:
            with suppress(BrokenPipeError):  # it died with a task on its way
                self.process.stdin.close()
        status = self.process.wait(10)
        self._reader.join(10)
        stderr = self.process.stderr.read().decode() if self.process.stderr else ""
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return status, stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None or not self.process.stdout or not self.process.stdout.closed:
            self.close()

    def _write(self, line: bytes) -> None:
        if self.process.stdin:
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.outcomes.put(from_line(line))
        self.outcomes.put(None)


class Desk:
    """What the service remembers of one source, without a database; what is gone from the listing is forgotten."""

    def __init__(self, child: Child, source: Source, budget: timedelta = timedelta(seconds=20)) -> None:
        self.child, self.source, self.budget = child, source, budget
        self.state = first_state(source)
        self.hosts: dict[str, HostState] = {}
        self.known: dict[str, str] = {}
        self.stored: dict[str, Found] = {}
        self.found: list[Found] = []
        self.recounts: list[Recount] = []

    def task(self) -> PollTask:
        return PollTask(
            source=self.source,
            state=self.state,
            known=tuple(self.known.items()),
            hosts=tuple(self.hosts.values()),
            budget=self.budget,
        )

    def poll(self, timeout: float = 30.0) -> PollReport:
        """One poll to its report; what was found is in `found` and `stored`."""
        self.found, self.recounts = [], []
        self.child.send(self.task())
        while True:
            outcome = self.child.next(timeout)
            assert outcome is not None, "the child has ended"
            report = None if isinstance(outcome, Bye) else self.take(outcome)
            if report is not None:
                return report

    def take(self, outcome: Said) -> PollReport | None:
        if isinstance(outcome, HostState):
            self.hosts[outcome.host] = outcome
        elif isinstance(outcome, Found):
            self.found.append(outcome)
            self.known[outcome.key] = outcome.fingerprint
            self.stored[outcome.url] = outcome
        elif isinstance(outcome, Recount):
            self.recounts.append(outcome)
        else:
            self.close_poll(outcome)
            return outcome
        return None

    def close_poll(self, report: PollReport) -> None:
        assert report.reason or report.unchanged or report.entries == report.found + sum(d.count for d in report.doors)
        self.hosts.update((state.host, state) for state in report.hosts)
        kept = replace(self.state, address=report.moved_to or self.state.address, template=report.template)
        if not report.unchanged and report.reason is None:
            kept = replace(kept, etag=report.etag, last_modified=report.last_modified, body_hash=report.body_hash)
        self.state = kept
        if not report.unchanged and report.reason is None and report.complete and report.whole:
            self.known = {key: self.known[key] for key in report.present if key in self.known}


def source(url: str, kind: SourceKind = SourceKind.FEED, **fields: Any) -> Source:
    return replace(Source(id=source_id(url), name="test", kind=kind, url=url, outlet="test"), **fields)


def first_state(source: Source) -> PollState:
    return PollState(
        source_id=source.id, address=source.url, next_poll_at=datetime.now(UTC), interval=timedelta(seconds=10)
    )


def wait_for_end(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    return process.poll() is not None
