"""The demonstration from beginning to end: the town's fire rises, its critics and its dog alarm nobody."""

import re
from collections import Counter
from pathlib import Path

from tests.acceptance.desk import Desk

HARMLESS = ("停车", "小狗")
"""Words of the town's harsh criticism of parking fees, and of its dog that came home."""


def test_the_demonstration_tells_its_story(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", {"WANGLOU_LANGUAGE": "en"})
    told = desk.start("demo", "--once", patience=600)
    assert told.status == 0, told
    story, _, rest = told.out.partition("-- events with a level")
    levelled, _, others = rest.partition("-- events without a level")
    assert re.search(r"level II \(major\)  .*(火|塑胶厂)", story), told.out
    assert re.search(r"level I.* index \d+ .*(火|塑胶厂)", levelled), told.out
    for word in HARMLESS:
        assert word in others, told.out
        assert word not in story + levelled, told.out
    assert "the same occasion" not in told.out
    _check_duties(story)
    _check_alerts(desk)


def _check_duties(story: str) -> None:
    """The fire is told, acknowledged, told to the deputy on its rise, taken over, and answered; the claim is closed."""
    fire = [line for line in story.splitlines() if "火" in line or "塑胶厂" in line]
    steps = (
        "first level",
        "周小满: acknowledged",
        "escalated, → deputy",
        "吴谷雨: acknowledged",
        "answered",
    )
    places = [next((number for number, line in enumerate(fire) if step in line), None) for step in steps]
    assert None not in places, (steps, places, story)
    assert places == sorted(place for place in places if place is not None), story
    assert "周小满: closed" in story


def _check_alerts(desk: Desk) -> None:
    """Each occasion once, each delivered; the fire passed through its levels in order."""
    alerts = desk.ok("export", "alerts").rows
    keys = [
        (row["subject_id"], row["scope_id"], row["episode"], row["occasion"], row["recipient"], row["channel"])
        for row in alerts
    ]
    assert max(Counter(keys).values()) == 1
    assert {row["status"] for row in alerts} <= {"delivered", "withdrawn"}
    rises: dict[str, list[str]] = {}
    for row in alerts:
        if row["reason"] in {"first", "level_rose"}:
            rises.setdefault(row["subject_id"], []).append(row["level"])
    assert any("II" in levels for levels in rises.values())
