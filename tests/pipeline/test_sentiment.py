"""Tone of small texts, each with its reason, by a small lexicon whose weights can be reckoned by head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.labels import Sentiment, Tone
from domain.rules import Lexicon
from pipeline.boilerplate import read
from pipeline.sentiment import SHOWN, WINDOW, ToneLexicon

LEXICON = Lexicon(
    words=(("满意", 1.0), ("愤怒", -1.5), ("不满", -1.0), ("好", 0.5), ("高兴", 1.0), ("累", -1.0), ("sb", -2.0), ("[哈哈]", 1.5), ("😭", -1.5)),
    phrases=("不但", "不得不", "爱好"),
    degrees=(("非常", 1.6), ("有点", 0.6)),
    trailing=(("极了", 1.5), ("死了", 1.5)),
    negations=("不", "没有", "不是"),
    undone=("不起来",),
    contrasts=("但是",),
    doubts=("如果",),
    personal=("我", "!", "?", "["),
    official=("区", "月"),
    neutral_band=0.3,
    report_band=0.6,
)  # fmt: skip
TONE = ToneLexicon(LEXICON)
POSITIVE, NEGATIVE, NEUTRAL = Tone.POSITIVE, Tone.NEGATIVE, Tone.NEUTRAL


def tone(text: str, title: str = "") -> Sentiment:
    reading = read(title, text)
    return TONE.judge(reading.form, reading.title_end)


@pytest.mark.parametrize(
    ("text", "label", "score"),
    [
        ("大家满意", POSITIVE, 0.5),
        ("大家非常满意", POSITIVE, 0.6154),
        ("大家有点累", NEGATIVE, -0.375),
        ("大家不是很满意", NEGATIVE, -0.4444),
        ("居民不满", NEGATIVE, -0.5),
        ("大家没有不满", None, 0.0),
        ("不，大家满意", POSITIVE, 0.5),
        ("不去城里满意", POSITIVE, 0.5),
        ("没有让人觉得满意", NEGATIVE, -0.4444),
        ("不是不高兴", POSITIVE, 0.3902),
        ("不但满意", POSITIVE, 0.5),
        ("不得不满意", POSITIVE, 0.5),
        ("满意极了", POSITIVE, 0.6),
        ("累得死了", NEGATIVE, -0.6),
        ("高兴不起来", NEGATIVE, -0.4444),
        ("他的爱好", None, 0.0),
        ("如果满意", POSITIVE, 0.375),
        ("满意吗？", POSITIVE, 0.375),
        ("满意！", POSITIVE, 0.5455),
        ("满意。好吗？", POSITIVE, 0.5652),
        ("他说“满意”", None, 0.2857),
        ("《满意》", None, 0.2857),
        ("累，但是满意", None, 0.2258),
        ("#满意# 的一天", None, 0.2857),
        ("累//@某人:高兴", None, -0.0714),
        ("满意，但是累", None, -0.2258),
        ("满意满意满意满意", POSITIVE, 0.6471),
        ("不[哈哈]", POSITIVE, 0.6923),
        ("[哈哈]😭", None, -0.1579),
        ("sb", NEGATIVE, -0.6667),
        ("usb", None, 0.0),
        ("ＳＢ", NEGATIVE, -0.6667),
        ("今天开会", None, 0.0),
        ("满意，也不满", None, 0.0),
        ("区里今天开会布置下一步的各项工作。", NEUTRAL, 0.0),
        ("我今天开会布置下一步的各项工作。", None, 0.0),
    ],
)
def test_small_texts(text: str, label: Tone | None, score: float) -> None:
    found = tone(text)
    assert (found.label, found.score) == (label, score)


def test_the_title_counts_twice() -> None:
    assert tone("", title="满意").score == 0.6667
    assert tone("满意", title="").score == 0.5


def test_the_same_words_say_less_of_a_long_text() -> None:
    assert tone("满意" + "，区里开会" * 80).score == 0.1875
    assert tone("满意" + "，区里开会" * 80).label is NEUTRAL


def test_a_report_needs_more_than_a_post() -> None:
    assert tone("区里的工作让我满意").label is POSITIVE
    assert tone("区里的工作让居民满意").label is NEUTRAL
    assert tone("区里的工作让居民非常满意极了").label is POSITIVE


def test_evidence_says_where_in_the_original_and_with_which_weight() -> None:
    text = "今\u200b天不满\u200b意，非常高兴"
    found = [(one.word, one.position, one.weight) for one in tone(text).evidence]
    assert found == [("不满", text.index("不") + 1, -1.0), ("高兴", text.index("高") + 1, 1.6)]


@pytest.mark.parametrize(
    "text", ["愤怒" * 1_000_000, "但是满意" * 1_000_000, "“" * 1_000_000 + "满意", "不" * 1_000_000 + "满意"]
)
def test_a_line_of_any_length_is_read_no_further_than_the_window(text: str) -> None:
    assert all(one.position < WINDOW for one in tone(text).evidence)


@given(st.text(alphabet="满意愤怒不但非常极了如果sb《》“”！？。，我[哈]😭\n\u200b", max_size=60))
def test_any_text_has_a_bounded_tone(text: str) -> None:
    found = tone(text)
    assert -1 < found.score < 1
    assert len(found.evidence) <= SHOWN
    assert found == tone(text)
    if found.label in (POSITIVE, NEGATIVE):
        assert (found.score > 0) == (found.label is POSITIVE)
