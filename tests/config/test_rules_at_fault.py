"""Topics at fault beside their message, and the law behind the shadow: what is implied never matches alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_configuration
from config.shadows import implies
from config.words import inside, shape
from domain.errors import ConfigError, Problem
from domain.messages import load_catalogue
from domain.rules import Keyword, PlaceGate
from pipeline.boilerplate import read
from pipeline.match import Gates, compiled, match
from pipeline.scan import Scanner
from tests.config.desk import INSTITUTION, write

CASES = tomllib.loads(Path(__file__).with_name("rules_at_fault.toml").read_text(encoding="utf-8"))["case"]
ENGLISH = load_catalogue("en")


def problems(folder: Path) -> tuple[Problem, ...]:
    try:
        return load_configuration(folder).warnings()
    except ConfigError as error:
        return error.problems


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    """What is said of the shipped rules."""
    folder = tmp_path_factory.mktemp("shipped")
    write(folder, "institution.yaml", INSTITUTION)
    return problems(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_said_of_a_topic(tmp_path: Path, shipped: tuple[Problem, ...], case: dict[str, Any]) -> None:
    write(tmp_path, "institution.yaml", INSTITUTION)
    write(tmp_path, "topics.yaml", case["topics"])
    found = [one for one in problems(tmp_path) if one not in shipped]
    assert [f"{one.path}: {ENGLISH.text(one.code, **dict(one.params))}" for one in found] == case["says"]


def test_gates_without_places_are_told_once(tmp_path: Path) -> None:
    write(tmp_path, "topics.yaml", """
        topics:
          - id: own
            name: 甲
            keywords: [{id: a, any: 起火, place: own}, {id: b, any: 停水, place: region}]
        """)  # fmt: skip
    (gate,) = [one for one in problems(tmp_path) if one.code == "config.gate_without_places"]
    assert dict(gate.params) == {"rule": "own.a", "count": "2"}
    write(tmp_path, "institution.yaml", "name: 青槐县人民政府\nregion: 石帆省\n")
    (gate,) = [one for one in problems(tmp_path) if one.code == "config.gate_without_places"]
    assert dict(gate.params) == {"rule": "own.a", "count": "1"}


WORDS = ("火", "起火", "大火", "厂房起火", "消防", "消防演练", "演练")
GROUP = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(tuple)
RULE = st.builds(
    Keyword,
    id=st.just("r"),
    any=GROUP,
    all=st.lists(GROUP, max_size=1).map(tuple),
    none=st.one_of(st.just(()), GROUP),
    none_near=st.sampled_from((0, 0, 3)),
    near=st.sampled_from((0, 2, 4, 8)),
    excluding=st.one_of(st.just(()), GROUP),
    title_only=st.booleans(),
    whole_word=st.booleans(),
    place=st.sampled_from((None, *PlaceGate)),
)
TEXT = st.lists(st.sampled_from((*WORDS, "，", "的", "a")), max_size=6).map("".join)
GATES = st.sampled_from((Gates(), Gates({PlaceGate.REGION}), Gates(PlaceGate)))


@settings(deadline=None)
@given(RULE, RULE, TEXT, TEXT, GATES)
def test_what_implies_another_never_matches_without_it(
    rule: Keyword, other: Keyword, title: str, text: str, gates: Gates
) -> None:
    reading = read(title, text)
    scanned = Scanner(WORDS).find(reading.form, reading.title_end)
    if implies(shape(rule), shape(other)) and match(compiled(rule), scanned, gates) is not None:
        assert match(compiled(other), scanned, gates) is not None


@given(st.text("abc", max_size=8), st.frozensets(st.text("abc", min_size=1, max_size=3), max_size=8))
def test_words_inside_a_word(word: str, words: frozenset[str]) -> None:
    plain = {(at, one) for one in words for at in range(len(word)) if word.startswith(one, at)}
    assert set(inside(word, words)) == plain
