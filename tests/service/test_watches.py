"""Special watches by command: written down, at work beside the desk, ended, reported."""

import json
from pathlib import Path

import pytest

from config.load import load_rules
from tests.service.calling import Call, caller, desk_with, rows

FIRE = "青槐县一化工厂起火，3人受伤送医"
ELSEWHERE = "云州市暴雨引发山洪，2人失联，搜救正在进行"
PLACES = "name: 青槐县人民政府\nplaces: [{code: 990201, name: 青槐县}, {code: 990301, name: 云州市}]\n"
STORM = ("watch", "add", "storm", "--name", "台风|*防御*", "--from", "2h", "--until", "2099-08-03T00:00+08:00")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a workspace; its output, or what it said where it ended with `status`."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(desk_with(tmp_path / "desk", "institution.yaml", PLACES), capsys)


def collect(call: Call, folder: Path) -> None:
    """Three outlets on a fire here and a flood elsewhere."""
    lines = [
        {"url": f"https://{outlet}.example/{number}", "title": text, "text": text + "。", "source": outlet}
        for number, text in enumerate((FIRE, ELSEWHERE))
        for outlet in ("chenbao", "wanbao", "ribao")
    ]
    (folder / "posts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    call("import", str(folder / "posts.jsonl"))
    call("process")


def test_a_watch_sees_its_place_by_its_own_thresholds(call: Call, tmp_path: Path) -> None:
    call(
        *STORM,
        "--topic",
        "fire_explosion",
        "--place",
        "990201",
        "--threshold",
        "IV=5",
        "--route",
        "storm:console:I,II,III,IV",
    )
    (scope,) = [one for one in load_rules(tmp_path / "desk" / "config").scopes if one.scope.id == "storm"]
    assert [(route.recipient, route.channel, len(route.levels)) for route in scope.routes] == [("storm", "console", 4)]
    collect(call, tmp_path)
    (event,) = rows(call("event", "list", "--scope", "storm", "--json"))
    assert event["title"] == FIRE
    assert len(rows(call("event", "list", "--all", "--json"))) == 2
    (listed,) = rows(call("watch", "list", "--json"))
    assert (listed["id"], listed["state"], sum(listed["levels"].values())) == ("storm", "running", 1)
    told = [row for row in rows(call("alerts", "list", "--json")) if row["scope_id"] == "storm"]
    assert {row["recipient"] for row in told} == {"storm"}
    assert FIRE in call("event", "show", event["id"], "--scope", "storm")
    whys = {
        scope: rows(call("explain", event["id"], "--scope", scope, "--json"))[0]["why"] for scope in ("desk", "storm")
    }
    assert (whys["storm"]["scope"], whys["desk"]["scope"], whys["storm"]["level"]) == ("storm", "desk", event["level"])
    assert rows(call("explain", event["id"], "--json"))[0]["why"] == whys["desk"]
    refused = call("explain", event["id"], "--scope", "strom", status=2)
    assert "strom" in refused
    assert "desk, storm" in refused
    for words in (("--text", FIRE), (event["id"], "--rule", "fire_explosion")):
        assert "leave it out" in call("explain", *words, "--scope", "storm", status=2)


def test_the_report_of_a_watch(call: Call, tmp_path: Path) -> None:
    call(*STORM, "--place", "990201", "--threshold", "IV=5")
    collect(call, tmp_path)
    (report,) = rows(call("watch", "report", "storm", "--json"))
    assert (report["documents"], report["sources"]) == (3, {"chenbao": 1, "ribao": 1, "wanbao": 1})
    assert report["alerts"]["first"] == 1, "an occasion counts once, however many are told of it"
    assert [event["title"] for event in report["events"]] == [FIRE]
    assert sum(report["levels"].values()) == 1
    text = call("watch", "report", "storm")
    assert text.startswith("# 台风\\|\\*防御\\*\n")
    assert "not a public alert" in text
    assert f"- {FIRE}: highest index {report['events'][0]['index']:.2f}, 3 documents" in text
    assert "- first level: 1" in text.lower()


def test_a_watch_over_sources_sees_only_these(call: Call, tmp_path: Path) -> None:
    collect(call, tmp_path)
    source = rows(call("sources", "list", "--json"))[0]["id"]
    assert source
    call(*STORM, "--source", source, "--threshold", "IV=1")
    (tmp_path / "more").mkdir()
    text = "青槐县一商场起火，5人受伤送医"
    lines = [
        {"url": f"https://{name}.example/9", "title": text, "text": text, "source": name}
        for name in ("chenbao", "ribao")
    ]
    (tmp_path / "more" / "posts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    call("import", str(tmp_path / "more" / "posts.jsonl"))
    call("process")
    (report,) = rows(call("watch", "report", "storm", "--json"))
    assert len(report["sources"]) == 1


def test_an_ended_watch_is_over_and_its_end_is_audited(call: Call) -> None:
    call(*STORM)
    call("watch", "end", "storm")
    (listed,) = rows(call("watch", "list", "--json"))
    assert listed["state"] == "over"
    assert "already" in call("watch", "end", "storm", status=2)
    done = [(entry["action"], entry["subject"]) for entry in rows(call("audit", "export"))]
    assert [one for one in done if one[0].startswith("watch.")] == [("watch.add", "storm"), ("watch.end", "storm")]


BAD = [
    (("--topic", "polution"), "no topic is called polution; did you mean pollution?"),
    (("--place", "abc"), "abc is no division code"),
    (("--place", "990202"), "990202 is no division code"),
    (("--source", "S1"), "no such source: S1"),
    (("--threshold", "IV"), "no threshold: IV"),
    (("--threshold", "IX=3"), "thresholds.IX"),
    (("--threshold", "IV=high"), "thresholds.IV: must be a number"),
    (("--route", "duty"), "no route: duty"),
    (("--route", "duty:pager:all"), "there is no channel called pager"),
    (("--route", "duty:console:V"), "routes[0].levels[0]"),
    (("--until", "2020-01-01"), "2020-01-01 is past"),
    (("--from", "2099-08-03"), "does not end after it starts"),
    (("--until", "tomorrow"), "no moment: tomorrow"),
]


@pytest.mark.parametrize(("words", "said"), BAD, ids=[" ".join(row[0]) for row in BAD])
def test_a_watch_that_cannot_be_is_not_written(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in call(*STORM, *words, status=2)
    assert not (tmp_path / "desk" / "config" / "scopes.yaml").exists()


@pytest.mark.parametrize("watch", ["desk", "storm"])
def test_an_id_is_used_once(call: Call, watch: str) -> None:
    call(*STORM)
    assert f"the id {watch} is used already" in call("watch", "add", watch, *STORM[3:], status=2)


@pytest.mark.parametrize("words", [("end", "desk"), ("end", "none"), ("report", "desk")])
def test_the_desk_is_no_watch(call: Call, words: tuple[str, ...]) -> None:
    assert "no such watch" in call("watch", *words, status=2)


def test_a_watch_that_has_not_begun_is_not_ended(call: Call) -> None:
    call(*STORM[:5], "--from", "2098-01-01", "--until", "2099-01-01")
    assert rows(call("watch", "list", "--json"))[0]["state"] == "coming"
    assert "config/scopes.yaml" in call("watch", "end", "storm", status=2)
    assert "no such watch: flood; known: desk, storm" in call("event", "list", "--scope", "flood", status=2)
