"""Sketches: which terms a text has, how they weigh, and near-duplicates by signature."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.labels import Sketch
from domain.rules import Grouping
from pipeline.boilerplate import read
from pipeline.duplicates import VALUES, Bands, packed, signature, similarity
from pipeline.sketch import Cut, Sketcher
from pipeline.terms import IDS, MOST_TERMS, weightiest
from pipeline.text import letters_of
from pipeline.tokens import load_cutter
from pipeline.weights import load_frequencies, term_id

CUTTER = load_cutter()
TABLE = load_frequencies("jieba-0.42.1")
SKETCHER = Sketcher(TABLE)


def terms(title: str, text: str, hidden: tuple[tuple[int, int], ...] = ()) -> dict[int, int]:
    reading = read(title, text)
    form = reading.form.text
    return dict(sketched(Cut(form=form, words=CUTTER.words(form), title_end=reading.title_end, hidden=hidden)).terms)


def sketched(cut: Cut) -> Sketch:
    return SKETCHER.sketches([cut])[0]


def cut_of(title: str, text: str) -> Cut:
    reading = read(title, text)
    form = reading.form.text
    return Cut(form=form, words=CUTTER.words(form), title_end=reading.title_end)


def test_terms_are_telling_words_and_unknown_names() -> None:
    found = terms("", "钟某山在磐云谷的火灾中受伤,共30人,iphone 和 2023")
    expected = ("钟某", "某山", "云谷", "火灾", "受伤", "iphone")
    assert set(map(term_id, expected)) <= set(found)
    assert not set(map(term_id, ("30", "2023", ",共", "的", "在", "和"))) & set(found)


def test_title_counts_twice_and_frequent_terms_more() -> None:
    one, other = term_id("火灾"), term_id("受伤")
    once = terms("", "火灾,受伤")
    assert once[one] == round(100 * TABLE.of(one))
    titled = terms("火灾", "受伤")
    assert titled[one] == pytest.approx(once[one] * 1.6931, abs=1)
    assert titled[other] == once[other]
    assert terms("", "火灾,火灾,火灾")[one] == pytest.approx(once[one] * 2.0986, abs=1)


def test_hidden_names_are_no_terms_and_join_nothing() -> None:
    text = "钟某山到东溪区救援"
    place = text.index("东溪区") + 1
    found = terms("", text, ((place, place + 3),))
    assert not set(map(term_id, ("东溪", "东溪区", "区救"))) & set(found)
    assert term_id("钟某") in found


STORY = (
    "昨夜十一时许，临江路一家家具厂突发火灾，现场浓烟滚滚，火光映红了半边天空，附近居民纷纷报警求助。",
    "消防部门接警后调集六辆消防车和三十二名队员赶赴现场，经过四十分钟的扑救，明火被完全扑灭。",
    "据初步统计，两名值班工人在疏散中吸入烟尘，已送往市第二人民医院观察，目前生命体征平稳。",
    "厂区周边的八十多户居民连夜转移到社区活动中心，街道办事处为他们准备了饮水、食物和被褥。",
    "起火原因和财产损失正在调查核实之中，有关部门将及时公布结果，并对同类厂房开展排查。",
)
TITLE = "临江路一家具厂昨夜起火 两名工人送医"
REPRINTS = {
    "another title": ("家具厂深夜失火，居民连夜转移", "".join(STORY)),
    "dateline and editor": (TITLE, f"云岭新闻网8月16日讯（记者[署名]）{''.join(STORY)}（责任编辑：[署名]）"),
    "source and invitations": (
        f"{TITLE}_云岭新闻网",
        f"原标题：{TITLE}\n{''.join(STORY)}\n来源：云岭晚报\n更多精彩资讯请在应用市场下载客户端。\n版权声明：本网所有内容，未经协议授权不得转载。",
    ),
    "a paragraph left out": (TITLE, "".join(STORY[:3] + STORY[4:])),
    "other white space and widths": (TITLE, "\n\n　　".join(STORY).replace("，", ",")),
    "traditional script": (
        TITLE,
        "".join(STORY).replace("消防车", "消防車").replace("扑灭", "撲滅").replace("医院", "醫院"),
    ),
}


def signed(title: str, text: str) -> bytes:
    return packed(signature(letters_of(read(title, text).form.text)))


@pytest.mark.parametrize("name", REPRINTS)
def test_reprints_are_near_duplicates(name: str) -> None:
    bands, reprint = Bands(), signed(*REPRINTS[name])
    bands.add("D1", signed(TITLE, "".join(STORY)))
    assert bands.candidates(reprint) == ["D1"]
    assert similarity(signed(TITLE, "".join(STORY)), reprint) >= Grouping().near_duplicate


def test_shared_boilerplate_makes_no_near_duplicates() -> None:
    tail = "\n版权声明：凡本网注明来源的作品，版权均属本网所有，未经授权不得转载、摘编或利用其它方式使用上述作品，违者将依法追究责任。"
    assert similarity(signed("", STORY[0] + tail), signed("", STORY[3] + tail)) < 0.1


@given(st.text(max_size=2_000), st.text(max_size=80))
def test_any_text_has_a_sketch(text: str, title: str) -> None:
    cut = cut_of(title, text)
    sketch = sketched(cut)
    assert sketch == sketched(cut)
    assert len(sketch.terms) <= MOST_TERMS
    assert list(sketch.terms) == sorted(sketch.terms)
    assert all(0 <= term < 1 << 32 and weight > 0 for term, weight in sketch.terms)
    assert sketch.signature == signature(letters_of(cut.form))
    assert len(sketch.signature) in {0, VALUES}


TEXTS = st.text(alphabet=st.sampled_from("".join(STORY) + "钟某山在磐云谷 x1"), max_size=200)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_made_together_each_is_what_it_would_be_alone(texts: list[tuple[str, str]]) -> None:
    cuts = [cut_of(title, text) for title, text in texts]
    assert SKETCHER.sketches(cuts) == list(map(sketched, cuts))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 900))))
def test_weights_are_those_of_the_formula(drawn: list[tuple[int, int, int]]) -> None:
    """Weight = round(round(100 idf) (1 + ln tf)), here counted plainly; a term's idf is its own."""
    standing = [(text, term, 100 * (term + 5)) for text, term, _ in drawn]
    found = weightiest(
        np.array([term / IDS - weight for _, term, weight in standing]),
        np.array([text for text, _, _ in standing], dtype=np.intp),
        np.array([count for _, _, count in drawn], dtype=np.intp),
        4,
    )
    for text in range(4):
        counts = Counter[int]()
        for place, term, count in drawn:
            counts.update({term: count} if place == text else {})
        assert found[text] == tuple(
            (term, round(100 * (term + 5) * (1 + log(min(count, 1000))))) for term, count in sorted(counts.items())
        )


def test_the_weightiest_stay() -> None:
    ranks = np.array([term / IDS - (500 + term) for term in range(MOST_TERMS + 9)])
    zeros = np.zeros(len(ranks), dtype=np.intp)
    assert weightiest(ranks, zeros, zeros + 1, 2) == [
        tuple((term, 500 + term) for term in range(9, MOST_TERMS + 9)),
        (),
    ]
