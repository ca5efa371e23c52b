"""What would lower an index: each case against a real evaluation of it, and what becomes of the level."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import EventFacts
from domain.items import Tier
from domain.labels import Tone
from domain.risk import Assessment, Level, LevelMemory
from scoring.breakdown import breakdown, total
from scoring.evidence import gather
from scoring.index import Baselines, Verdict, explained, weigh
from scoring.lowering import Lowering, lowerings, present, steps_down_under
from tests.scoring.facts import RULES, START, event, fact, memory

NOW = START + timedelta(hours=4)
FACTS = event([fact(i, tone=Tone.NEGATIVE, duplicate=i % 3 == 1) for i in range(24)])
KNOWN = Baselines(surge_p=1e-5, interaction=0.6)


def verdict(facts: EventFacts, held: LevelMemory, at: datetime = NOW, known: Baselines = KNOWN) -> Verdict:
    evidence = gather(facts, RULES, platforms=4)
    return weigh(evidence, RULES, held, now=at, config_id="c", code_version="1", baselines=known)


def standing(level: Level = Level.III, **known: object) -> LevelMemory:
    started = {"episode_started_at": START, "highest": level, "previous_candidate": level}
    return memory(**({"level": level} | started | known))


def assessed(held: LevelMemory, facts: EventFacts = FACTS) -> Assessment:
    return explained(verdict(facts, held).assessment, RULES)


def cases(held: LevelMemory, facts: EventFacts = FACTS) -> dict[str, Lowering]:
    return {one.case: one for one in lowerings(present(assessed(held, facts), facts, held, RULES))}


def test_every_case_has_its_line() -> None:
    assert list(cases(standing())) == ["answered", "neutral", "quiet_6", "quiet_24", "answered_quiet"]


@pytest.mark.parametrize(("case", "hours"), [("quiet_6", 6), ("quiet_24", 24)])
def test_quiet_gives_the_very_index_of_an_evaluation_then(case: str, hours: int) -> None:
    held = standing()
    later = verdict(FACTS, held, NOW + timedelta(hours=hours), replace(KNOWN, surge_p=1.0)).assessment
    assert cases(held)[case].index == later.index


def test_an_answer_gives_the_very_index_of_an_evaluation_with_it() -> None:
    held = standing()
    answered = verdict(FACTS, replace(held, answered_at=NOW)).assessment
    assert cases(held)["answered"].index == answered.index


def test_a_calm_tone_gives_the_very_index_of_calm_reports() -> None:
    calm = event([replace(one, tone=Tone.NEUTRAL) for one in FACTS.facts])
    assert cases(standing())["neutral"].index == verdict(calm, standing()).assessment.index


def test_answer_and_quiet_together() -> None:
    held = standing()
    later = verdict(
        FACTS, replace(held, answered_at=NOW), NOW + timedelta(hours=24), replace(KNOWN, surge_p=1.0)
    ).assessment
    found = cases(held)["answered_quiet"]
    assert (found.index, found.points) == (later.index, round(later.index - assessed(held).index, 2))


def test_where_an_answer_is_recorded_none_is_proposed() -> None:
    assert cases(standing(answered_at=START)).keys() == {"neutral", "quiet_6", "quiet_24"}


def test_what_is_not_known_stays_unknown() -> None:
    unknown = verdict(FACTS, standing(), known=Baselines()).assessment
    found = lowerings(present(explained(unknown, RULES), FACTS, standing(), RULES))
    later = verdict(FACTS, standing(), NOW + timedelta(hours=6), Baselines()).assessment
    assert next(one.index for one in found if one.case == "quiet_6") == later.index


def test_an_event_without_a_level_has_nothing_to_lower() -> None:
    held = memory()
    assert lowerings(present(assessed(held), FACTS, held, RULES)) == ()


def test_a_running_clock_may_add_more_than_the_quiet_takes() -> None:
    later = NOW + timedelta(hours=16)
    held = standing(episode_started_at=later)
    found = lowerings(
        present(explained(verdict(FACTS, held, later, Baselines()).assessment, RULES), FACTS, held, RULES)
    )
    assert next(one.points for one in found if one.case == "quiet_6") > 0


def level_after(present_level: Level, index: float) -> tuple[Level, str | None]:
    """Level and what keeps it, for a calm event of one outlet of which the answer lowers the index to `index`."""
    held = standing(present_level)
    one = event([fact(0)])
    found = assessed(held, one)
    lifted = replace(RULES, levels=replace(RULES.levels, thresholds=tuple(
        (level, threshold + found.base_index - index) for level, threshold in RULES.levels.thresholds
    )))  # fmt: skip
    answered = next(one for one in lowerings(present(found, one, held, lifted)) if one.case == "answered")
    return answered.level, answered.kept_by


@pytest.mark.parametrize(
    ("level", "index", "expected"),
    [
        (Level.III, 46.0, (Level.III, None)),
        (Level.III, 44.0, (Level.III, "hold.margin")),
        (Level.III, 37.9, (Level.IV, None)),
        (Level.IV, 22.9, (Level.NONE, None)),
        (Level.II, 52.9, (Level.II, "hold.person")),
        (Level.II, 54.0, (Level.II, "hold.margin")),
    ],
    ids=["still reaches it", "within the margin", "one step", "none", "by a person only", "II within the margin"],
)
def test_the_level_after_an_hour(level: Level, index: float, expected: tuple[Level, str | None]) -> None:
    assert level_after(level, index) == expected


def test_a_floor_keeps_the_level() -> None:
    facts = event([fact(i, tier=Tier.CENTRAL) for i in range(3)])
    held = standing(Level.II)
    found = cases(held, facts)["answered_quiet"]
    assert (found.level, found.kept_by) == (Level.II, "floor.central")


def test_where_a_step_down_begins() -> None:
    assert steps_down_under(Level.II, RULES) == 53.0


def test_a_table_sums_to_the_index() -> None:
    found = assessed(standing())
    lines = breakdown(found)
    assert total(lines) == found.index
    assert [line.name for line in lines] == [
        "base", "heat", "surge", "breadth", "authority", "interaction", "growth", "duration", "severity", "negativity",
        "gate", "urgency",
    ]  # fmt: skip
    heat = lines[1]
    assert (heat.weight, heat.value, heat.normalised) == (0.22, found.factors[0].value, found.factors[0].normalised)
    assert lines[8].normalised == found.severity


def test_a_factor_that_is_not_known_has_no_points() -> None:
    found = explained(verdict(FACTS, standing(), known=Baselines()).assessment, RULES)
    surge = breakdown(found)[2]
    assert (surge.value, surge.normalised, surge.points) == (None, None, None)
    assert total(breakdown(found)) == found.index


@given(
    st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.sampled_from(list(Tone))), min_size=1, max_size=20),
    st.integers(0, 48),
)
def test_answer_calm_and_quiet_never_raise_the_index(told: list[tuple[int, bool, Tone]], hours: int) -> None:
    facts = event([replace(fact(10 * at + place), duplicate=duplicate, tone=tone, sequence=place)
                   for place, (at, duplicate, tone) in enumerate(told)])  # fmt: skip
    now, held = START + timedelta(hours=80), standing(episode_started_at=START + timedelta(hours=hours))
    found = verdict(facts, held, now).assessment
    cases = {one.case: one for one in lowerings(present(found, facts, held, RULES))}
    assert all(cases[case].points < 0 for case in cases if not case.startswith("quiet"))
    both = cases.get("answered_quiet")
    assert both is None or "answered" not in cases or both.index <= cases["answered"].index
