"""Laws of the index and the levels on whole events: facts in, assessment and level out; and hovering under any caps,
floors, coverage, thresholds and shape. Laws of the formula alone: test_index; examples of each rule: test_levels.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.decide import decide
from alerts.occasion import Seen
from domain.events import Fact
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Tone, TopicLabel
from domain.risk import Assessment, Level, LevelMemory
from domain.routes import Route
from domain.rules import ScopeRules
from domain.weights import LevelRules
from scoring.evidence import Evidence, gather
from scoring.formula import base_index, index
from scoring.harm import EventHarm
from scoring.index import Baselines, explained, inputs_of, weigh
from scoring.levels import Standing, next_level
from tests.scoring.facts import PLACE, RULES, START, event, fact, memory

FIVE = timedelta(minutes=5)
ROUTES = (Route(recipient="desk", channel="console", levels=tuple(Level)),)
MONTH = 30 * 24 * 12
"""Evaluations of 30 days."""

share = st.floats(0, 1).map(lambda x: round(x, 4))
topics = st.lists(
    st.builds(TopicLabel, topic=st.just("t"), harm=st.sampled_from([None, *Harm]), confidence=share, casualty=st.booleans()),
    max_size=2,
).map(tuple)  # fmt: skip
baselines = st.builds(
    Baselines,
    surge_p=st.none() | st.floats(0, 1),
    interaction=st.none() | share,
    hours_above=st.none() | st.floats(0, 2000),
)


@st.composite
def events(draw: st.DrawFn) -> list[Fact]:
    """Some members of any kind."""
    return [
        fact(
            number, outlet=f"outlet {draw(st.integers(0, 6))}", platform=draw(st.sampled_from(Platform)),
            tier=draw(st.sampled_from(Tier)), duplicate=draw(st.booleans()), topics=draw(topics),
            tone=draw(st.none() | st.sampled_from(Tone)), mentions=draw(st.sampled_from([(), (PLACE,)])),
        )
        for number in range(draw(st.integers(1, 12)))
    ]  # fmt: skip


memories = st.builds(
    lambda level, hours: memory(level=level, highest=level, episode_started_at=START - timedelta(hours=hours)),
    st.sampled_from(Level),
    st.integers(0, 100),
)


def assessed(facts: list[Fact], known: Baselines, before: LevelMemory, hours: float = 2.0) -> Assessment:
    return weighed(gather(event(facts), RULES, platforms=5), known, before, hours)


def weighed(evidence: Evidence, known: Baselines, before: LevelMemory, hours: float = 2.0) -> Assessment:
    now = START + timedelta(hours=hours)
    return weigh(evidence, RULES, before, now=now, config_id="c", code_version="1", baselines=known).assessment


@given(events(), baselines, memories, st.floats(0, 500))
@settings(max_examples=50, deadline=None)
def test_bounded_and_explained_to_the_hundredth(
    facts: list[Fact], known: Baselines, before: LevelMemory, hours: float
) -> None:
    found = explained(assessed(facts, known, before, hours), RULES)
    assert 0 <= found.base_index <= found.index <= 100
    assert sum(round(part.points * 100) for part in found.contributions) == round(found.index * 100)
    assert found.contributions[0].name == "base"


@given(events(), baselines, memories)
@settings(max_examples=50, deadline=None)
def test_a_stored_assessment_gives_its_index_again(facts: list[Fact], known: Baselines, before: LevelMemory) -> None:
    found = assessed(facts, known, before)
    assert round(index(inputs_of(found), RULES.index), 2) == found.index


@given(events(), baselines, memories, st.floats(0, 1), share, st.floats(0, 2000))
@settings(max_examples=50, deadline=None)
def test_more_unusual_more_passed_on_or_longer_is_never_less(
    facts: list[Fact], known: Baselines, before: LevelMemory, p: float, percentile: float, hours: float
) -> None:
    evidence = gather(event(facts), RULES, platforms=5)
    full = Baselines(
        surge_p=known.surge_p or 0.5, interaction=known.interaction or 0.5, hours_above=known.hours_above or 1
    )
    least = weighed(evidence, full, before).index
    for raised in (
        replace(full, surge_p=min(p, full.surge_p or 1)),
        replace(full, interaction=max(percentile, full.interaction or 0)),
        replace(full, hours_above=max(hours, full.hours_above or 0)),
    ):
        assert weighed(evidence, raised, before).index >= least


@given(events(), baselines, memories, st.data())
@settings(max_examples=50, deadline=None)
def test_graver_harsher_nearer_or_later_is_never_less(
    facts: list[Fact], known: Baselines, before: LevelMemory, data: st.DataObject
) -> None:
    evidence = gather(event(facts), RULES, platforms=5)
    part = data.draw(st.sampled_from(["severity", "negativity", "gate"]))
    raised = replace(evidence, **{part: max(data.draw(share), getattr(evidence, part))})
    hours = data.draw(st.floats(0, 60))
    least = weighed(evidence, known, before).index
    assert weighed(raised, known, before).index >= least
    low = inputs_of(weighed(evidence, known, before, hours))
    later = replace(low, urgency=max(low.urgency, data.draw(share)))
    assert index(later, RULES.index) >= index(low, RULES.index)


@given(events(), baselines, memories, st.floats(0, 0.2999), st.floats(1, 1000))
@settings(max_examples=50, deadline=None)
def test_without_a_harm_no_level_no_clock_no_alert_whatever_tone_and_volume(
    facts: list[Fact], known: Baselines, before: LevelMemory, severity: float, volume: float
) -> None:
    plain = gather(event(facts), RULES, platforms=5)
    loud = replace(
        plain, severity=severity, negativity=1.0, gate=1.0, documents=int(volume), central=True, outlets=99,
        volumes=tuple(replace(one, weight=one.weight * volume) for one in plain.volumes),
    )  # fmt: skip
    for start in (before, memory()):
        verdict = weigh(loud, RULES, start, now=START, config_id="c", code_version="1", baselines=known)
        assert (verdict.memory.level, verdict.memory.proposed) == (Level.NONE, False)
    assert verdict.assessment.urgency == 0.0
    everywhere = Seen(platforms=frozenset(Platform), central=True)
    told, _ = decide(
        memory(), verdict.memory, verdict.assessment, ROUTES, seen_before=Seen(), seen=everywhere, at=START
    )
    assert not told


@given(events(), baselines, memories)
@settings(max_examples=50, deadline=None)
def test_tone_moves_the_index_by_a_factor_of_at_most_1_18(
    facts: list[Fact], known: Baselines, before: LevelMemory
) -> None:
    calm, harsh = (
        inputs_of(assessed([replace(one, tone=tone) for one in facts * 9], known, before))
        for tone in (Tone.POSITIVE, Tone.NEGATIVE)
    )
    assert calm.urgency == harsh.urgency
    assert base_index(harsh, RULES.index) <= 1.18 * base_index(calm, RULES.index)
    assert index(harsh, RULES.index) <= 1.18 * index(calm, RULES.index)


def standing(value: float, gate: float, coverage: float, harm: float, *, central: bool) -> Standing:
    harms = (EventHarm(harm=Harm.FIRE_EXPLOSION, casualty=False, severity=harm, confidence=0.9),)
    return Standing(
        index=round(value, 2), severity=harm * 0.9, harms=harms, gate=gate, coverage=coverage, outlets=5, central=central
    )  # fmt: skip


standings = st.builds(
    standing, st.just(0.0), st.sampled_from([0.1, 0.3, 0.7, 1.0]), st.sampled_from([0.3, 0.59, 0.6, 1.0]),
    st.sampled_from([0.4, 0.7, 0.9, 1.0]), central=st.booleans(),
)  # fmt: skip
"""Caps, floors and coverage; they stay as they are while the index hovers."""


def hovering(shape: str, period: float, phase: float, seed: int) -> Iterator[float]:
    """Offsets of at most 6 points at every evaluation; the period in minutes."""
    rng = random.Random(seed)
    turns = ((5 * step / period + phase) % 1 for step in range(MONTH))
    waves: dict[str, Callable[[float], float]] = {
        "sine": lambda turn: math.sin(2 * math.pi * turn),
        "square": lambda turn: 1.0 if turn < 0.5 else -1.0,
        "saw": lambda turn: 2 * turn - 1,
        "spikes": lambda turn: 1.0 if turn * period < 5 else -1.0,
        "random": lambda _: rng.uniform(-1, 1),
        "ends": lambda _: rng.choice((-1.0, 1.0)),
    }
    return (6 * waves[shape](turn) for turn in turns)


shapes = st.builds(
    hovering,
    st.sampled_from(["sine", "square", "saw", "spikes", "random", "ends"]),
    st.sampled_from([10.0, 15.0, 60.0, 65.0, 120.0, 125.0, 360.0]) | st.floats(5, 60 * 24 * 30),
    st.floats(0, 1),
    st.integers(0, 10**6),
)


def hovered(
    centre: float, offsets: Iterator[float], kind: Standing, rules: ScopeRules, before: LevelMemory, step: int = 0
) -> tuple[int, LevelMemory]:
    """How often the level or its proposal changes, and the memory at the end."""
    stands = [(before.level, before.proposed)]
    now = START + step * FIVE
    for offset in offsets:
        at = replace(kind, index=round(centre + offset, 2))
        before = next_level(at, rules, before, now=now).memory
        stands.append((before.level, before.proposed))
        now += FIVE
    return sum(1 for one, other in pairwise(stands) if one != other), before


@given(st.sampled_from(Level), st.sampled_from(Level), shapes, standings)
@settings(max_examples=4, deadline=None)
def test_a_month_about_a_threshold_changes_the_level_at_most_twice(
    about: Level, start: Level, offsets: Iterator[float], kind: Standing
) -> None:
    centre = dict(RULES.levels.thresholds).get(about, 45.0)
    assert hovered(centre, offsets, kind, RULES, memory(level=start, highest=start))[0] <= 2


@given(
    st.lists(st.floats(13, 24), min_size=4, max_size=4),
    st.sampled_from(Level),
    st.sampled_from(Level),
    shapes,
    standings,
)
@settings(max_examples=4, deadline=None)
def test_so_does_any_configuration_whose_bands_lie_apart(
    steps: list[float], about: Level, start: Level, offsets: Iterator[float], kind: Standing
) -> None:
    levels = (Level.IV, Level.III, Level.II, Level.I)
    thresholds = tuple((level, sum(steps[: place + 1])) for place, level in enumerate(levels))
    rules = replace(RULES, levels=LevelRules(thresholds=thresholds))
    centre = dict(thresholds).get(about, thresholds[1][1])
    assert hovered(centre, offsets, kind, rules, memory(level=start, highest=start))[0] <= 2


@pytest.mark.parametrize(("first", "second"), [(30.0, 45.0), (45.0, 30.0), (45.0, 60.0), (60.0, 75.0), (75.0, 30.0)])
def test_a_month_about_one_and_a_month_about_another(first: float, second: float) -> None:
    kind = standing(0.0, 1.0, 1.0, 0.7, central=False)
    changed, between = hovered(first, hovering("ends", 10, 0, 1), kind, RULES, memory())
    again, _ = hovered(second, hovering("ends", 10, 0, 2), kind, RULES, between, MONTH)
    assert (changed <= 2, again <= 2) == (True, True)
