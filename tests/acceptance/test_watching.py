"""Under a running service: a swap acts by itself, and a test message leaves through it."""

from tests.acceptance.desk import Desk
from tests.acceptance.test_governance import wait_for

ROSTER = """
people: [{id: zhou, name: 周小满}, {id: wu, name: 吴谷雨}]
rotations: [{id: main, role: duty, people: zhou, begins_at: 2026-03-02T08:00, length: 12h}]
"""


def test_a_swap_acts_and_a_test_arrives(desk: Desk) -> None:
    (desk.folder / "config" / "roster.yaml").write_text(ROSTER, encoding="utf-8")
    with desk.running("run", "--no-web") as running:
        wait_for(desk, running, "service started")
        desk.ok("duty", "swap", "wu", "--replaces", "zhou", "--until", "2099-01-01T08:00", "--reason", "ill")
        wait_for(desk, running, "another roster acts")
        wait_for(desk, running, "rules act")
        told = desk.ok("alerts", "test", "--channel", "file")
        assert "delivered" in told.out
        assert running.end() == 0
    (row,) = desk.ok("alerts", "log", "--json").rows
    assert row["status"] == "delivered"
    assert "吴谷雨" in (desk.folder / "alerts.jsonl").read_text("utf-8"), "who is on duty now"
