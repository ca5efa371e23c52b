"""Why a rule does not match a text: the part that failed, by what, and where it stands in the original."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Scope
from domain.harms import Harm
from domain.rules import Institution, Keyword, Lexicon, Place, PlaceGate, Rules, ScopeRules, Status, Topic
from pipeline.label import Labeller
from pipeline.verdicts import Part, RuleVerdict
from pipeline.why_not import Examiner, narrowest
from tests.pipeline.test_label import document

OWN = Institution(name="云岭市应急局", places=(Place(code="990101", name="东溪区"),), region=("云岭",))
FIRE = Topic(id="fire", name="火灾", harm=Harm.FIRE_EXPLOSION, purpose="答复")


def rules_of(topic: Topic) -> Rules:
    return Rules(topics=(topic,), lexicon=Lexicon(), scopes=(ScopeRules(scope=Scope(name="值班"), institution=OWN),))


def examined(title: str, text: str, **parts: object) -> RuleVerdict:
    topic = replace(FIRE, keywords=(Keyword(**{"id": "r", **parts}),))  # type: ignore[arg-type]
    return Examiner(rules_of(topic), [topic]).examine(title, text)[0].rules[0]


CASES: list[tuple[dict[str, object], str, str, list[tuple[object, ...]]]] = [
    ({"any": ("火灾", "起火")}, "", "停水", [(Part.GROUP, "any", ("火灾", "起火"), [])]),
    (
        {"any": ("火灾",), "all": (("浓烟",), ("消防",))},
        "",
        "火灾浓烟",
        [(Part.GROUP, "all[2]", ("消防",), [])],
    ),
    ({"all": (("浓烟",), ("消防",))}, "", "浓烟", [(Part.GROUP, "all[2]", ("消防",), [])]),
    ({"any": ("火灾",), "none": ("演练",)}, "", "火灾演练", [(Part.NONE, "", ("演练",), ["演练"])]),
    ({"any": ("火灾",), "title_only": True}, "通报", "火灾", [(Part.TITLE_ONLY, "any", (), ["火灾"])]),
    ({"any": ("mac",), "whole_word": True}, "", "Machine", [(Part.WHOLE_WORD, "any", (), ["mac"])]),
    (
        {"any": ("火灾",), "excluding": ("火灾演练",)},
        "",
        "火灾演练",
        [(Part.EXCLUDED, "any", ("火灾演练",), ["火灾", "火灾演练"])],
    ),
    (
        {"any": ("火灾",), "none": ("演练",), "none_near": 5},
        "",
        "火灾的演练",
        [(Part.FORBIDDEN, "any", ("演练",), ["火灾", "演练"])],
    ),
    (
        {"all": (("浓烟",), ("消防",)), "near": 2},
        "",
        "浓烟，后来消防，浓烟很远很远，消防",
        [(Part.NEAR, "", (), ["消防", "浓烟"])],
    ),
    ({"any": ("火灾",), "place": PlaceGate.OWN}, "", "云岭火灾", [(Part.PLACE, "", ("own",), [])]),
    ({"any": ("火灾",), "place": PlaceGate.REGION}, "", "火灾", [(Part.PLACE, "", ("region",), [])]),
    ({"any": ("火灾",), "status": Status.RETIRED}, "", "火灾", [(Part.RETIRED, "", (), [])]),
    ({}, "", "火灾", [(Part.EMPTY, "", (), [])]),
    (
        {"any": ("火灾",), "all": (("浓烟",),), "place": PlaceGate.OWN, "none": ("演练",)},
        "",
        "演练",
        [
            (Part.PLACE, "", ("own",), []),
            (Part.NONE, "", ("演练",), ["演练"]),
            (Part.GROUP, "any", ("火灾",), []),
            (Part.GROUP, "all[1]", ("浓烟",), []),
        ],
    ),
]


@pytest.mark.parametrize(("parts", "title", "text", "expected"), CASES)
def test_every_part_that_fails_is_named(
    parts: dict[str, object], title: str, text: str, expected: list[tuple[object, ...]]
) -> None:
    verdict = examined(title, text, **parts)
    assert not verdict.matches
    assert [(one.part, one.group, one.by, [spot.word for spot in one.spots]) for one in verdict.reasons] == expected


def test_distances_are_told() -> None:
    (near,) = examined("", "浓烟，后来消防", all=(("浓烟",), ("消防",)), near=3).reasons
    assert (near.found, near.allowed) == (5, 3)
    (forbidden,) = examined("", "演练的火灾", any=("火灾",), none=("演练",), none_near=5).reasons
    assert (forbidden.found, forbidden.allowed) == (3, 5)


def test_places_are_those_of_the_original() -> None:
    title, text = "快\u200b讯", "城东火\u200b灾，只是演练"
    (reason,) = examined(title, text, any=("火灾",), none=("演练",)).reasons
    assert f"{title}\n{text}"[reason.spots[0].position :].startswith("演练")


def test_the_narrowest_window() -> None:
    groups = [{"a": [0, 10]}, {"b": [7, 30]}, {"c": [12]}]
    assert narrowest(groups) == [(7, "b"), (10, "a"), (12, "c")]


def test_a_topic_under_its_threshold() -> None:
    weak = Keyword(id="weak", any=("冒烟",), weight=0.25)
    trial = Keyword(id="trial", any=("焦味",), status=Status.EXPERIMENTAL)
    topic = replace(FIRE, keywords=(weak, trial))
    examiner = Examiner(rules_of(topic), [topic])
    (below,) = examiner.examine("", "冒烟")
    assert (below.is_assigned, below.is_suggested, below.evidence, below.threshold) == (False, False, 0.5, 1.0)
    assert examiner.examine("", "焦味")[0].is_suggested


WORDS = ("火灾", "火", "灾后", "演练", "消防", "浓烟")
GROUPS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(tuple)
RULES = st.builds(
    Keyword,
    id=st.just("r"),
    any=GROUPS,
    all=st.lists(GROUPS, max_size=2).map(tuple),
    none=st.one_of(st.just(()), GROUPS),
    none_near=st.integers(0, 6),
    near=st.integers(0, 6),
    excluding=st.one_of(st.just(()), GROUPS),
    title_only=st.booleans(),
    whole_word=st.booleans(),
    place=st.sampled_from((None, *PlaceGate)),
    status=st.sampled_from(Status),
)
TEXTS = st.lists(st.sampled_from((*WORDS, "，", "东溪区", "云岭", "很")), max_size=12).map("".join)


@settings(max_examples=40, deadline=None)  # a labeller is made for each rule
@given(RULES, TEXTS, TEXTS)
def test_the_verdict_is_that_of_the_labeller(rule: Keyword, title: str, text: str) -> None:
    """Either a rule matches, or a part of it is named; and the topic stands as the labels have it."""
    topic = replace(FIRE, keywords=(rule,))
    (verdict,) = Examiner(rules_of(topic), [topic]).examine(title, text)
    (one,) = verdict.rules
    assert one.matches == (not one.reasons)
    labels = Labeller(rules_of(topic)).label(document(title, text)).labels
    assert bool(labels.topics) == (verdict.is_assigned and not verdict.is_suggested)
    assert bool(labels.suggestions) == verdict.is_suggested
