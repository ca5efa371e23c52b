"""The running service: collecting in the foreground, everything else on a schedule beside it, the console on top.

    main thread   collect: tasks to the crawl child, outcomes to the inbox
    scheduler     process (inbox -> alerts), deliver (outbox -> channels), drop folder
    web thread    the console

Every job runs alone and is skipped while its last run goes on. A failure of one turn is logged and counted, and the
next turn tries again: nothing is lost, since every stage commits its result with its change of state.
"""

import logging
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from domain.errors import WanglouError
from service.collect import Collector

TURN = 0.25
"""Seconds the collector waits for outcomes before it looks again for what is due."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs every so many real seconds."""

    name: str
    every: float
    run: Callable[[], object]
    rest: float = 0.0
    """So many times as long as a turn took nothing is done after it: what grows with a flood must not starve the others."""


class Service:
    """Runs until it is told to stop, or for a number of real seconds."""

    def __init__(
        self, collector: Collector | None, jobs: tuple[Job, ...], finish: Callable[[], None],
        on_turn: Callable[[str], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._collector = collector
        self._jobs = jobs
        self._finish = finish
        self._on_turn = on_turn
        """Hears the name of every job after a turn that went well."""
        self._stop = threading.Event()
        self._log = structlog.get_logger("service")

    def stop(self) -> None:
        """End soon: what is in hand is committed."""
        self._stop.set()

    def run(self, seconds: float | None = None) -> None:
        """Run; SIGTERM and SIGINT end it cleanly."""
        restore = self._catch_signals()
        logging.getLogger("apscheduler").setLevel(
            logging.ERROR
        )  # that a job is skipped while it runs is as it should be
        scheduler = BackgroundScheduler(timezone="UTC")
        for job in self._jobs:
            scheduler.add_job(
                self._guarded(job), "interval", seconds=job.every, id=job.name, max_instances=1, coalesce=True,
                misfire_grace_time=None,
            )  # fmt: skip
        scheduler.start()
        try:
            self._collect_until(time.monotonic() + seconds if seconds is not None else None)
        finally:
            scheduler.shutdown(wait=True)
            if self._collector:
                self._collector.close()
            self._finish()
            restore()

    def _collect_until(self, end: float | None) -> None:
        turn = self._guarded(Job("collect", TURN, self._turn))
        while not self._stop.is_set() and (end is None or time.monotonic() < end):
            started = time.monotonic()
            turn()
            self._stop.wait(max(0.0, 0.02 - (time.monotonic() - started)))

    def _turn(self) -> None:
        if self._collector is None:
            self._stop.wait(TURN)
            return
        self._collector.turn(TURN)
        if not self._collector.children:
            self._stop.wait(TURN)

    def _guarded(self, job: Job) -> Callable[[], None]:
        """The edge where a failed turn ends: logged, and tried again at the next."""

        rested = time.monotonic()

        def turn() -> None:
            nonlocal rested
            began = time.monotonic()
            if began < rested:
                return
            try:
                job.run()
                self._on_turn(job.name)
            except WanglouError as error:
                self._log.error("turn failed", job=job.name, code=error.code)
                self._stop.wait(1.0)
            except Exception as error:  # noqa: BLE001  the outermost edge: one job's fault must not end the others
                frame = traceback.extract_tb(error.__traceback__)[-1]
                self._log.error(
                    "turn broke", job=job.name, kind=type(error).__name__, at=f"{frame.name}:{frame.lineno}"
                )
                self._stop.wait(1.0)
            rested = time.monotonic() + job.rest * (time.monotonic() - began)

        return turn

    def _catch_signals(self) -> Callable[[], None]:
        if threading.current_thread() is not threading.main_thread():
            return lambda: None
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in (signal.SIGTERM, signal.SIGINT)}

        def restore() -> None:
            for number, handler in before.items():
                signal.signal(number, handler)

        return restore
