"""Cutting: both engines alike, search words, the user's own words, questions, huge texts."""

import gzip
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jieba
import pytest
import rjieba

from bench.cutting import read_gold, score
from domain.rules import UserWord
from pipeline.memo import LONGEST, Memo
from pipeline.text import normal
from pipeline.tokens import Cutter, load_cutter, query_phrases, search_tokens

FLOORS = tomllib.loads(Path(__file__).parents[1].joinpath("floors.toml").read_text("utf-8"))["cutting"]
SENTENCES = (
    "昨夜临江路一家家具厂突发火灾，现场浓烟滚滚，两名工人受伤送医。",
    "2023-08-16 08:30，云岭市发布暴雨橙色预警，降雨量达120.5mm，预计3.5小时后减弱。",
    "网友反映：WiFi6路由器在v2.0.1版本下http://a.example/b?c=1&d=2无法打开，客服电话一直占线",
    "iPhone 15 Pro、AR-15型、A股、T恤、C++、N95口罩、5G基站、70%的乘客",
    "臺灣颱風襲擊東部，天氣乾燥，風力達12級",
    "磐云谷新城小区停水三天，居民钟某山等人向12345热线反映",
    "哈哈，真的吗？？？！！~~ [微笑] #云岭马拉松# 加油↑↑",
)


@pytest.fixture(scope="module")
def reference() -> Cutter:
    return load_cutter("jieba")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_engines_cut_alike(sentence: str, reference: Cutter) -> None:
    form, fast = normal(sentence).text, load_cutter()
    assert "".join(fast.words(form)) == form
    assert fast.words(form) == reference.words(form)
    assert search_tokens(fast, form) == search_tokens(reference, form)


def test_search_words_are_those_of_the_engines_own_search_mode(reference: Cutter) -> None:
    """The engines find them in the text; here they are a function of the word."""
    for sentence in SENTENCES:
        form = normal(sentence).text
        spoken = [word for word in rjieba.cut_for_search(form, False) if any(map(str.isalnum, word))]
        assert search_tokens(load_cutter(), form).split(" ") == spoken
        own = [word for word in jieba.lcut_for_search(form, HMM=False) if any(map(str.isalnum, word))]
        assert search_tokens(reference, form).split(" ") == own


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_user_words_stay_with_their_rules(engine: str) -> None:
    text = "磐云谷新城今天停水"
    taught = load_cutter(engine, (UserWord(word="磐云谷新城"), UserWord(word="今天停水", frequency=9_000_000, tag="v")))
    assert taught.words(text) == ["磐云谷新城", "今天停水"]
    assert load_cutter(engine).words(text) == ["磐", "云", "谷", "新城", "今天", "停水"]
    assert load_cutter(engine, (UserWord(word="磐云谷"),)).words(text)[:2] == ["磐云谷", "新城"]
    assert search_tokens(taught, text) == "磐 云 谷 新城 磐云谷新城 今天 停水 今天停水"
    assert taught.name.startswith(load_cutter(engine).name + "+")


def test_questions_need_no_user_words() -> None:
    text = "磐云谷新城小区今天停水"
    for words in ((), (UserWord(word="磐云谷新城"),)):
        stored = search_tokens(load_cutter(user_words=words), text).split()
        for query in ("磐云谷新城", '"磐云谷新城"', "磐云谷", "新城停水"):
            assert all(_stands(phrase, stored) for phrase in query_phrases(query)), (query, words)


def test_user_words_are_known_in_any_script_and_width() -> None:
    taught = load_cutter(user_words=(UserWord(word="磐雲谷ＡＢ"),))
    assert "磐云谷ab" in taught.words(normal("在磐云谷ab举行").text)


def _stands(phrase: tuple[str, ...], stored: list[str]) -> bool:
    return any(stored[i : i + len(phrase)] == list(phrase) for i in range(len(stored)))


def test_queries_find_what_was_stored() -> None:
    cutter = load_cutter()
    stored = search_tokens(cutter, normal("云岭市石门化工厂爆炸，AR-15型").text).split()
    for query in ("石门化工厂", '"化工厂爆炸"', "化工", "云岭市", "ＡＲ-15", "“化工厂爆炸”"):
        for phrase in query_phrases(query, cutter):
            assert _stands(phrase, stored), (query, phrase)


@pytest.mark.parametrize(
    ("query", "phrases"),
    [("", ()), ("，。", ()), ("食品 食品", (("食品",),)), ('"食品 安全', (("食品",), ("安全",))), ('""', ())],
)
def test_query_forms(query: str, phrases: tuple[tuple[str, ...], ...]) -> None:
    assert query_phrases(query) == phrases


def test_unknown_engine() -> None:
    with pytest.raises(ValueError, match="no such engine"):
        load_cutter("other")


def test_a_huge_text_is_cut_in_pieces_to_the_same_words() -> None:
    text = "今晨城东化工厂起火,多人受伤。消防正在处置\n" * 4_000
    cutter = load_cutter()
    assert cutter.words(text) == cutter.words(text[: len(text) // 4_000]) * 4_000


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.memo.MOST", 3)
    memo = Memo(len)
    assert [memo["a" * length] for length in range(9)] == list(range(9))
    assert len(memo) <= 3
    assert memo["a" * (LONGEST + 1)] == LONGEST + 1
    assert "a" * (LONGEST + 1) not in memo


@pytest.mark.filterwarnings("default")
def test_engines_agree_on_real_texts(shared: Path, reference: Cutter) -> None:
    texts = list(_sample(shared, 300))
    fast = load_cutter()
    agreed = sum(
        fast.words(text) == reference.words(text) and search_tokens(fast, text) == search_tokens(reference, text)
        for text in texts
    )
    assert agreed >= FLOORS["agreement"] * len(texts)


def test_people_cut_much_alike(shared: Path) -> None:
    precision, recall = score(load_cutter().words, read_gold(shared))
    assert 2 * precision * recall / (precision + recall) >= FLOORS["msr_f1"]


def _sample(shared: Path, count: int) -> Iterator[str]:
    """Every fortieth report, in normal form."""
    with gzip.open(shared / "data/news_stream/zh_news_stream.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 40 == 0 and number < 40 * count:
                yield normal(json.loads(line)["text"]).text
