"""Processing of a workspace, killed so many times at random moments. Run by itself: what is read once is inherited by each
process that is killed, which else would read for seconds to work for moments.

    python -m tests.service.kills WORKSPACE TIMES SEED
"""

import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from config.load import load_rules
from domain.rules import Rules
from pipeline.label import Labeller
from service.process import Processor
from storage.open import open_storage


def main(folder: Path, times: int, seed: int) -> None:
    """SIGKILL each process soon after it has committed something; an error where it was done before."""
    rules, rng, database = load_rules(folder / "config"), random.Random(seed), folder / "data" / "wanglou.db"
    labeller = Labeller(rules)
    for number in range(times):
        before = sequence(database)
        process = os.fork()
        if process == 0:
            work(database, rules, labeller)
        while sequence(database) == before and os.waitpid(process, os.WNOHANG) == (0, 0):
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.02))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status), f"the inbox was empty after {number} kills"


def work(database: Path, rules: Rules, labeller: Labeller) -> None:
    """Process all, two rows a step; never returns."""
    with closing(open_storage(f"sqlite:///{database}")) as store:
        Processor(store, rules, labeller.label_batch, interval=timedelta(minutes=5), rows=2).settle()
    os._exit(0)


def sequence(database: Path) -> int:
    """The last row of the inbox that was processed."""
    with closing(sqlite3.connect(database, timeout=10)) as watch:
        row = watch.execute("SELECT cursor_sequence FROM progress").fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
