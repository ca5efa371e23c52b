"""Replaying the news files: documents a second, the same twice and after a kill, peak memory.

    python -m bench.replay [--shared ../shared] [--documents 14225] [--config DIR] [--turns 3] [--kills 1] [--folder DIR]

The command itself is run as a person would, on the rows of `bench.stream`, results on a folder of this machine; seconds are of
the whole command, start and results included. Memory is the sum of PSS over the process tree. Asserts nothing about time.
"""

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from bench.memory import PeakMemory
from bench.shared import shared_folder
from bench.stream import replay_rows

SAME = ("events.jsonl", "alerts.jsonl", "summary.json")
SEED = 20230820


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--documents", type=int, help="so many; as many as the files have, where not said")
    parser.add_argument("--config", type=Path, help="a folder of rules; the shipped ones, where not said")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--kills", type=int, default=1, help="SIGKILLs in one more turn, at random places of the file")
    parser.add_argument("--folder", type=Path, help="where everything goes; a temporary folder otherwise")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wanglou-replay-")))
        folder.mkdir(parents=True, exist_ok=True)
        rows = write_rows(folder / "rows.jsonl", asked.shared, asked.documents)
        command = [sys.executable, "-m", "service", "replay", str(folder / "rows.jsonl"), "--json"]
        command += ["--config", str(asked.config)] if asked.config else []
        outs = measured(command, folder, rows, asked.turns)
        if asked.kills:
            outs.append(killed(command, folder, rows, asked.kills))
        same = all((out / name).read_bytes() == (outs[0] / name).read_bytes() for out in outs for name in SAME)
        print(f"{len(outs)} replays, {asked.kills} kills: {'identical' if same else 'DIFFERENT'} {', '.join(SAME)}")
        print((outs[0] / "summary.json").read_text(encoding="utf-8"))


def write_rows(file: Path, shared: Path, documents: int | None) -> int:
    """The rows as a file; how many."""
    with file.open("w", encoding="utf-8") as lines:
        return sum(
            1 for row in replay_rows(shared, documents) if lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        )


def measured(command: list[str], folder: Path, rows: int, turns: int) -> list[Path]:
    """Replay so many times, print rates; the folders of the results."""
    outs, rates, peaks = [], [], []
    for turn in range(turns):
        outs.append(fresh(folder / f"turn{turn}"))
        started = time.perf_counter()
        process = subprocess.Popen([*command, "--out", str(outs[-1])], stdout=subprocess.DEVNULL)
        memory = PeakMemory(process.pid)
        assert process.wait() == 0
        rates.append(rows / (time.perf_counter() - started))
        peaks.append(memory.stop())
    size = (outs[0] / "scratch.db").stat().st_size
    print(
        f"{rows} documents, {turns} turns: median {median(rates):.0f} documents/s ({min(rates):.0f} to {max(rates):.0f}),",
        end=" ",
    )
    print(f"peak memory {max(peaks) / 2**20:.0f} MB, store {size / 2**20:.0f} MB")
    return outs


def killed(command: list[str], folder: Path, rows: int, kills: int) -> Path:
    """Replay once more with SIGKILLs at random places of the file."""
    out, draw = fresh(folder / "killed"), random.Random(SEED)
    for place in sorted(draw.sample(range(rows), kills)):
        process = subprocess.Popen([*command, "--out", str(out), "--resume"], stdout=subprocess.DEVNULL)
        while process.poll() is None and taken(out) < place:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"killed at document {taken(out)}")
    subprocess.run([*command, "--out", str(out), "--resume"], stdout=subprocess.DEVNULL, check=True)
    return out


def taken(out: Path) -> int:
    """How many rows of the inbox were processed."""
    file = out / "scratch.db"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file, timeout=10)) as store:
        return max(_cursor(store), default=0)


def _cursor(store: sqlite3.Connection) -> Iterator[int]:
    try:
        yield from (sequence for (sequence,) in store.execute("SELECT cursor_sequence FROM progress"))
    except sqlite3.OperationalError:  # no schema yet
        return


def fresh(out: Path) -> Path:
    shutil.rmtree(out, ignore_errors=True)
    return out


if __name__ == "__main__":
    main()
