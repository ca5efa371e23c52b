"""What time alone can bring an event to: never less than what any moment and any history do bring it to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Fact
from domain.items import Platform, Tier
from domain.labels import Tone, Where
from domain.risk import Level
from domain.weights import IndexRules, LevelRules
from scoring.evidence import Evidence, gather
from scoring.index import Baselines, weigh
from scoring.reach import ceiling, is_settled, may_reach_a_level
from tests.scoring.facts import FIRE, PLACE, RULES, START, event, fact, memory

FAR = replace(PLACE, code="440100", name="远城")
BODY = replace(PLACE, where=Where.BODY)


def evidence(*facts: Fact) -> Evidence:
    return gather(event(facts), RULES, platforms=7)


facts_ = st.lists(
    st.builds(
        fact,
        st.integers(0, 400), platform=st.sampled_from(Platform), tier=st.sampled_from(Tier), duplicate=st.booleans(),
        tone=st.sampled_from([None, *Tone]), mentions=st.sampled_from([(PLACE,), (BODY,), (FAR,), ()]),
        topics=st.sampled_from([(FIRE,), (replace(FIRE, casualty=True),), (replace(FIRE, confidence=0.4),)]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
shares = st.none() | st.floats(0, 1)


@given(
    members=facts_, later=st.integers(0, 9000), surge_p=shares, interaction=shares, above=st.none() | st.floats(0, 999)
)
def test_no_moment_and_no_history_brings_more(
    members: list[Fact], later: int, surge_p: float | None, interaction: float | None, above: float | None
) -> None:
    given_ = evidence(*members)
    now = max(one.happened_at for one in members) + timedelta(minutes=later)
    usual = Baselines(surge_p=surge_p, interaction=interaction, hours_above=above)
    verdict = weigh(given_, RULES, memory(), now=now, config_id="c", code_version="1", baselines=usual)
    assert verdict.assessment.index <= ceiling(given_, RULES)
    if not may_reach_a_level(given_, RULES):
        assert verdict.memory == memory()


REACHED = (
    ("our own fire", fact(0), True),
    ("a fire here, named in passing", fact(0, mentions=(BODY,)), True),
    ("a fire elsewhere", fact(0, mentions=(FAR,)), False),
    ("nothing named", fact(0, mentions=()), False),
    ("no harm", fact(0, topics=()), False),
    ("hardly a harm", fact(0, topics=(replace(FIRE, confidence=0.3),)), False),
)


@pytest.mark.parametrize(("member", "reached"), [row[1:] for row in REACHED], ids=[row[0] for row in REACHED])
def test_what_may_reach_a_level(member: Fact, reached: bool) -> None:
    assert may_reach_a_level(evidence(member), RULES) is reached


def test_a_floor_and_low_thresholds_are_thought_of() -> None:
    high = replace(RULES, levels=LevelRules(thresholds=((Level.IV, 99.0), (Level.III, 99.5))))
    low = replace(RULES, levels=LevelRules(thresholds=((Level.IV, 2.0),)))
    assert may_reach_a_level(evidence(fact(0)), high)
    assert may_reach_a_level(evidence(fact(0, mentions=(FAR,))), low)
    assert ceiling(evidence(fact(0)), replace(RULES, index=IndexRules(weights=(("heat", 1.0),)))) < 30


SETTLED: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("at rest", {}, True),
    ("a later episode", {"episode": 3}, True),
    ("at a level", {"level": Level.IV}, False),
    ("reached one once", {"previous_candidate": Level.IV}, False),
    ("an episode that is not over", {"lowered_at": START}, False),
    ("held by a person", {"manual": Level.NONE}, False),
)


@pytest.mark.parametrize(("known", "settled"), [row[1:] for row in SETTLED], ids=[row[0] for row in SETTLED])
def test_which_memory_moves_with_the_clock(known: dict[str, Any], settled: bool) -> None:
    assert is_settled(memory(**known)) is settled
