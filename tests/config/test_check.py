"""What is doubtful in rules that can be read."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from config.check import check_rules
from config.load import load_rules
from config.names import load_names
from domain.harms import Harm
from domain.risk import Level
from domain.routes import Route
from domain.rules import Institution, Keyword, Place, Rules, Topic

INSTITUTION = Institution(name="青槐县人民政府", places=(Place(code="990201", name="青槐县"),))


@pytest.fixture(scope="module")
def sound() -> Rules:
    """The shipped rules for an institution with a place: nothing to say."""
    rules = load_rules(None)
    return replace(rules, scopes=(replace(rules.scopes[0], institution=INSTITUTION),))


def codes(rules: Rules) -> set[str]:
    return {problem.code.removeprefix("config.") for problem in check_rules(rules)}


def with_topic(rules: Rules, **parts: object) -> Rules:
    topic = Topic(**{"id": "own", "name": "x", "keywords": (Keyword(id="own.a", any=("起火",)),), **parts})  # type: ignore[arg-type]
    return replace(rules, topics=(*rules.topics, topic))


def with_rule(rules: Rules, **parts: object) -> Rules:
    return with_topic(rules, keywords=(Keyword(**{"id": "own.a", **parts}),))  # type: ignore[arg-type]


def with_scope(rules: Rules, **parts: object) -> Rules:
    return replace(rules, scopes=(replace(rules.scopes[0], **parts),))  # type: ignore[arg-type]


def with_watch(rules: Rules, **limits: tuple[str, ...]) -> Rules:
    watch = replace(rules.scopes[0].scope, id="storm", **limits)  # type: ignore[arg-type]
    return replace(rules, scopes=(*rules.scopes, replace(rules.scopes[0], scope=watch)))


def test_a_watch_over_places_needs_no_places_of_the_institution(sound: Rules) -> None:
    scope = replace(sound.scopes[0], institution=Institution(name="青槐县人民政府"))
    assert codes(with_watch(replace(sound, scopes=(scope,)), places=("990201",))) == {"no_places"}
    assert {one.path for one in check_rules(with_watch(replace(sound, scopes=(scope,)), places=("990201",)))} == {"scopes.desk institution"}  # fmt: skip


def test_the_shipped_rules_are_sound(sound: Rules) -> None:
    assert check_rules(sound) == ()


def test_the_shipped_institution_waits_to_be_set() -> None:
    assert codes(load_rules(None)) == {"no_places"}


CASES: list[tuple[str, Callable[[Rules], Rules]]] = [
    ("no_purpose", lambda rules: with_topic(rules, harm=Harm.OUTAGE)),
    ("no_harm", lambda rules: with_topic(rules, purpose="x")),
    ("no_harm", lambda rules: with_topic(rules, casualty=(Keyword(id="own.b", any=("受伤",)),))),
    ("no_keywords", lambda rules: with_topic(rules, keywords=())),
    ("duplicate_id", lambda rules: with_topic(rules, id="outage")),
    ("duplicate_id", lambda rules: with_topic(rules, keywords=(Keyword(id="own.a", any=("火",)),) * 2)),
    ("duplicate_id", lambda rules: replace(rules, channels=rules.channels * 2)),
    ("duplicate_id", lambda rules: replace(rules, scopes=rules.scopes * 2)),
    ("keyword_empty", with_rule),
    ("keyword_empty", lambda rules: with_rule(rules, any=("火",), all=((),))),
    ("keyword_never", lambda rules: with_rule(rules, any=("起火", "大火"), none=("火",))),
    ("keyword_never", lambda rules: with_rule(rules, any=("起火",), all=(("演练",),), none=("演练",))),
    ("word_shadowed", lambda rules: with_rule(rules, any=("起火", "突然起火"))),
    ("personal_name", lambda rules: with_rule(rules, any=("王建国",))),
    ("personal_name", lambda rules: with_rule(rules, any=("事故",), all=(("欧阳志远",),))),
    ("unknown_channel", lambda rules: replace(rules, channels=())),
    ("weights_sum", lambda rules: with_scope(rules, index=replace(rules.scopes[0].index, weights=(("heat", 0.5),)))),
    (
        "thresholds_not_rising",
        lambda rules: with_scope(rules, levels=replace(rules.scopes[0].levels, thresholds=((Level.IV, 50.0), (Level.III, 45.0)))),
    ),
    ("level_without_route", lambda rules: with_scope(rules, routes=(Route(recipient="duty", channel="console", levels=(Level.II,)),))),
    ("level_without_duty", lambda rules: with_scope(rules, duties=())),
    ("watch_unknown_topic", lambda rules: with_watch(rules, topics=("zzz", "outage"))),
    ("watch_without_harm", lambda rules: with_watch(with_topic(rules), topics=("own",))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change"), CASES, ids=[f"{row[0]}-{number}" for number, row in enumerate(CASES)])
def test_one_doubt_each(sound: Rules, code: str, change: Callable[[Rules], Rules]) -> None:
    assert codes(change(sound)) == {code}


def test_a_whole_word_rule_may_hold_a_longer_word(sound: Rules) -> None:
    assert check_rules(with_rule(sound, any=("起火", "突然起火"), whole_word=True)) == ()


@pytest.mark.parametrize("word", ["王建国", "李娜", "欧阳志远", "张伟", "陈晓东"])
def test_personal_names_are_seen(word: str) -> None:
    assert load_names().looks_personal(word)


@pytest.mark.parametrize(
    "word", ["高温", "黄河", "马路", "石油", "水管", "白云", "安全", "文明", "金融", "火灾", "江海", "wang", "王", ""]
)
def test_words_that_only_begin_like_a_name(word: str) -> None:
    assert not load_names().looks_personal(word)
