"""An escalation in real time is the same however often its service is killed between deciding and delivering."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from domain.alerts import Alert
from domain.clock import RealClock
from domain.risk import Level
from samples.town import institution_file
from storage.open import open_storage
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event

KILLS, SEED = 50, 20260504
AHEAD = 10
"""Seconds in which the service that is to be killed starts, on a busy machine too."""
ROUTES = """
channels: [{id: file, kind: file, target: alerts.jsonl}]
routes:
  - {recipient: duty, channel: file, levels: all}
"""
DUTIES = """
duties:
  II: {acknowledge: 1s, deputy_after: 2s, leader_after: 4s, fact_check: 8s, answer_target: 1h, answer_limit: 5h}
"""
WANTED = {
    ("first:II", "duty"), ("escalate:first:II:deputy", "deputy"), ("escalate:first:II:leader", "leader"),
    ("escalate:first:II:all", "duty"), ("escalate:first:II:all", "deputy"), ("escalate:first:II:all", "leader"),
    ("check:II:50", "duty"), ("check:II:100", "duty"), ("check:II:100", "leader"),
}  # fmt: skip


def test_fifty_kills_lose_nothing_and_tell_nothing_twice(tmp_path: Path) -> None:
    page = desk(tmp_path)
    command = [sys.executable, "-m", "tests.service.duty_kills", str(tmp_path), str(KILLS), str(SEED)]
    subprocess.run(command, check=True, timeout=300, cwd=Path(__file__).parents[2])
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    told = Counter((line["title"], line["body"]) for line in lines)
    assert told == Counter(WANTED), "each once: a file knows what arrived"
    with closing(open_storage(f"sqlite:///{tmp_path / 'wanglou.db'}")) as store:
        rows = list(store.alerts())
        assert {row.status for row in rows} == {"delivered"}
        ladder = [row.alert.occasion for row in rows if row.alert.recipient != "duty"]
        assert ladder.index("escalate:first:II:deputy") < ladder.index("escalate:first:II:leader")
        assert all(row.alert.decided_at >= page.decided_at for row in rows)


def desk(folder: Path) -> Alert:
    """A store with one event that has just reached level II."""
    (folder / "config").mkdir()
    (folder / "config" / "institution.yaml").write_bytes(institution_file().read_bytes())
    (folder / "config" / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    (folder / "config" / "duties.yaml").write_text(DUTIES, encoding="utf-8")
    now, event = RealClock().now() + timedelta(seconds=AHEAD), an_event()
    page = an_alert(
        event, occasion="first:II", level=Level.II, decided_at=now, due_at=now, recipient="duty", channel="file"
    )
    with closing(open_storage(f"sqlite:///{folder / 'wanglou.db'}")) as store:
        store.upgrade()
        store.put_sources([a_source()], a_change())
        store.commit_harvest(a_harvest(a_document()))
        memory = a_memory(event, level=Level.II, highest=Level.II, episode_started_at=now)
        store.commit_step(a_step(events=(event,), memories=(memory,), alerts=(page,)))
    return page
