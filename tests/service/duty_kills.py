"""A whole escalation in real time, seconds for minutes, its service killed at random moments. Run by itself.

    python -m tests.service.duty_kills FOLDER TIMES SEED

Each life of the service decides what is due and delivers it to a file until it is killed; after the last kill one life runs
to the end. FOLDER has `config/` and a store with one event at level II.
"""

import os
import random
import signal
import sys
import time
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

from alerts.channels import open_channels
from alerts.deliver import Deliverer
from alerts.message import Message
from config.load import load_rules
from domain.alerts import Alert
from domain.clock import RealClock
from domain.rules import Rules
from service.duties import Duties
from storage.open import open_storage

SOON = timedelta(milliseconds=100)
WHOLE = 11.0
"""Seconds from the event's alert until everything was told."""


def main(folder: Path, times: int, seed: int) -> None:
    rules, rng = load_rules(folder / "config"), random.Random(seed)
    wait(folder)
    started = time.monotonic()
    for number in range(times):
        process, ready = born(folder, rules, WHOLE)
        os.read(ready, 1)
        time.sleep(rng.uniform(0, 2 * WHOLE / times))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        os.close(ready)
        assert os.WIFSIGNALED(status), f"ended by itself after {number} kills"
    process, _ = born(folder, rules, max(3.0, WHOLE - (time.monotonic() - started)))
    os.waitpid(process, 0)


def born(folder: Path, rules: Rules, seconds: float) -> tuple[int, int]:
    """A life of the service, and where a byte can be read once it is at work."""
    ready, say = os.pipe()
    process = os.fork()
    if process == 0:
        live(folder, rules, seconds, say)
    os.close(say)
    return process, ready


def wait(folder: Path) -> None:
    """Until the event's alert is decided."""
    with closing(open_storage(f"sqlite:///{folder / 'wanglou.db'}")) as store:
        first = next(iter(store.alerts())).alert.decided_at
    time.sleep(RealClock().seconds_until(first))


def live(folder: Path, rules: Rules, seconds: float, say: int) -> None:
    """Decide and deliver for so many seconds; never returns."""
    clock, end = RealClock(), time.monotonic() + seconds
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_storage(f"sqlite:///{folder / 'wanglou.db'}")))
        channels = stack.enter_context(open_channels(rules.channels, folder, {}))
        deliverer = Deliverer(store, channels, _message, clock=clock, delays=(SOON,))
        deliverer.recover()
        duties = Duties(store)
        os.write(say, b".")
        while time.monotonic() < end:
            duties.turn(rules, clock.now())
            deliverer.deliver_due(clock.now() + timedelta(microseconds=1))
            time.sleep(0.01)
    os._exit(0)


def _message(alert: Alert, repeated: bool) -> Message:
    return Message(alert_id=alert.id, title=alert.occasion, body=alert.recipient, repeated=repeated)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
