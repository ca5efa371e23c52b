"""A whole run over the test web: serve, collect, export, judge; with peak memory, and with kills where asked.

python -m bench.testnet --faults                       the judged run of 120 s
python -m bench.testnet --faults --span 300 --seconds 330 --kills 30
python -m bench.testnet --sources 2000 --seconds 60 --poll 25s --no-judge
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.memory import PeakMemory, children
from bench.shared import shared_folder

ROOT = Path(__file__).resolve().parents[1]
WANGLOU = [sys.executable, "-m", "service"]
INSTITUTION = "name: Bench\nplaces:\n" + "".join(
    f"  - {{code: '{990000 + number}', name: {name}}}\n"
    for number, name in enumerate(("\u5317\u4eac", "\u6cb3\u5317", "\u56db\u5ddd", "\u4e2d\u56fd"))
)
"""Beijing, Hebei, Sichuan, China: so that events of the corpus concern the desk and alerts are sent."""


@dataclass
class Result:
    """What a run gave."""

    export: Path
    peak: int
    cpu: float
    """Seconds of all processes of the service."""
    kills: list[str] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    alerts: int = 0
    twice: int = 0
    """Deliveries of a number that was delivered before and is not marked as repeated."""


@contextlib.contextmanager
def served(out: Path, options: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The test web, up and with its files written."""
    command = [sys.executable, str(shared_folder() / "testnet" / "testnet.py"), "--out", str(out), *options]
    with (out.parent / "testnet.log").open("wb") as log:
        web = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            while not (out / "truth.json").exists() or "testnet:" not in (out.parent / "testnet.log").read_text():
                if web.poll() is not None:
                    raise RuntimeError((out.parent / "testnet.log").read_text())
                time.sleep(0.1)
            yield web
        finally:
            web.terminate()
            web.wait()


def environment(poll: str) -> dict[str, str]:
    """The settings of a run over the test web."""
    given = {
        "WANGLOU_CRAWL__OPERATOR": "test",
        "WANGLOU_CRAWL__CONTACT": "test@example.org",
        "WANGLOU_CRAWL__ALLOW_NETWORKS": "127.10.0.0/16",
        "WANGLOU_CRAWL__POLL_INTERVAL": poll,
        "WANGLOU_CRAWL__PER_HOST_DELAY": "0.1s",
        "WANGLOU_LANGUAGE": "en",
    }
    return {**os.environ, **given}


def collect(workspace: Path, sources: Path, seconds: float, poll: str, kills: int, seed: int) -> Result:
    """Import the sources and run the service for `seconds`, killed and started again `kills` times."""
    env, log = environment(poll), (workspace.parent / "service.log").open("ab")
    base = [*WANGLOU, "-w", str(workspace)]
    subprocess.run([*base, "sources", "import", str(sources)], env=env, check=True, cwd=ROOT)
    (workspace / "config" / "institution.yaml").write_text(INSTITUTION, encoding="utf-8")
    rng, end, result = (
        random.Random(seed),
        time.monotonic() + seconds,
        Result(workspace.parent / "documents.jsonl", 0, 0.0),
    )
    moments = sorted(time.monotonic() + rng.uniform(3, seconds - 20) for _ in range(kills))
    before = os.times()
    service = _start(base, env, log, end)
    memory = PeakMemory(service.pid)
    crawlers: set[int] = set()
    while service.poll() is None or time.monotonic() < end - 1:
        time.sleep(0.05)
        crawlers.update(children(service.pid))
        if moments and time.monotonic() >= moments[0]:
            moments.pop(0)
            result.kills.append(_kill(service, rng))
        if service.poll() is not None and time.monotonic() < end - 1:
            result.peak = max(result.peak, memory.stop())
            service = _start(base, env, log, end)
            memory = PeakMemory(service.pid)
    result.peak = max(result.peak, memory.stop())
    after = os.times()
    result.cpu = after.children_user + after.children_system - before.children_user - before.children_system
    result.orphans = [pid for pid in sorted(crawlers) if is_crawling(pid)]
    result.alerts, result.twice = deliveries(workspace / "alerts.jsonl")
    subprocess.run([*base, "export", "documents", "-o", str(result.export)], env=env, check=True, cwd=ROOT)
    return result


def deliveries(path: Path) -> tuple[int, int]:
    """Messages in the alert file, and how many repeat a number without saying so."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
    seen: set[str] = set()
    twice = 0
    for row in rows:
        twice += row["alert_id"] in seen and not row["repeated"]
        seen.add(row["alert_id"])
    return len(rows), twice


def is_crawling(pid: int) -> bool:
    """Whether a process is (still) a crawl child."""
    try:
        return b"crawlers.process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def judge(net: Path, result: Result, workspace: Path, until: float, poll: float) -> int:
    """The judge's own words; its exit status."""
    command = [sys.executable, str(shared_folder() / "testnet" / "judge.py"), "--out", str(net), "--export", str(result.export),
               "--workspace", str(workspace), "--until", str(until), "--poll", str(poll)]  # fmt: skip
    return subprocess.run(command, check=False).returncode


def _start(base: list[str], env: dict[str, str], log: object, end: float) -> subprocess.Popen[bytes]:
    left = max(1.0, end - time.monotonic())
    return subprocess.Popen([*base, "run", "--no-web", "--for", f"{left:.1f}s"], env=env, stderr=log, cwd=ROOT)  # type: ignore[call-overload,no-any-return]


def _kill(service: subprocess.Popen[bytes], rng: random.Random) -> str:
    """SIGKILL to the service or to its crawl child."""
    inner = children(service.pid)
    victim, name = (inner[0], "child") if inner and rng.random() < 0.5 else (service.pid, "service")
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    if name == "service":
        service.wait()
    return name


def main() -> int:
    """Run as the options say and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--span", type=float, default=90)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--poll", default="10s")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=18080)
    parser.add_argument("--corpus", default=str(shared_folder() / "testnet" / "corpus.jsonl.gz"))
    parser.add_argument("--no-judge", action="store_true")
    parser.add_argument("--keep", action="store_true", help="keep the folder and print its name")
    o = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wanglou-testnet-"))
    net, workspace = folder / "net", folder / "workspace"
    net.mkdir()
    options = [
        "--corpus",
        o.corpus,
        "--sources",
        str(o.sources),
        "--span",
        str(o.span),
        "--seed",
        str(o.seed),
        "--port",
        str(o.port),
    ]
    with served(net, [*options, *(["--faults"] if o.faults else [])]):
        result = collect(workspace, net / "sources.json", o.seconds, o.poll, o.kills, o.seed)
    status = 0 if o.no_judge else judge(net, result, workspace, o.span, float(o.poll.rstrip("s")))
    requests = [json.loads(line) for line in (net / "access.jsonl").open()]
    print(f"     peak memory (sum of PSS, sampled every 0.5 s): {result.peak / 1e6:.0f} MB")
    print(
        f"     requests {len(requests)}; CPU {result.cpu:.1f} s; {len(requests) / max(result.cpu, 0.01):.0f} requests per CPU second"
    )
    print(f"     alerts delivered: {result.alerts}; a number delivered twice and not marked: {result.twice}")
    if o.kills:
        print(
            f"     kills: {len(result.kills)} ({result.kills.count('service')} service, {result.kills.count('child')} child)"
        )
        print(f"     orphaned crawl children: {result.orphans}")
    if o.keep:
        print(f"     kept: {folder}")
    else:
        subprocess.run(["rm", "-r", str(folder)], check=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
