"""Laws of the index: bounded, monotone, explained to the last hundredth; no harm, no level; tone moves little."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codec import from_json, to_json
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Tone, TopicLabel
from domain.risk import Assessment, Factor, Level
from domain.weights import WEIGHTS, IndexRules
from scoring import formula
from scoring.evidence import gather
from scoring.formula import Inputs
from scoring.index import Baselines, assess, explained, inputs_of, weigh
from scoring.shares import contributions, contributions_of, rounded
from tests.scoring.facts import FIRE, RULES, START, event, fact, memory

INDEX = IndexRules()
share = st.floats(0, 1).map(lambda x: round(x, 6))
gates = st.sampled_from([0.1, 0.3, 0.7, 1.0])
known = st.lists(st.one_of(st.none(), share), min_size=7, max_size=7)


def factors(values: Sequence[float | None]) -> tuple[Factor, ...]:
    named = zip(WEIGHTS, values, strict=True)
    return tuple(Factor(name=name, weight=weight, value=value, normalised=value) for (name, weight), value in named)


any_inputs = st.builds(Inputs, factors=known.map(factors), severity=share, negativity=share, gate=gates, urgency=share)


def plain(inputs: Inputs) -> float:
    """The formula of DOMAIN 2 written down once more, from the text alone."""
    some = [(f.weight, f.normalised) for f in inputs.factors if f.normalised is not None]
    p = sum(w * x for w, x in some) / sum(w for w, _ in some) if some else 0.0
    m = inputs.severity * (0.65 + 0.35 * inputs.negativity)
    base = 100 * inputs.gate * max(p, 0.02) ** 0.6 * (0.05 + 0.95 * m) ** 0.4
    return float(min(100, base + 8 * inputs.urgency))


@given(any_inputs)
def test_the_index_is_the_formula_and_bounded(inputs: Inputs) -> None:
    value = formula.index(inputs, INDEX)
    assert 0 <= value <= 100
    assert value == pytest.approx(plain(inputs), rel=1e-12)


@given(any_inputs, st.integers(0, 6), share)
def test_the_index_never_falls_when_a_factor_rises(inputs: Inputs, which: int, value: float) -> None:
    one = inputs.factors[which]
    if one.normalised is None:
        return
    higher = replace(one, normalised=max(value, one.normalised))
    raised = replace(inputs, factors=(*inputs.factors[:which], higher, *inputs.factors[which + 1 :]))
    assert formula.index(raised, INDEX) >= formula.index(inputs, INDEX) - 1e-9


@given(any_inputs, st.sampled_from(["severity", "negativity", "gate", "urgency"]), share)
def test_the_index_never_falls_when_a_part_rises(inputs: Inputs, which: str, value: float) -> None:
    raised = replace(inputs, **{which: max(value, getattr(inputs, which))})
    assert formula.index(raised, INDEX) >= formula.index(inputs, INDEX) - 1e-9


@given(any_inputs, share)
def test_tone_moves_the_index_by_at_most_a_factor_of_1_18(inputs: Inputs, other: float) -> None:
    values = sorted(formula.index(replace(inputs, negativity=n), INDEX) for n in (inputs.negativity, other))
    assert values[1] <= 1.18 * values[0]


@given(any_inputs)
def test_base_and_contributions_sum_to_the_rounded_index(inputs: Inputs) -> None:
    parts = contributions(inputs, INDEX)
    assert (parts[0].name, parts[0].points) == ("base", 2.89)
    assert sum(round(part.points * 100) for part in parts) == round(round(formula.index(inputs, INDEX), 2) * 100)


@given(any_inputs)
def test_contributions_are_within_a_hundredth_of_the_naive_shapley_values(inputs: Inputs) -> None:
    few = replace(inputs, factors=(*inputs.factors[:2], *(replace(f, normalised=None) for f in inputs.factors[2:])))
    for part in contributions(few, INDEX)[1:]:
        assert part.points == pytest.approx(naive_shapley(few, part.name), abs=0.0101)


@given(st.lists(any_inputs, max_size=9))
def test_many_are_explained_as_each_alone(many: list[Inputs]) -> None:
    indices = [round(formula.index(inputs, INDEX), 2) for inputs in many]
    assert contributions_of(many, indices, INDEX) == [contributions(inputs, INDEX) for inputs in many]


def naive_shapley(inputs: Inputs, player: str) -> float:
    """Mean marginal contribution over all orders of all players."""
    players = [f.name for f in inputs.factors if f.normalised is not None] + [
        "severity", "negativity", "gate", "urgency",
    ]  # fmt: skip
    orders = list(itertools.permutations(players))
    gains = []
    for order in orders:
        before = set(order[: order.index(player)])
        gains.append(formula.index(only(inputs, before | {player}), INDEX) - formula.index(only(inputs, before), INDEX))
    return math.fsum(gains) / len(orders)


def only(inputs: Inputs, members: set[str]) -> Inputs:
    """The coalition: its members at their values, the others at the base case."""
    return Inputs(
        factors=tuple(
            f if f.name in members or f.normalised is None else replace(f, normalised=0.0) for f in inputs.factors
        ),
        severity=inputs.severity if "severity" in members else 0.0,
        negativity=inputs.negativity if "negativity" in members else 0.0,
        gate=inputs.gate if "gate" in members else 1.0,
        urgency=inputs.urgency if "urgency" in members else 0.0,
    )


@pytest.mark.parametrize(
    ("parts", "total", "expected"),
    [
        ([1.5, 1.5], 3, [2, 1]),
        ([0.2, 0.3, 0.5], 1, [0, 0, 1]),
        ([-0.4, 1.4], 1, [0, 1]),
        ([2.0, 3.0], 4, [2, 2]),
        ([0.9999999999, 1.0], 2, [1, 1]),
    ],
)
def test_largest_remainder(parts: list[float], total: int, expected: list[int]) -> None:
    assert rounded(np.array([parts]), np.array([total])).tolist() == [expected]


def run(facts: list, hours: float = 3.0, **known: object) -> Assessment:  # type: ignore[type-arg]
    verdict = assess(
        event(facts), RULES, memory(**known), now=START + timedelta(hours=hours), platforms=4, config_id="c",
        code_version="1",
    )  # fmt: skip
    return verdict.assessment


def test_harsh_criticism_of_any_volume_has_no_level_and_no_clock() -> None:
    kinds = list(Platform)
    criticism = [
        fact(i, topics=(), tone=Tone.NEGATIVE, tier=Tier.CENTRAL, platform=kinds[i % 7], happened_at=START)
        for i in range(1000)
    ]
    found = run(criticism, level=Level.II, proposed=True, highest=Level.II, episode_started_at=START)
    assert (found.level, found.proposed, found.reasons) == (Level.NONE, False, ("end.no_harm",))
    again = run(criticism, level=Level.NONE)
    assert (again.level, again.urgency) == (Level.NONE, 0.0)


@given(st.integers(0, 40), st.floats(0, 0.29), st.sampled_from(list(Level)))
def test_a_severity_under_the_least_never_has_a_level(size: int, confidence: float, before: Level) -> None:
    faint = TopicLabel(topic="attack", harm=Harm.VIOLENCE, confidence=confidence, casualty=True)
    members = [fact(i, topics=(faint,), tier=Tier.CENTRAL, tone=Tone.NEGATIVE) for i in range(size + 1)]
    assert run(members, level=before, highest=before).level is Level.NONE


def test_coverage_without_baselines_is_seven_tenths_and_rises_with_them() -> None:
    assert run([fact(0)]).coverage == 0.7
    evidence = gather(event([fact(0)]), RULES, platforms=4)
    with_all = weigh(
        evidence, RULES, memory(), now=START, config_id="c", code_version="1",
        baselines=Baselines(surge_p=1e-5, interaction=0.4, hours_above=3),
    )  # fmt: skip
    assert with_all.assessment.coverage == 1.0
    assert {f.name: f.normalised for f in with_all.assessment.factors}["surge"] == 0.5


def test_a_stored_assessment_says_its_own_index_and_contributions_again() -> None:
    kept = run([fact(i, tone=Tone.NEGATIVE) for i in range(12)])
    again = from_json(Assessment, to_json(kept))
    assert again == kept
    assert round(formula.index(inputs_of(again), INDEX), 2) == kept.index
    assert explained(replace(again, contributions=()), RULES) == kept


def test_urgency_grows_with_the_clock_of_the_level_that_the_base_gives() -> None:
    members = [fact(i, topics=(replace(FIRE, casualty=True),), tone=Tone.NEGATIVE) for i in range(30)]
    known = {"level": Level.III, "highest": Level.III, "episode_started_at": START}
    calm = run(members, hours=2)
    assert (calm.urgency, calm.base_index) == (0.0, calm.index)
    assert calm.raw_level >= Level.II
    urgent = run(members, hours=2, **known)
    assert urgent.urgency == 0.5  # two of the four hours of level II, which a proposed I has too
    assert urgent.index == pytest.approx(urgent.base_index + 4, abs=0.011)


def test_urgency_ends_with_the_answer() -> None:
    members = [fact(i) for i in range(12)]
    known = {"level": Level.III, "episode_started_at": START}
    assert run(members, hours=2, **known).urgency > 0
    assert run(members, hours=2, **known, answered_at=START + timedelta(hours=1)).urgency == 0.0
    assert run(members, hours=2, **known, answered_at=START + timedelta(hours=3)).urgency > 0


def test_the_order_of_members_does_not_matter() -> None:
    members = [fact(i, tone=Tone.NEGATIVE if i % 2 else None, duplicate=i % 3 == 0) for i in range(30)]
    assert run(members) == run(members[::-1])
