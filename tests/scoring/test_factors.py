"""Every factor against the table of its definition, computed by hand or by the plain sum."""

import math
from datetime import timedelta

import pytest

from domain.items import Platform, Tier
from domain.weights import IndexRules
from scoring import factors
from tests.scoring.facts import START, fact

RULES = IndexRules()


def at(hours: float) -> float:
    return (START + timedelta(hours=hours)).timestamp()


def test_heat_halves_after_each_platforms_half_life() -> None:
    members = [
        fact(0),
        fact(0, platform=Platform.FORUM),
        fact(0, platform=Platform.MICROBLOG),
        fact(0, platform=Platform.SHORT_VIDEO, duplicate=True),
    ]
    volume, normalised = factors.heat(factors.volumes(members, RULES), at(12), RULES)
    assert volume == pytest.approx(2**-0.5 + 2**-1 + 2**-2 + 0.3 * 2**-2)
    assert normalised == pytest.approx(math.log(1 + volume) / math.log(201))


def test_heat_summed_up_once_is_the_plain_sum_over_members() -> None:
    kinds = list(Platform)
    members = [fact(i, platform=kinds[i % len(kinds)], duplicate=i % 3 == 0) for i in range(200)]
    half_lives = dict(RULES.half_lives)
    now = START + timedelta(hours=60)
    plain = sum(
        (0.3 if one.duplicate else 1.0)
        * 0.5 ** ((now - one.happened_at) / half_lives.get(one.platform, RULES.half_life))
        for one in members
    )
    assert factors.heat(factors.volumes(members, RULES), now.timestamp(), RULES)[0] == pytest.approx(plain, rel=1e-12)


def test_heat_of_a_document_decades_old_is_nothing() -> None:
    old = fact(0, happened_at=START - timedelta(days=20000))
    assert factors.heat(factors.volumes([old, fact(1)], RULES), at(1), RULES)[0] < 1


@pytest.mark.parametrize(
    ("tail", "normalised"), [(None, None), (1.0, -1 / 3), (1e-2, 0.0), (1e-5, 0.5), (1e-8, 1.0), (0.0, 321.3 / 6)]
)
def test_surge_by_the_exponent_of_its_tail(tail: float | None, normalised: float | None) -> None:
    measured = factors.surge(tail)
    assert (measured and measured[1]) == (normalised if normalised is None else pytest.approx(normalised, abs=0.01))


def test_breadth_is_half_outlets_half_evenness_over_platforms() -> None:
    members = [fact(0), fact(1), fact(2, platform=Platform.FORUM), fact(3, platform=Platform.FORUM, outlet="outlet 0")]
    outlets, normalised = factors.breadth(members, 3, RULES)
    assert outlets == 3
    assert normalised == pytest.approx(0.5 * math.log(4) / math.log(51) + 0.5 * (2 - 1) / 2)


def test_breadth_of_a_desk_with_one_kind_of_platform_is_outlets_alone() -> None:
    assert factors.breadth([fact(0)], 1, RULES)[1] == pytest.approx(math.log(2) / math.log(51))


def test_authority_counts_every_outlet_once_and_hot_lists_by_their_own_weight() -> None:
    members = [
        fact(0, tier=Tier.CENTRAL, outlet="a"),
        fact(1, tier=Tier.CENTRAL, outlet="a"),
        fact(2, tier=Tier.PROVINCIAL, outlet="b"),
        fact(3, tier=Tier.OTHER, outlet="c"),
        fact(4, tier=Tier.OTHER, outlet="d", platform=Platform.HOT_LIST),
    ]
    assert factors.authority(members, RULES)[1] == pytest.approx(1 - 0.5 * 0.65 * 0.7)


def test_growth_compares_three_hours_with_the_six_before_and_counts_duplicates() -> None:
    times = [at(hour) for hour in (-8, -4, -1, -0.5, -0.1)]
    value, normalised = factors.growth(times, at(0), RULES)
    assert value == pytest.approx(math.log2(4 / 2))
    assert normalised == pytest.approx(value / 3)


def test_growth_of_what_has_gone_quiet_is_negative_and_clipped() -> None:
    measured = factors.growth([at(-8), at(-7)], at(0), RULES)
    assert measured[0] == -1
    assert factors.weighed({"growth": measured}, RULES)[5].normalised == 0


def test_duration_leaves_long_silences_out() -> None:
    hours, normalised = factors.duration([at(0), at(10), at(30), at(34)], RULES)
    assert hours == 14
    assert normalised == pytest.approx(1 - math.exp(-14 / 48))


def test_duration_above_a_baseline_replaces_the_span() -> None:
    assert factors.duration([at(0), at(10)], RULES, 48.0)[1] == pytest.approx(1 - math.exp(-1))


def test_unknown_factors_keep_their_weight_and_have_no_value() -> None:
    unknown = factors.weighed({"heat": (3.0, 2.0)}, RULES)
    assert [one.name for one in unknown] == [name for name, _ in RULES.weights]
    assert (unknown[0].value, unknown[0].normalised) == (3.0, 1.0)
    assert all(one.value is None and one.normalised is None for one in unknown[1:])
