"""Rules from files: the workspace over the shipped defaults, and bad files beside their message."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_configuration, load_rules
from domain.errors import ConfigError
from domain.messages import load_catalogue
from domain.risk import Level
from tests.config.desk import INSTITUTION, topic_named, write

DEFAULT_TOPICS = 12


def messages(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_rules(folder)
    english = load_catalogue("en")
    return [f"{one.path}: {english.text(one.code, **dict(one.params))}" for one in caught.value.problems]


def test_without_a_folder_the_shipped_rules_hold(tmp_path: Path) -> None:
    assert load_rules(None) == load_rules(tmp_path) == load_rules(tmp_path / "absent")


def test_a_file_of_the_workspace_stands_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, "institution.yaml", INSTITUTION)
    write(tmp_path, "levels.yaml", "thresholds: {IV: 25}\nlower_after: 2h\n")
    (desk,) = load_rules(tmp_path).scopes
    assert desk.institution.name == "青槐县人民政府"
    assert desk.institution.places[0].code == "990201"
    assert desk.institution.region == ("石帆省",)
    assert dict(desk.levels.thresholds)[Level.IV] == 25.0
    assert dict(desk.levels.thresholds)[Level.I] == 75.0
    assert desk.levels.lower_after == timedelta(hours=2)
    assert load_rules(tmp_path).config_id != load_rules(None).config_id


def test_topics_add_replace_and_take_away(tmp_path: Path) -> None:
    write(
        tmp_path,
        "topics.yaml",
        """
        topics:
          - {id: outage, disabled: true}
          - {id: pollution, name: 污染, harm: pollution, purpose: 核实并答复, keywords: [{id: own, any: 毒烟}]}
        """,
    )
    write(tmp_path, "topics/park.yaml", "id: park\nname: 公园\nkeywords: [{id: word, any: 公园 绿地}]\n")
    rules = load_rules(tmp_path)
    assert len(rules.topics) == DEFAULT_TOPICS
    assert [rule.id for rule in topic_named(rules, "pollution").keywords] == ["pollution.own"]
    assert topic_named(rules, "park").harm is None
    assert topic_named(rules, "park").casualty == ()
    assert topic_named(rules, "park").keywords[0].any == ("公园", "绿地")
    assert "outage" not in {topic.id for topic in rules.topics}


def test_casualty_rules_are_common_unless_a_topic_has_its_own(tmp_path: Path) -> None:
    write(tmp_path, "casualty.yaml", "rules: [{id: hurt, any: 受伤}]\n")
    write(
        tmp_path,
        "topics/outage.yaml",
        "id: outage\nname: 中断\nharm: outage\npurpose: 答复\nkeywords: [{id: a, any: 停水}]\ncasualty: []\n",
    )
    rules = load_rules(tmp_path)
    assert [rule.id for rule in topic_named(rules, "accident").casualty] == ["casualty.hurt"]
    assert topic_named(rules, "outage").casualty == ()


def test_scopes_share_what_they_leave_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        "scopes.yaml",
        """
        scopes:
          - {id: desk, name: 值班台}
          - id: games
            name: 运动会专项
            starts_at: 2026-05-01T08:00:00+08:00
            ends_at: 2026-05-09T08:00:00+08:00
            topics: [outage, accident, outage]
            places: 990202 990201
            sources: [S2, S1]
            institution: {name: 运动会组委会}
            levels: {thresholds: {IV: 20}, margin: 5}
            routes: [{recipient: games, channel: console, levels: [II, I]}]
        """,
    )
    write(tmp_path, "levels.yaml", "thresholds: {III: 50}\nat_once: 20\n")
    desk, games = load_rules(tmp_path).scopes
    assert games.scope.topics == ("accident", "outage")
    assert games.scope.places == ("990201", "990202")
    assert games.scope.sources == ("S1", "S2")
    assert dict(games.levels.thresholds) == {**dict(desk.levels.thresholds), Level.IV: 20.0, Level.III: 50.0}
    assert (games.levels.at_once, games.levels.margin) == (desk.levels.at_once, 5.0)
    assert games.scope.starts_at is not None
    assert games.scope.starts_at.isoformat() == "2026-05-01T00:00:00+00:00"
    assert games.duties == desk.duties
    assert games.index == desk.index
    assert games.institution.name == "运动会组委会"
    assert games.routes[0].levels == (Level.I, Level.II)
    assert desk.institution.name.startswith("示范机构")


def test_tests_beside_rules_are_values(tmp_path: Path) -> None:
    write(
        tmp_path,
        "topics/park.yaml",
        "id: park\nname: 公园\nkeywords: [{id: word, any: 公园}]\ntests:\n  - {text: 公园里, expect: true, casualty: false}\n  - {text: 马路上, expect: false}\n",
    )
    own = [test for test in load_configuration(tmp_path).tests if test.topic == "park"]
    assert [(test.expect, test.casualty) for test in own] == [(True, False), (False, None)]
    assert own[1].place == "topics/park.yaml:6 tests[1]"


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    write(tmp_path, "institution.yaml", "nam: x\n")
    write(tmp_path, "levels.yaml", "margin: x\ngate_cap: 3\n")
    write(tmp_path, "topics.yaml", "topics: [{id: a}]\n")
    assert len(messages(tmp_path)) == 5
