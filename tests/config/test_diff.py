"""What differs between two rules, by path; whatever differs is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.diff import Difference, differences
from config.load import Shipped, load_over, read_shipped
from domain.rules import Keyword, Lexicon, PlaceGate, Rules, Status, Topic
from tests.config.desk import INSTITUTION, write

TOPIC = """
id: park
name: {name}
keywords:
  - {{id: lawn, any: {any}, weight: {weight}}}
  - {{id: gate, any: 大门, all: [{all}]}}
"""
BEFORE = {"name": "公园", "any": "草坪 绿地", "weight": "1", "all": "关闭"}
CHANGES = [
    ("a name", {"name": "绿化"}, "topics.park.name", "公园", "绿化"),
    ("a weight", {"weight": "0.5"}, "topics.park.keywords.lawn.weight", 1.0, 0.5),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return read_shipped()


def rules(shipped: Shipped, folder: Path, **files: str) -> Rules:
    for name, text in files.items():
        write(folder, f"{name}.yaml" if name != "park" else "topics/park.yaml", text)
    return load_over(shipped, folder).rules


def changed(shipped: Shipped, tmp_path: Path, **other: str) -> tuple[Difference, ...]:
    before = rules(shipped, tmp_path / "a", park=TOPIC.format(**BEFORE))
    return differences(before, rules(shipped, tmp_path / "b", park=TOPIC.format(**BEFORE | other)))


@pytest.mark.parametrize(("name", "other", "path", "before", "after"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_value(
    shipped: Shipped, tmp_path: Path, name: str, other: dict[str, str], path: str, before: object, after: object
) -> None:
    assert changed(shipped, tmp_path, **other) == (Difference(path=path, before=before, after=after),), name


def test_words_added_and_removed(shipped: Shipped, tmp_path: Path) -> None:
    (one,) = changed(shipped, tmp_path, any="绿地 花坛 长椅")
    assert one == Difference(path="topics.park.keywords.lawn.any", added=("花坛", "长椅"), removed=("草坪",))
    (one,) = changed(shipped, tmp_path / "order", any="绿地 草坪")
    assert one == Difference(path="topics.park.keywords.lawn.any", is_order=True)


def test_words_of_a_group(shipped: Shipped, tmp_path: Path) -> None:
    found = changed(shipped, tmp_path, all="关闭 停用, 夜里")
    assert found == (
        Difference(path="topics.park.keywords.gate.all[1]", added=("停用",)),
        Difference(path="topics.park.keywords.gate.all[2]", added=("夜里",)),
    )


def test_things_are_named_as_people_name_them(shipped: Shipped, tmp_path: Path) -> None:
    before = rules(shipped, tmp_path / "a")
    after = rules(
        shipped, tmp_path / "b", institution=INSTITUTION, levels="thresholds: {IV: 25}\n", index="weights: {heat: 0.3}\n",
        tone="own: [{weight: -2, words: 拉胯}]\n", words="words: [磐云谷]\n",
    )  # fmt: skip
    paths = {one.path for one in differences(before, after)}
    assert {"scopes.desk.levels.thresholds.IV", "scopes.desk.index.weights.heat", "lexicon.words.拉胯", "words.磐云谷",
            "scopes.desk.institution.places.990201", "scopes.desk.institution.name"} <= paths  # fmt: skip


def test_equal_rules_do_not_differ(shipped: Shipped, tmp_path: Path) -> None:
    assert differences(rules(shipped, tmp_path), rules(shipped, tmp_path)) == ()


WORDS = st.lists(st.sampled_from("abc"), max_size=3).map(tuple)
KEYWORD = st.builds(
    Keyword, id=st.sampled_from(("t.a", "t.b", "t.casualty.a")), any=WORDS, all=st.lists(WORDS, max_size=2).map(tuple), none=WORDS,
    near=st.integers(0, 2), weight=st.sampled_from((0.5, 1.0)), place=st.sampled_from((None, *PlaceGate)),
    severity=st.sampled_from((None, 0.5)), status=st.sampled_from(Status),
)  # fmt: skip
KEYWORDS = st.lists(KEYWORD, max_size=3).map(tuple)
TOPICS = st.lists(
    st.builds(Topic, id=st.sampled_from("tu"), name=st.just("x"), keywords=KEYWORDS, casualty=KEYWORDS), max_size=2
)
LEXICON = st.builds(
    Lexicon, words=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from((1.0, -1.0))), max_size=3).map(tuple)
)
RULES = st.builds(Rules, topics=TOPICS.map(tuple), lexicon=LEXICON, scopes=st.just(()))


@settings(max_examples=200, deadline=None)
@given(RULES, RULES)
def test_whatever_differs_is_told(before: Rules, after: Rules) -> None:
    found = differences(before, after)
    assert bool(found) == (before.config_id != after.config_id)
    assert len({(one.path, one.is_order) for one in found}) == len(found), "each once"


@given(RULES)
def test_a_difference_the_other_way_round(before: Rules) -> None:
    after = replace(before, lexicon=Lexicon(phrases=("x",)))
    there, back = differences(before, after), differences(after, before)
    assert {(one.path, one.added) for one in there} == {(one.path, one.removed) for one in back}
