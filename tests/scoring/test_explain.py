"""Why: one sentence from codes, in both languages, with a text for every code that can occur."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.messages import Catalogue, load_catalogue
from domain.risk import Assessment, Level
from scoring.explain import explain, sentence, shown_tail
from scoring.factors import surge, weighed
from scoring.index import assess
from tests.scoring.facts import RULES, START, event, fact, memory

ZH, EN = load_catalogue("zh"), load_catalogue("en")
CODES = (
    "cap.gate", "cap.no_harm", "floor.severe", "floor.central", "hold.coverage", "hold.second", "hold.margin", "hold.hour",
    "hold.person", "end.no_harm", "end.watch",
)  # fmt: skip


def assessed(count: int = 6, **known: object) -> Assessment:
    held = memory(**({"level": Level.III, "previous_candidate": Level.III} | known))
    verdict = assess(
        event([fact(i) for i in range(count)]), RULES, held, now=START + timedelta(hours=1), platforms=4, config_id="c",
        code_version="1",
    )  # fmt: skip
    return verdict.assessment


def test_one_sentence_in_chinese() -> None:
    found = assessed()
    text = sentence(explain(found, RULES), ZH)
    short = f"{60 - found.index:.2f}"
    assert text.startswith(f"Ⅲ级(较大),指数 {found.index:.2f};6 家媒体 6 篇、均在近 3 小时内;主要因为危害程度(+")
    assert text.endswith(f";距Ⅱ级(重大)差 {short} 分。")


def test_one_sentence_in_english() -> None:
    text = sentence(explain(assessed(), RULES), EN)
    assert "6 outlets, 6 documents, all in the last 3 hours; mainly" in text
    assert text.endswith("points short of level II (major).")


@pytest.mark.parametrize("catalogue", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_rule_that_acts_has_words(catalogue: Catalogue, code: str) -> None:
    text = sentence(explain(replace(assessed(), reasons=(code,)), RULES), catalogue)
    assert "why." not in text
    assert "{" not in text


def test_nothing_is_short_of_anything_without_a_harm() -> None:
    calm = replace(assessed(), level=Level.NONE, severity=0.0, reasons=("cap.no_harm",))
    assert ZH.text("why.cap.no_harm") in sentence(explain(calm, RULES), ZH)
    assert "距Ⅱ级" not in sentence(explain(calm, RULES), ZH)


def test_what_waits_for_a_second_evaluation_misses_no_points() -> None:
    waiting = replace(assessed(), level=Level.IV, reasons=("floor.severe", "hold.second"), index=43.0)
    assert "距Ⅱ级" not in sentence(explain(waiting, RULES), ZH)


def test_a_proposal_is_called_one_and_misses_nothing() -> None:
    text = sentence(explain(replace(assessed(), level=Level.II, proposed=True, index=80.0), RULES), ZH)
    assert text.startswith("建议Ⅰ级")
    assert "距Ⅱ级" not in text


def test_without_contributions_the_rest_is_said() -> None:
    assert "主要因为" not in sentence(explain(replace(assessed(), contributions=()), RULES), ZH)


def with_values(growth: float | None = None, tail: float | None = None) -> Assessment:
    """Six outlets' event with these values of two factors; the others unknown."""
    measures = {"growth": None if growth is None else (growth, growth / 3), "surge": surge(tail)}
    return replace(assessed(), factors=weighed(measures, RULES.index))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"growth": 2.04, "tail": 1.2e-6}, "6 家媒体 6 篇、近 3 小时为此前的 4.1 倍(p=1e-6)、涉食品安全;"),
        ({"growth": 2.04, "tail": 0.3}, "6 家媒体 6 篇、近 3 小时为此前的 4.1 倍、涉食品安全;"),
        ({"growth": 0.2, "tail": 0.004}, "6 家媒体 6 篇、报道量异于平常(p=0.004)、涉食品安全;"),
        ({"growth": -1.0}, "6 家媒体 6 篇、涉食品安全;"),
        ({}, "6 家媒体 6 篇、涉食品安全;"),
    ],
    ids=["grows and surges", "grows", "surges", "fades", "nothing known"],
)
def test_what_is_known_of_its_course(values: dict[str, float], expected: str) -> None:
    assert expected in sentence(explain(with_values(**values), RULES, ("食品安全",)), ZH)


def test_the_matter_and_who_is_hurt() -> None:
    text = sentence(explain(assessed(), RULES, ("火灾", "事故"), casualty=True), ZH)
    assert "、涉火灾、事故(有人员伤亡);" in text
    assert "about fire (people hurt);" in sentence(explain(assessed(), RULES, ("fire",), casualty=True), EN)


def test_a_level_set_by_hand_stands_beside_the_computed_one() -> None:
    text = sentence(explain(replace(assessed(), manual=Level.IV), RULES), ZH)
    assert "Ⅲ级(较大),指数" in text
    assert ";人工定为Ⅳ级(一般);" in text


@pytest.mark.parametrize(
    ("p", "shown"),
    [(1.2e-6, "1e-6"), (3e-7, "3e-7"), (0.0, "<1e-8"), (1e-12, "<1e-8"), (0.004, "0.004"), (0.25, "0.2"), (1.0, "1")],
)
def test_how_a_tail_probability_is_written(p: float, shown: str) -> None:
    (factor,) = (one for one in weighed({"surge": surge(p)}, RULES.index) if one.name == "surge")
    assert shown_tail(factor) == shown
