"""Rules from files: the workspace over the shipped defaults, and bad files beside their message."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import FORMS, load_configuration, load_rules
from domain.errors import ConfigError
from domain.harms import Harm
from domain.messages import load_catalogue
from domain.risk import Level
from domain.rules import Rules
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


BAD = [
    ("topics.yaml", "topics:\n  - {id: outge, disabled: true}\n", "topics.yaml:2 topics[0].id: no shipped topic is called outge; did you mean outage?"),
    ("institution.yaml", "aliases: [a]\n", "institution.yaml:1 name: this key is missing; add it"),
    ("institution.yaml", "name: x\nplaces:\n  - {code: x1, name: y}\n", "institution.yaml:3 places[0].code: x1 is no division code: 2 to 12 digits"),
    ("institution.yaml", "name: x\ntime_zone: Asia/Nowhere\n", "institution.yaml:2 time_zone: Asia/Nowhere is no time zone; write for example Asia/Shanghai"),
    ("institution.yaml", "name: x\nplace: []\n", "institution.yaml:2 place: there is no key called place here; did you mean places?"),
    ("institution.yaml", "name: [x]\n", "institution.yaml:1 name: must be text"),
    ("topics.yaml", "topics:\n  - id: politics\n    name: x\n    harm: protest\n", "topics.yaml:4 topics[0].harm: must be one of: " + ", ".join(Harm)),
    ("topics.yaml", "topics:\n  - {id: Fire, name: x}\n", "topics.yaml:2 topics[0].id: the id Fire may hold lower-case letters, digits and underscores and begins with a letter"),
    ("topics.yaml", "topics:\n  - {id: fire}\n", "topics.yaml:2 topics[0]: the topic fire has no name"),
    ("topics.yaml", "topics:\n  - {id: a, name: x}\n  - {id: a, name: y}\n", "topics.yaml:3 topics[1].id: the id a is used twice"),
    ("topics.yaml", "topics:\n  - {id: a, name: x, keywords: [{id: k, weight: 0, any: y}]}\n", "topics.yaml:2 topics[0].keywords[0].weight: out of range: must be > 0.0"),
    ("topics.yaml", "topics:\n  - {id: a, name: x, keywords: [{id: k}]}\n", "topics.a: the rule a.k has no words and can match nothing"),
    ("topics.yaml", "topics:\n  - {id: a, name: x, keywords: [{id: k, any: 大火 起火, none: 火}]}\n", "topics.a: the rule a.k can never match: none excludes all its words"),
    ("topics.yaml", "topics:\n  - {id: a, name: x, keywords: [{id: k, any: [y, ' ']}]}\n", "topics.yaml:2 topics[0].keywords[0].any: a word must not be blank"),
    ("topics.yaml", "id: a\nname: x\n", "topics.yaml:1 id: there is no key called id here; remove or rename it"),
    ("topics/a.yml", "id: a\n", "topics/a.yml: nothing reads a.yml; remove or rename it (names end in .yaml)"),
    ("topic.yaml", "topics: []\n", "topic.yaml: nothing reads topic.yaml; did you mean topics.yaml?"),
    ("index.yaml", "weights: {heat: 2}\n", "index.yaml:1 weights.heat: out of range: must be <= 1.0"),
    ("index.yaml", "weights: {anger: 1}\n", "index.yaml:1: there is no factor called anger"),
    ("index.yaml", "severities: {fier: {severity: 1, casualty: 1}}\n", "index.yaml:1 severities.fier: must be one of: " + ", ".join(Harm)),
    ("index.yaml", "severities:\n  outage: {severity: .8, casualty: .4}\n", "index.yaml:2 severities.outage: the severity with casualties (0.4) must not be below the one without"),
    ("index.yaml", "severities: {unverified_claim: {severity: 1, casualty: 1}}\n", "index.yaml:1: an unverified claim has no severity of its own; remove unverified_claim"),
    ("index.yaml", "harm_floor: 0\n", "index.yaml:1: with these numbers tone would change an index by more than 1.18; raise harm_floor or lower harm_exponent"),
    ("index.yaml", "least_severity: 0\n", "index.yaml:1 least_severity: out of range: must be >= 0.05"),
    ("index.yaml", "growth_scale: nan\n", "index.yaml:1 growth_scale: must be a number"),
    ("index.yaml", "half_life: 0s\n", "index.yaml:1: 0 is no span of time; write 10s, 5m, 3h, 2d or a number of seconds"),
    ("levels.yaml", "thresholds: {V: 10}\n", "levels.yaml:1 thresholds.V: V is no level; write I, II, III or IV"),
    ("levels.yaml", "margin: many\n", "levels.yaml:1 margin: must be a number"),
    ("duties.yaml", "duties:\n  I: {acknowledge: 5m}\n", "duties.yaml:2 duties.I.deputy_after: this key is missing; add it"),
    ("duties.yaml", "duties:\n  I: {acknowledge: 5m, deputy_after: 5m, fact_check: 5m, answer_target: 6h, answer_limit: 5h}\n", "duties.yaml:2 duties.I: the answer target (6:00:00) is later than the limit"),
    ("routes.yaml", "channels: [{id: c, kind: pigeon}]\n", "routes.yaml:1 channels[0].kind: must be one of: console, file, webhook"),
    ("routes.yaml", "channels: [{id: c, kind: file, target: ../x}]\n", "routes.yaml:1 channels[0]: ../x must be a relative path inside the workspace"),
    ("routes.yaml", "channels: [{id: c, kind: webhook, target: nowhere}]\n", "routes.yaml:1 channels[0]: nowhere is no http(s) address"),
    ("routes.yaml", "routes: [{recipient: duty, channel: console, levels: all}]\n", "scopes.desk routes[0]: there is no channel called console"),
    ("routes.yaml", "channels: [{id: c, kind: console}]\nroutes: [{recipient: duty, channel: c, levels: []}]\n", "routes.yaml:2 routes[0].levels: must not be empty"),
    ("grouping.yaml", "window: long\n", "grouping.yaml:1 window: long is no span of time; write 10s, 5m, 3h, 2d or a number of seconds"),
    ("scopes.yaml", "scopes: []\n", "scopes.yaml:1 scopes: must not be empty"),
    ("scopes.yaml", "scopes:\n  - {id: a, name: x, starts_at: 2026-05-01}\n", "scopes.yaml:2 scopes[0].starts_at: must be a moment with a zone, such as 2026-01-01T08:00:00+08:00"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: x}\n  - {id: a, name: y}\n", "scopes: the id a is used twice"),
    ("scopes.yaml", "scopes:\n  - {id: a, name: x}\n", "scopes.yaml:1: the scope desk is missing: it is the one that is meant where none is named"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x, ends_at: 2026-05-01T00:00:00Z}\n", "scopes.yaml:2 scopes[0]: the scope desk has neither time nor limits (ends_at): give the watch an id of its own"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x, places: 990201}\n", "scopes.yaml:2 scopes[0]: the scope desk has neither time nor limits (places): give the watch an id of its own"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: y, topics: [outage, polution]}\n", "scopes.a topics: no topic is called polution; did you mean pollution?"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: y, topics: [outage, zzz]}\n", "scopes.a topics: no topic is called zzz"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: y, places: [990201, 青槐]}\n", "scopes.yaml:3 scopes[1].places[1]: 青槐 is no division code: 2 to 12 digits"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: y, sources: [S1, https://a.example/]}\n", "scopes.yaml:3 scopes[1].sources[1]: https://a.example/ is no id of a source; `wanglou sources list` shows them"),
    ("scopes.yaml", "scopes:\n  - {id: desk, name: x}\n  - {id: a, name: y, topic: outage}\n", "scopes.yaml:3 scopes[1].topic: there is no key called topic here; did you mean topics?"),
    ("scopes.yaml", "scopes:\n  - {id: a, name: x, starts_at: 2026-05-02T00:00:00Z, ends_at: 2026-05-01T00:00:00Z}\n", "scopes.yaml:2 scopes[0]: the scope a does not end after it starts"),
    ("tone.yaml", "positive: [{weight: 9, words: x}]\n", "tone.yaml:1 positive[0].weight: out of range: must be <= 3.0"),
    ("tone.yaml", "- x\n", "tone.yaml:1: must be a mapping of names to values"),
    ("casualty.yaml", "rules: [{id: a, any: {x: y}}]\n", "casualty.yaml:1 rules[0].any: must be a list"),
    ("tone.yaml", "a: [\n", "tone.yaml:2: not valid YAML: expected the node content, but found '<stream end>'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "message"), BAD, ids=[f"{row[0]}-{number}" for number, row in enumerate(BAD)])
def test_a_bad_configuration_beside_its_message(tmp_path: Path, name: str, text: str, message: str) -> None:
    write(tmp_path, name, text)
    assert message in messages(tmp_path)


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    write(tmp_path, "institution.yaml", "nam: x\n")
    write(tmp_path, "levels.yaml", "margin: x\ngate_cap: 3\n")
    write(tmp_path, "topics.yaml", "topics: [{id: a}]\n")
    assert len(messages(tmp_path)) == 5


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([*FORMS, "topics.yaml", "topics/x.yaml"]), st.binary(max_size=120))
def test_arbitrary_bytes_raise_nothing_but_config_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("config")
    (folder / "topics").mkdir()
    (folder / name).write_bytes(content)
    with suppress(ConfigError):
        assert isinstance(load_rules(folder), Rules)


KEYS = st.sampled_from(
    [
        "topics",
        "id",
        "name",
        "harm",
        "purpose",
        "keywords",
        "any",
        "all",
        "none",
        "near",
        "tests",
        "text",
        "expect",
        "rules",
        "weights",
        "heat",
        "thresholds",
        "I",
        "IV",
        "duties",
        "routes",
        "channels",
        "kind",
        "levels",
        "scopes",
        "places",
        "code",
        "positive",
        "weight",
        "words",
        "institution",
    ]
)
VALUES = st.sampled_from(["a", "1", "-1", "0.5", "", "~", "fire_explosion", "all", "console", "5m", "true", "火"])
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=15
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([*FORMS, "topics.yaml", "topics/x.yaml"]), st.dictionaries(KEYS, TREES, max_size=4))
def test_arbitrary_trees_raise_nothing_but_config_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, tree: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("config")
    (folder / "topics").mkdir()
    (folder / name).write_text(str(tree), encoding="utf-8")
    with suppress(ConfigError):
        assert isinstance(load_rules(folder), Rules)
