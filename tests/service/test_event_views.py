"""What a duty officer reads of an event: why it stands there, what would lower it, its forecast and its spread."""

import json
import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from domain.codec import from_json
from domain.forecast import NoForecast
from domain.items import Platform, Tier
from domain.messages import load_catalogue
from domain.risk import Level
from domain.rules import Rules
from scoring.lowering import Lowering
from service.cli import invoke
from service.columns import columns
from service.outlook import outlook_lines
from service.why_event import outcome
from storage.open import open_storage
from tests.service.town import make_workspace

Ask = Callable[..., str]
WIDTH = 80


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample town's story, processed."""
    made = tmp_path_factory.mktemp("views") / "workspace"
    make_workspace(made, days=2)
    assert invoke(["-w", str(made), "process"]) == 0
    return made


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """What a command prints."""

    def asked(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert invoke(["-w", str(folder), *words]) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    return asked


def rows(told: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.splitlines()]


def gravest(ask: Ask) -> dict[str, Any]:
    return rows(ask("event", "list", "--json"))[0]


def test_the_table_sums_to_the_index(ask: Ask) -> None:
    for event in rows(ask("event", "list", "--all", "--json"))[:4]:
        why = rows(ask("explain", event["id"], "--json"))[0]["why"]
        points = [line["points"] or 0 for line in why["table"]]
        assert round(math.fsum(points), 2) == why["index"] == event["index"]


def test_what_would_lower_it_is_told_with_the_level_that_follows(ask: Ask) -> None:
    why = rows(ask("explain", gravest(ask)["id"], "--json"))[0]["why"]
    cases = {case["case"]: case for case in why["lowering"]}
    assert {"quiet_6", "quiet_24"} <= cases.keys()
    assert all(round(why["index"] + case["points"], 2) == case["index"] for case in cases.values())
    assert cases["answered"]["index"] == why["base_index"]
    assert {case["level"] for case in cases.values()} <= {"NONE", "IV", "III", "II"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_but_the_sentence_fits_a_terminal(ask: Ask, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event = gravest(ask)["id"]
    monkeypatch.setenv("WANGLOU_LANGUAGE", language)
    for words in (("explain", event), ("event", "spread", event)):
        lines = ask(*words).splitlines()
        assert [line for line in lines[1:] if cell_len(line) > WIDTH] == []
        assert "{" not in "".join(lines)


def test_the_page_of_an_event_says_it_all(ask: Ask) -> None:
    told = ask("event", "show", gravest(ask)["id"])
    for words in ("内部关注级别", "合计(即指数)", "怎样会降低", "此后 6 小时", "传播", "配置"):
        assert words in told


def test_an_event_without_a_level_has_nothing_to_lower(ask: Ask) -> None:
    calm = next(row for row in rows(ask("event", "list", "--all", "--json")) if row["level"] == "NONE")
    assert rows(ask("explain", calm["id"], "--json"))[0]["why"]["lowering"] == []
    assert "怎样会降低" not in ask("explain", calm["id"])


def test_the_spread_counts_every_document_once(ask: Ask) -> None:
    event = gravest(ask)
    (found,) = rows(ask("event", "spread", event["id"], "--json"))
    assert sum(step["documents"] for step in found["steps"]) == event["documents"]
    assert len(found["steps"]) == event["outlets"]
    assert sum(one["outlets"] for one in found["platforms"]) >= event["outlets"]
    delays = [step["delay"] for step in found["steps"]]
    assert delays == sorted(delays)
    assert delays[0] == 0
    assert "http" not in json.dumps(found)


def test_the_spread_names_the_kinds_of_platform(ask: Ask) -> None:
    told = ask("event", "spread", gravest(ask)["id"])
    assert "论坛:" in told
    assert "新闻:" in told


def test_a_forecast_is_a_figure_or_a_reason(ask: Ask) -> None:
    found = rows(ask("event", "forecast", gravest(ask)["id"], "--json"))
    assert [row["hours"] for row in found] == [6, 24]
    for row in found:
        assert (row["expected"] is None) == (row["withheld"] is not None)
        if row["expected"] is not None:
            assert row["low"] <= row["high"]
            assert row["past"]["error"] < row["past"]["naive_error"]
    assert found == rows(ask("event", "forecast", gravest(ask)["id"], "--json")), "the same until more is known"


def test_a_forecast_in_words(ask: Ask) -> None:
    told = ask("event", "forecast", gravest(ask)["id"])
    assert "此后 6 小时" in told
    assert "此后 24 小时" in told


@pytest.mark.parametrize("view", ["spread", "forecast"])
def test_an_unknown_event_is_bad_use(ask: Ask, view: str) -> None:
    assert "E404" in ask("event", view, "E404", status=2)


def test_an_explanation_goes_by_the_rules_of_its_assessment(ask: Ask, folder: Path) -> None:
    event = gravest(ask)
    before = rows(ask("explain", event["id"], "--json"))[0]["why"]
    changed = folder / "config" / "levels.yaml"
    changed.write_text("thresholds: {IV: 30, III: 45, II: 60, I: 90}\n")
    try:
        assert rows(ask("explain", event["id"], "--json"))[0]["why"] == before
    finally:
        changed.unlink()


def test_kept_rules_are_read_whole(folder: Path, ask: Ask) -> None:
    config_id = rows(ask("explain", gravest(ask)["id"], "--json"))[0]["why"]["config_id"]
    store = open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")
    canonical = store.rules(config_id)
    store.close()
    assert canonical is not None
    assert from_json(Rules, canonical).config_id == config_id


def test_columns_count_wide_characters_twice() -> None:
    lines = list(columns([("热度", "1"), ("heat", "12.5"), ("", "")], right=(1,)))
    assert lines == ["热度     1", "heat  12.5", ""]


@pytest.mark.parametrize(
    ("level", "kept_by", "expected"),
    [
        (Level.IV, None, "降为Ⅳ级(一般)"),
        (Level.II, None, "升为Ⅱ级(重大)"),
        (Level.III, None, "级别不变"),
        (Level.III, "hold.margin", "级别不变:余量之内"),
        (Level.III, "hold.person", "可由人降级"),
        (Level.III, "floor.severe", "级别不变:危害严重且多家报道"),
        (Level.III, "floor.central", "级别不变:中央级媒体报道"),
    ],
)
def test_what_becomes_of_a_level(level: Level, kept_by: str | None, expected: str) -> None:
    case = Lowering(case="answered", index=1.0, points=-1.0, level=level, kept_by=kept_by)
    assert outcome(load_catalogue("zh"), Level.III, case) == expected


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", ["few", "quiet", "untested", "no_better", "coverage"])
def test_every_reason_for_no_forecast_has_words(language: str, reason: str) -> None:
    (line,) = outlook_lines(load_catalogue(language), (NoForecast(horizon=timedelta(hours=6), reason=reason),))
    assert "outlook." not in line


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_platform_and_tier_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    assert {f"platform.{one}" for one in Platform} | {f"tier.{one}" for one in Tier} <= texts.keys()
