"""One rule at a time: which occurrences of its words count, and what the rule says then."""

from dataclasses import replace
from typing import Any

import pytest

from domain.harms import Harm
from domain.labels import Mention, MentionKind, TopicLabel, Where
from domain.rules import Keyword, PlaceGate, Status, Topic
from pipeline.boilerplate import read
from pipeline.scan import Scanner
from pipeline.topics import TopicRules

SEVERITIES = {Harm.FIRE_EXPLOSION: (0.7, 1.0), Harm.OUTAGE: (0.4, 0.8)}
FIRE = Topic(id="fire", name="火灾", harm=Harm.FIRE_EXPLOSION, purpose="答复")
PLACE = Mention(kind=MentionKind.PLACE, name="东溪区", code="990101", where=Where.BODY)
REGION = replace(PLACE, kind=MentionKind.REGION)
SECTOR = replace(PLACE, kind=MentionKind.SECTOR)


def judged(text: str, *topics: Topic, title: str = "", mentions: tuple[Mention, ...] = ()) -> tuple[TopicLabel, ...]:
    rules = TopicRules(topics, SEVERITIES)
    reading = read(title, text)
    return rules.judge(Scanner(rules.words()).find(reading.form, reading.title_end), mentions)


def positions(rule: Keyword, text: str) -> tuple[int, ...] | None:
    """Where in the text the rule's words stand that count; None where it does not match."""
    labels = judged(text, replace(FIRE, keywords=(rule,)))
    return tuple(position - 1 for position in labels[0].hits[0].positions) if labels else None


def rule(**parts: object) -> Keyword:
    return Keyword(**{"id": "r", **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("excluding", "text", "expected"),
    [
        (("火灾演练",), "火灾演练", None),
        (("火灾演练",), "火灾演练后发生火灾", (7,)),
        (("防火灾",), "防火灾，火灾", (4,)),
        (("灾后",), "火灾后", None),
        (("灾后", "防火"), "防火灾，火灾后，火灾", (8,)),
        (("演练",), "火灾演练", (0,)),
        (("火灾",), "火灾", None),
    ],
)
def test_an_occurrence_in_an_excluding_phrase_does_not_count(
    excluding: tuple[str, ...], text: str, expected: tuple[int, ...] | None
) -> None:
    assert positions(rule(any=("火灾",), excluding=excluding), text) == expected


@pytest.mark.parametrize(
    ("reach", "text", "expected"),
    [
        (0, "火灾，多年以后，演练", None),
        (4, "火灾，演练", None),
        (4, "火灾，多年以后，演练", (0,)),
        (4, "演练，火灾", None),
        (4, "演练，火灾，多年以后，火灾", (11,)),
        (3, "火灾发演练", None),
        (2, "火灾发演练", (0,)),
    ],
)
def test_none_forbids_only_within_its_reach(reach: int, text: str, expected: tuple[int, ...] | None) -> None:
    assert positions(rule(any=("火灾",), none=("演练",), none_near=reach), text) == expected


def test_each_group_loses_only_what_is_forbidden() -> None:
    near = rule(all=(("浓烟",), ("消防",)), near=6, excluding=("消防演练",))
    assert positions(near, "浓烟中消防演练") is None
    assert positions(near, "消防演练后浓烟中消防到") == (5, 8)


@pytest.mark.parametrize(
    ("gate", "mentions", "matches"),
    [
        (None, (), True),
        (PlaceGate.OWN, (), False),
        (PlaceGate.OWN, (PLACE,), True),
        (PlaceGate.OWN, (replace(PLACE, kind=MentionKind.INSTITUTION),), True),
        (PlaceGate.OWN, (REGION,), False),
        (PlaceGate.OWN, (SECTOR, replace(PLACE, kind=MentionKind.ELSEWHERE)), False),
        (PlaceGate.REGION, (SECTOR,), False),
        (PlaceGate.REGION, (REGION,), True),
        (PlaceGate.REGION, (PLACE,), True),
    ],
)
def test_a_place_gate_opens_by_what_is_named(
    gate: PlaceGate | None, mentions: tuple[Mention, ...], *, matches: bool
) -> None:
    topic = replace(FIRE, keywords=(rule(any=("火灾",), place=gate),))
    assert bool(judged("火灾", topic, mentions=mentions)) == matches


GRAVE = rule(id="grave", any=("爆炸",), severity=0.9)
MILD = rule(id="mild", any=("冒烟",), severity=0.3)
PLAIN = rule(id="plain", any=("火灾",))
HURT = rule(id="hurt", any=("受伤",))
DEAD = rule(id="dead", any=("死亡",), severity=1.0)
SCRATCHED = rule(id="scratched", any=("擦伤",), severity=0.8)
RATED = replace(FIRE, keywords=(GRAVE, MILD, PLAIN), casualty=(HURT, DEAD, SCRATCHED))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("火灾", None),
        ("爆炸", 0.9),
        ("冒烟", 0.3),
        ("冒烟，爆炸", 0.9),
        ("冒烟，火灾", 0.3),
        ("爆炸，受伤", None),
        ("冒烟，受伤", None),
        ("冒烟，擦伤", 0.8),
        ("爆炸，擦伤", 0.9),
        ("火灾，受伤，死亡", 1.0),
    ],
)
def test_the_highest_severity_of_a_matched_rule(text: str, severity: float | None) -> None:
    (label,) = judged(text, RATED)
    assert label.severity == severity


@pytest.mark.parametrize("lacking", [{"harm": None}, {"purpose": None}, {"purpose": " "}])
def test_a_topic_without_harm_or_purpose_has_no_severity(lacking: dict[str, Any]) -> None:
    (label,) = judged("爆炸", replace(RATED, **lacking))
    assert (label.harm, label.severity) == (None, None)


def test_a_claim_is_not_about_a_harm_of_no_purpose() -> None:
    claim = Topic(id="claim", name="x", harm=Harm.UNVERIFIED_CLAIM, purpose="x", keywords=(rule(any=("网传",)),))
    assert [one.about for one in judged("网传爆炸", replace(RATED, purpose=None), claim)] == [None, None]


def test_a_claim_is_as_severe_as_what_it_is_about() -> None:
    claim = Topic(
        id="claim", name="x", harm=Harm.UNVERIFIED_CLAIM, purpose="x", keywords=(rule(any=("网传",), severity=1.0),)
    )
    outage = Topic(id="outage", name="x", harm=Harm.OUTAGE, purpose="x", keywords=(rule(any=("停水",)),))
    assert [(one.about, one.severity) for one in judged("网传", claim)] == [(None, None)]
    *_, label = judged("网传停水冒烟", outage, RATED, claim)
    assert (label.about, label.severity) == (Harm.OUTAGE, None)
    *_, label = judged("网传停水爆炸", outage, RATED, claim)
    assert (label.about, label.severity) == (Harm.FIRE_EXPLOSION, 0.9)


@pytest.mark.parametrize(
    ("topic", "rule_status", "text", "expected"),
    [
        (Status.STABLE, Status.STABLE, "火灾", (False, 0.8647)),
        (Status.STABLE, Status.EXPERIMENTAL, "火灾", (True, 0.8647)),
        (Status.STABLE, Status.RETIRED, "火灾", None),
        (Status.EXPERIMENTAL, Status.STABLE, "火灾", (True, 0.8647)),
        (Status.RETIRED, Status.STABLE, "火灾", None),
        (Status.STABLE, Status.EXPERIMENTAL, "火灾，爆炸", (False, 0.8647)),
        (Status.STABLE, Status.EXPERIMENTAL, "火灾，受伤", (True, 0.8647)),
    ],
)
def test_what_is_on_trial_only_suggests(
    topic: Status, rule_status: Status, text: str, expected: tuple[bool, float] | None
) -> None:
    rules = (rule(any=("火灾",), status=rule_status, severity=0.9), rule(id="sure", any=("爆炸",)))
    hurt = replace(HURT, status=rule_status)
    labels = judged(text, replace(FIRE, keywords=rules, casualty=(hurt,), status=topic))
    assert [(one.is_suggested, one.confidence) for one in labels] == ([] if expected is None else [expected])
    if rule_status is Status.EXPERIMENTAL:
        assert [(one.severity, one.casualty) for one in labels] == [(None, False)]


def test_a_claim_is_not_about_what_is_only_suggested() -> None:
    claim = Topic(id="claim", name="x", harm=Harm.UNVERIFIED_CLAIM, purpose="x", keywords=(rule(any=("网传",)),))
    trial = replace(RATED, status=Status.EXPERIMENTAL)
    assert [one.about for one in judged("网传爆炸", trial, claim)] == [None, None]
