"""Normal form and hashes: cases and laws."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import content_hash, duplicate_key, letters, normal, normals

BODY = "昨夜临江路一家具厂突发火灾，现场浓烟滚滚，两名工人受伤送医，起火原因正在调查之中。消防部门出动六辆消防车，四十分钟后将明火扑灭，附近居民已经安全转移。"


@given(st.text(max_size=100))
def test_positions_lead_back(text: str) -> None:
    form = normal(text)
    assert all(normal(text[form.at(i)]).text in ("", char) for i, char in enumerate(form.text))
    assert normal(form.text).text == normal(normal(form.text).text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ＡＢＣ１２３", "abc123"), ("零\u200b宽", "零宽"), ("㈱①", "㈱1"), ("Straße", "straße"), ("，。", ",。")],
)
def test_normal_form(text: str, expected: str) -> None:
    assert normal(text).text == expected


@given(st.lists(st.text(max_size=8), max_size=8))
def test_many_words_are_each_in_normal_form(words: list[str]) -> None:
    assert normals(words) == [normal(word).text for word in words]


def test_no_folded_character_is_forgotten() -> None:
    for code in range(0x80, 0x30000):
        char = chr(code)
        form = unicodedata.normalize("NFKC", char).casefold()
        if len(form) == 1 and form != char and normal(char).text:
            assert normal(char).text == normal(form).text, hex(code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("臺灣颱風襲擊，頭髮", "台湾台风袭击,头发"),
        ("天氣乾燥，乾隆年間", "天气干燥,乾隆年间"),
        ("皇后在沈阳覆核，著名的狼藉瞭望，關係", "皇后在沈阳覆核,著名的狼藉瞭望,关系"),
        ("後\u200b面\ud800關於", "后面\ufffd关于"),
    ],
)
def test_traditional_script_is_matched_in_simplified(text: str, expected: str) -> None:
    form = normal(text)
    assert form.text == expected
    assert [form.at(place) for place in range(len(expected))] == [i for i, c in enumerate(text) if c != "\u200b"]


TRADITIONAL = "臺灣颱風乾隆燥頭髮後面皇於關係繫徵沈覆著麼"


@given(st.text(alphabet=TRADITIONAL + "的\u200b，a", max_size=40))
def test_script_keeps_every_place(text: str) -> None:
    form = normal(text)
    assert len(form.text) == len(text.replace("\u200b", ""))
    assert not set(form.text) & set("臺灣颱風頭髮後於關麼")


def test_traditional_reprints_share_a_key() -> None:
    text = "昨夜臨江路一家傢俱廠突發火災，現場濃煙滾滾，兩名工人受傷送醫，起火原因正在調查之中。消防部門出動六輛消防車，四十分鐘後將明火撲滅，附近居民已經安全轉移。"
    assert duplicate_key("", text, "D1") == duplicate_key("", normal(text).text, "D2")


def test_reposts_share_a_key() -> None:
    key = duplicate_key("标题", BODY, "D1")
    assert duplicate_key("另一标题", BODY.replace("，", ", ") + "\n", "D2") == key
    assert duplicate_key("标题", BODY.replace("六辆", "七辆"), "D3") != key


def test_short_texts_keep_to_themselves() -> None:
    assert duplicate_key("", "收到", "D1") != duplicate_key("", "收到", "D2")
    assert duplicate_key("题", BODY[:30], "D1") != duplicate_key("目", BODY[:30], "D2")


def test_content_hash_follows_words_not_spaces() -> None:
    assert content_hash("a  b", "c\n") == content_hash("a b", "c")
    assert content_hash("a", "bc") != content_hash("ab", "c")


def test_letters_of_lone_surrogates() -> None:
    assert content_hash("\ud800", "x") == content_hash("\ud800", "x")
    assert letters("a \u200bB，c") == "abc"
