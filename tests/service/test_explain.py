"""Explanations as an analyst reads them: the rule, the words in their surroundings, the part that failed."""

from dataclasses import replace

import pytest

from domain.errors import BadUse
from domain.harms import Harm
from domain.messages import load_catalogue
from domain.rules import Keyword, Lexicon, PlaceGate, Rules, Status, Topic
from pipeline.label import Labeller
from service.examine import Examination, asked
from service.excerpt import excerpt
from service.why import why_labels
from tests.pipeline.test_label import document

ZH, EN = load_catalogue("zh"), load_catalogue("en")
FIRE = Topic(
    id="fire",
    name="火灾",
    harm=Harm.FIRE_EXPLOSION,
    purpose="答复",
    keywords=(
        Keyword(id="fire.breaks", any=("起火", "着火"), excluding=("一起火锅",), none=("演练",), none_near=10, weight=0.6),
        Keyword(id="fire.smoke", any=("浓烟",), all=(("消防", "扑救"),), near=10, description="浓烟与救援", false_positives=("电影",)),
        Keyword(id="fire.title", any=("火情",), title_only=True),
        Keyword(id="fire.own", any=("焦味",), place=PlaceGate.OWN),
        Keyword(id="fire.old", any=("走水",), status=Status.RETIRED),
        Keyword(id="fire.new", any=("糊味",), status=Status.EXPERIMENTAL),
    ),
    casualty=(Keyword(id="casualty.hurt", any=("受伤",)),),
)  # fmt: skip
RULES = Rules(topics=(FIRE,), lexicon=Lexicon(), scopes=())
FAR = "隔了很久很久很久很久"


def lines(name: str, text: str, title: str = "") -> list[str]:
    return list(Examination(RULES, asked(RULES, name)).lines(ZH, title, text))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("fire.breaks", "约上朋友一起火锅", "  - “起火”在短语“一起火锅”里,不算(excluding):约上朋友【一起火锅】"),
        ("fire.breaks", "演练中起火", "  - “起火”旁边 3 字处有“演练”(none_near 为 10):【演练】中【起火】"),
        ("fire.breaks", "停水", "  - any 没有一个词出现:起火、着火"),
        ("fire.smoke", "浓烟", "  - all[1] 没有一个词出现:消防、扑救"),
        ("fire.smoke", f"浓烟{FAR}消防", f"  - 相距 12 字,超过 10 字(near):【浓烟】{FAR}【消防】"),
        ("fire.title", "火情", "  - “火情”不在标题里(title_only):【火情】"),
        ("fire.own", "焦味", "  - 文中没有提到本单位或它的地名(place: own)"),
        ("fire.old", "走水", "  - 已停用,不参加判断"),
        ("casualty.hurt", "停水", "  - any 没有一个词出现:受伤"),
    ],
)
def test_the_part_that_failed_is_said(name: str, text: str, expected: str) -> None:
    told = lines(name, text)
    assert told[0] == f"规则 {name}:没有命中"
    assert told[1] == expected


def test_a_rule_that_matches_in_a_topic_under_its_threshold() -> None:
    text = "这是与事情无关的一段普通文字，" * 9 + "厂房起火"
    assert lines("fire.breaks", text) == [
        "规则 fire.breaks:命中,计 0.6",
        "    …无关的一段普通文字，厂房【起火】",
        "主题 火灾(fire):没有归入;证据 0.60,不到门槛 1.00",
    ]


def test_what_a_rule_is_for_is_said() -> None:
    assert lines("fire.smoke", "浓烟")[2:4] == ["说明:浓烟与救援", "已知误报:电影"]


def test_a_topic_with_all_its_rules() -> None:
    assert lines("fire", "浓烟，糊味，厂房起火，一人受伤", title="消息") == [
        "主题 火灾(fire):归入;证据 1.20,门槛 1.00",
        "规则 fire.breaks:命中,计 1.2(标题或导语,加倍)",
        "    消息 浓烟，糊味，厂房【起火】，一人受伤",
        "规则 fire.new:命中,计 2(标题或导语,加倍)(试用,不计入)",
        "    消息 浓烟，【糊味】，厂房起火，一人受伤",
        "规则 casualty.hurt:命中",
        "    …烟，糊味，厂房起火，一人【受伤】",
        "还缺一部分词的规则(用 --rule 主题.规则 看缺哪些词):fire.smoke(缺 all[1])",
        "一个词也没有出现的规则:3 条",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停水", "主题 火灾(fire):没有归入;没有规则命中"),
        ("起火", "主题 火灾(fire):归入;证据 1.20,门槛 1.00"),
        ("糊味", "主题 火灾(fire):只作提示,不计入级别(证据来自试用规则,2.00,门槛 1.00)"),
    ],
)
def test_where_a_topic_stands(text: str, expected: str) -> None:
    assert lines("fire", text)[0] == expected


def test_a_retired_topic_says_so() -> None:
    rules = replace(RULES, topics=(replace(FIRE, status=Status.RETIRED),))
    told = list(Examination(rules, asked(rules, "fire")).lines(ZH, "", "起火"))
    assert told[0] == "主题 火灾(fire):已停用"


def test_the_row_holds_the_one_rule() -> None:
    row = Examination(RULES, asked(RULES, "fire.breaks")).row("", "停水")
    assert row["topic"] == "fire"
    assert [one["rule"] for one in row["rules"]] == ["fire.breaks"]
    assert row["rules"][0]["reasons"][0]["part"] == "group"


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadUse) as caught:
        asked(RULES, "fire.break")
    assert EN.text(caught.value.code, **caught.value.params).endswith("did you mean fire.breaks?")
    with pytest.raises(BadUse):
        asked(RULES, "zzz")


def test_labels_show_their_words_where_they_stand() -> None:
    one = document("消息", "厂房起火")
    labels = Labeller(RULES).label(one).labels
    told = list(why_labels(ZH, labels, RULES, f"{one.title}\n{one.text}"))
    assert told[1] == "  规则 fire.breaks:消息 厂房【起火】"
    assert list(why_labels(ZH, labels, RULES, "\n"))[1] == "  规则 fire.breaks:起火"


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("abcdef", [(2, 4)], "ab[cd]ef"),
        ("abcdef", [(0, 2), (1, 3)], "[abc]def"),
        ("abcdef", [(4, 9)], "abcd[ef]"),
        ("abcdef", [(9, 12), (-1, 2)], ""),
        ("a\n\n b", [(0, 1)], "[a] b"),
        ("x" * 20 + "A" + "y" * 40 + "B" + "z" * 20, [(20, 21), (61, 62)], f"…{'x' * 12}[A]{'y' * 12}…{'y' * 12}[B]{'z' * 12}…"),
    ],
)  # fmt: skip
def test_an_excerpt(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    assert excerpt(text, spans, "[{}]") == expected
