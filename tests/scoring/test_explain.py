"""Why: one sentence from codes, in both languages, with a text for every code that can occur."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.messages import Catalogue, load_catalogue
from domain.risk import Assessment, Level
from scoring.explain import explain, sentence
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
    assert text.startswith(f"Ⅲ级(较大),指数 {found.index:.2f};6 家媒体,6 篇;主要因为危害程度(+")
    assert text.endswith(f";距Ⅱ级(重大)还差 {short} 分。")


def test_one_sentence_in_english() -> None:
    text = sentence(explain(assessed(), RULES), EN)
    assert "6 outlets, 6 documents; mainly" in text
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
    assert "还差" not in sentence(explain(calm, RULES), ZH)


def test_what_waits_for_a_second_evaluation_misses_no_points() -> None:
    waiting = replace(assessed(), level=Level.IV, reasons=("floor.severe", "hold.second"), index=43.0)
    assert "还差" not in sentence(explain(waiting, RULES), ZH)


def test_a_proposal_is_called_one_and_misses_nothing() -> None:
    text = sentence(explain(replace(assessed(), level=Level.II, proposed=True, index=80.0), RULES), ZH)
    assert text.startswith("建议Ⅰ级")
    assert "还差" not in text


def test_without_contributions_the_rest_is_said() -> None:
    assert "主要因为" not in sentence(explain(replace(assessed(), contributions=()), RULES), ZH)
