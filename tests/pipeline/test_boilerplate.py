"""What outlets put around a report: cut, at the right places, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate import HEAD, LONGEST, TAIL, boilerplate, read
from pipeline.text import normal

BODY = "昨夜临江路一家家具厂起火，两名工人送医。目前明火已经扑灭，起火原因正在调查之中，附近居民已经转移。"


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("家具厂昨夜起火_云岭新闻网", "家具厂昨夜起火"),
        ("家具厂昨夜起火 - 社会 - 云岭日报", "家具厂昨夜起火"),
        ("家具厂昨夜起火｜云岭晚报客户端", "家具厂昨夜起火"),
        ("家具厂昨夜起火-国家电网", "家具厂昨夜起火-国家电网"),
        ("家具厂起火——居民举报", "家具厂起火——居民举报"),
        ("7·12事故-调查报告", "7·12事故-调查报告"),
        ("起火_云岭网", "起火_云岭网"),
    ],
)
def test_outlets_behind_titles(title: str, kept: str) -> None:
    reading = read(title, BODY)
    assert reading.form.text[: reading.title_end].rstrip("\n") == normal(kept).text
    assert reading.form.text[reading.title_end] == "\n"
    assert reading.form.text.endswith(normal(BODY).text)


@pytest.mark.parametrize(
    "head",
    [
        "原标题：",
        "云岭新闻网8月16日电 （记者[署名]）",
        "云岭日报讯（通讯员[署名]）",
        "云岭新闻网东溪2023年8月16日消息：",
        "【云岭时报综合报道】",
        "云岭网消息：",
        "原标题：云岭网东溪8月1日讯 ",
    ],
)
def test_heads(head: str) -> None:
    assert read("家具厂起火", head + BODY).form.text.split("\n")[-1] == normal(BODY).text


def test_the_title_behind_a_label_stays() -> None:
    reading = read("", f"原标题：家具厂昨夜起火 云岭网8月16日电 {BODY}")
    assert reading.form.text.split() == ["家具厂昨夜起火", normal(BODY).text]


@pytest.mark.parametrize(
    "tail",
    [
        "（来源：云岭晚报）",
        "来源：云岭发布",
        "\n来源：云岭发布\n",
        "返回搜狐，查看更多 责任编辑：",
        "（责任编辑：[署名]）",
        "\n更多精彩资讯请在应用市场下载客户端",
        "扫码关注我们",
        "点击查看原文",
        "展开全文",
        "\n版权声明：凡本网注明来源的作品，未经授权不得转载。",
        "\n【免责声明】本文仅代表作者观点。",
        "（来源：云岭晚报）\n投资有风险，入市需谨慎。",
    ],
)
def test_tails(tail: str) -> None:
    assert read("家具厂起火", BODY + tail).form.text.split() == ["家具厂起火", normal(BODY).text]


@pytest.mark.parametrize(
    "text",
    [
        "骗子让她扫码关注公众号后转账三万元，民警提醒不要点击陌生链接。",
        "网传化工厂爆炸的消息不实，警方已经介入调查，来源正在核实。",
        "村民反映水源来源：上游矿区，多次举报未果，希望有关部门查看更多证据。",
        "8月16日，台风登陆，气象台报道称风力十二级，多地停电。",
        "记者从消防部门获悉，火灾原因是电线老化，网报火情一百余起。",
    ],
)
def test_what_is_told_stays(text: str) -> None:
    assert boilerplate(normal(f"题目\n{text}").text, 2) == []


def test_the_middle_of_a_text_is_never_cut() -> None:
    form = normal(f"题目\n{BODY * 3}来源：云岭发布。{BODY * 30}").text
    assert boilerplate(form, 2) == []
    assert len(form) > HEAD + TAIL


@given(
    st.text(
        alphabet="原标题：来源()（）云岭网日报8月16日电讯消息返回搜狐,查看更多责任编辑:\n_- 火灾\u200b頭髮",
        max_size=120,
    ),
    st.text(alphabet="家具厂_-|云岭网日报 \u200b", max_size=30),
)
def test_positions_lead_back_and_spans_lie_apart(text: str, title: str) -> None:
    whole = normal(f"{title}\n{text}")
    end = len(normal(title).text)
    spans = boilerplate(whole.text, end)
    assert all(0 <= start < stop <= len(whole.text) for start, stop in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    reading, joined = read(title, text), f"{title}\n{text}"
    places = [reading.form.at(place) for place in range(len(reading.form.text))]
    assert places == sorted(set(places))
    kept = [place for place in range(len(whole.text)) if not any(a <= place < b for a, b in spans)]
    assert reading.form.text.replace("\n", "") == "".join(whole.text[place] for place in kept).replace("\n", "")
    assert all(
        char == "\n" or normal(joined[place]).text == char or not joined[place].isascii()
        for char, place in zip(reading.form.text, places, strict=True)
    )
    assert reading.form.text[reading.title_end] == "\n"
    assert reading.form.at(reading.title_end) <= len(title)


@pytest.mark.parametrize(
    "style",
    [
        ".pic{display:block}",
        '.picgif{display:inline-block;position:relative;}.picgif img{margin:0 !important;}.picgif:after{content:"GIF";width:40px}',
        "#main p, .note a:hover { color: #fff; font:14px/20px arial }",
        "p{color:red}",
    ],
)
def test_style_rules_are_cut_wherever_they_stand(style: str) -> None:
    half = len(BODY) // 2
    read_anew = read("家具厂起火", BODY[:half] + style + BODY[half:]).form.text
    assert read_anew.replace("\n", "") == normal("家具厂起火" + BODY).text


@pytest.mark.parametrize("text", ["{好运夜市}开市", "集合A{1,2,3}", "配方x{水:盐}", "class A {", '{"type":"video"}'])
def test_other_braces_stay(text: str) -> None:
    assert read("", BODY + text + BODY).form.text.strip("\n") == normal(BODY + text + BODY).text


def test_a_vast_document_is_understood_in_part() -> None:
    reading = read("题目", BODY * 20_000)
    assert len(reading.form.text) == LONGEST
    assert read("题" * LONGEST * 2, BODY).title_end == LONGEST
