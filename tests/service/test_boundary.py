"""Criticism is not risk, whatever a desk configures: a topic with a harm that matches a text of the boundary is refused."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from config.boundary import load_boundary
from config.load import load_configuration
from domain.errors import ConfigError
from samples.town import institution_file
from service.boundary import check_boundary, crossings, load_within
from service.cli import invoke
from service.rule_tests import RuleTests
from tests.config.desk import write

Call = Callable[..., tuple[int, str]]
PROFILES = sorted((Path(__file__).parents[2] / "samples" / "profiles").glob("*/config"))
KINDS = ("criticism", "speech", "petition", "protest", "election", "religion", "ethnicity")
CROWD = """\
# what the desk is asked to watch
topics:
  - id: crowd
    name: 聚集
    harm: service_complaint
    purpose: 处置
    keywords:
      - {id: march, any: 游行 集会}
"""


def found_in(folder: Path, topics: str) -> list[str]:
    """The texts that each topic crosses: `topic: numbers`."""
    write(folder, "topics.yaml", topics)
    rules = load_configuration(folder).rules
    return [f"{dict(one.params)['topic']}: {dict(one.params)['numbers']}" for one in crossings(rules, RuleTests(rules))]


def test_the_list_has_every_kind() -> None:
    texts = load_boundary()
    assert [one.number for one in texts] == list(range(1, len(texts) + 1))
    counts = Counter(one.kind for one in texts)
    assert counts.keys() == set(KINDS)
    assert min(counts.values()) >= 5
    assert len({one.title for one in texts}) == len(texts)


@pytest.mark.parametrize("folder", [None, *PROFILES], ids=lambda folder: folder.parent.name if folder else "shipped")
def test_what_ships_keeps_the_boundary(folder: Path | None) -> None:
    assert load_within(folder).rules.topics


def test_the_demo_keeps_the_boundary(tmp_path: Path) -> None:
    (tmp_path / "institution.yaml").write_bytes(institution_file().read_bytes())
    assert load_within(tmp_path).rules.topics


WORDS = {
    "criticism": "批评 官僚", "speech": "言论自由 民主", "petition": "请愿 上访", "protest": "抗议 罢工",
    "election": "选举 候选人", "religion": "教堂 清真寺 寺庙", "ethnicity": "藏族 维吾尔族",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_every_kind_are_refused(tmp_path: Path, kind: str) -> None:
    (found,) = found_in(tmp_path, CROWD.replace("游行 集会", WORDS[kind]))
    numbers = {int(number) for number in found.removeprefix("crowd: ").split(", ")}
    assert numbers & {one.number for one in load_boundary() if one.kind == kind}


ALSO = [
    ("place: own", "march, any: 游行 集会, place: own"),
    ("a rule on trial", "march, any: 游行 集会, status: experimental"),
    ("words in the title", "march, any: 集会抗议, title_only: true"),
    ("words near each other", "march, any: 市民, all: [横幅 标语], near: 40"),
]


@pytest.mark.parametrize("rule", [row[1] for row in ALSO], ids=[row[0] for row in ALSO])
def test_no_trait_of_a_rule_hides_a_match(tmp_path: Path, rule: str) -> None:
    assert found_in(tmp_path, CROWD.replace("march, any: 游行 集会", rule))


WITHIN = [
    ("a topic without harm is searched only", CROWD.replace("    harm: service_complaint\n", "")),
    ("a retired rule matches nothing", CROWD.replace("集会}", "集会, status: retired}")),
    ("a crowd that was hurt", CROWD.replace("集会}", "集会, all: [踩踏 受伤]}")),
]


@pytest.mark.parametrize("topics", [row[1] for row in WITHIN], ids=[row[0] for row in WITHIN])
def test_what_keeps_the_boundary(tmp_path: Path, topics: str) -> None:
    assert found_in(tmp_path, topics) == []


def test_a_topic_with_harm_but_no_purpose_is_refused_too(tmp_path: Path) -> None:
    assert found_in(tmp_path, CROWD.replace("    purpose: 处置\n", ""))


def test_the_refusal_says_where_and_by_what(tmp_path: Path) -> None:
    write(tmp_path, "topics.yaml", CROWD)
    configuration = load_configuration(tmp_path)
    with pytest.raises(ConfigError) as caught:
        check_boundary(configuration, RuleTests(configuration.rules))
    (problem,) = caught.value.problems
    assert problem.path == "topics.yaml:8 topics[0].keywords[0]"
    told = dict(problem.params)
    assert (told["topic"], told["rule"], told["words"]) == ("crowd", "crowd.march", "集会 游行")
    first = int(told["numbers"].split(",")[0])
    assert told["title"] == load_boundary()[first - 1].title


@pytest.fixture
def call(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on the workspace: its status and what it said on standard error."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")

    def called(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        return invoke(["-w", str(desk), *words]), capsys.readouterr().err

    return called


@pytest.mark.parametrize(
    "command", [("config", "check"), ("config", "propose", "--reason", "asked for"), ("process",)], ids=lambda command: command[-1]
)  # fmt: skip
def test_a_configuration_across_the_boundary_acts_nowhere(call: Call, desk: Path, command: tuple[str, ...]) -> None:
    write(desk / "config", "topics.yaml", CROWD)
    status, said = call(*command)
    assert (status, said.count("\n")) == (2, 2), said
    assert said.startswith("topics.yaml:8 topics[0].keywords[0]: criticism, speech, petition")
    assert "crowd matches boundary text" in said


def test_a_table_of_words_across_the_boundary_is_not_taken_in(call: Call, desk: Path) -> None:
    write(desk / "config", "topics.yaml", CROWD.replace("游行 集会", "踩踏"))
    table = desk.parent / "words.csv"
    table.write_text("topic,rule,group,word\ncrowd,march,any,踩踏\ncrowd,march,any,抗议\n", encoding="utf-8")
    before = (desk / "config" / "topics.yaml").read_bytes()
    status, said = call("config", "words", "import", str(table))
    assert (status, "crowd matches boundary text" in said) == (2, True)
    assert (desk / "config" / "topics.yaml").read_bytes() == before


def test_a_table_of_words_that_breaks_a_test_is_not_taken_in(call: Call, desk: Path) -> None:
    tests = "    tests:\n      - {text: 广场发生踩踏, expect: true}\n      - {text: 广场有座喷泉, expect: false}\n"
    write(desk / "config", "topics.yaml", CROWD.replace("游行 集会", "踩踏") + tests)
    table = desk.parent / "words.csv"
    table.write_text("topic,rule,group,word\ncrowd,march,any,喷泉\n", encoding="utf-8")
    before = (desk / "config" / "topics.yaml").read_bytes()
    status, said = call("config", "words", "import", str(table))
    assert (status, said.splitlines()[:2]) == (2, [
        "topics.yaml:10 topics[0].tests[0]: crowd should match and does not, or casualties are told wrongly: 广场发生踩踏",
        "topics.yaml:11 topics[0].tests[1]: crowd should not match, or casualties are told wrongly: 广场有座喷泉",
    ])  # fmt: skip
    assert (desk / "config" / "topics.yaml").read_bytes() == before
    table.write_text("topic,rule,group,word\ncrowd,march,any,踩踏\ncrowd,march,any,挤伤\n", encoding="utf-8")
    assert call("config", "words", "import", str(table))[0] == 0
    assert json.dumps("挤伤", ensure_ascii=False).strip('"') in (desk / "config" / "topics.yaml").read_text("utf-8")
