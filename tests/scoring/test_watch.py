"""What a special watch looks at, and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Fact, Scope
from domain.labels import Mention, MentionKind, Where
from scoring.watch import is_running, of_scope
from tests.scoring.facts import FIRE, START, fact

DESK = Scope(name="desk")
WATCH = Scope(id="storm", name="storm", starts_at=START, ends_at=START + timedelta(days=3))
HOUR = timedelta(hours=1)
BRIEF = timedelta(microseconds=1)


def named(code: str | None, where: Where = Where.TITLE) -> Mention:
    return Mention(kind=MentionKind.ELSEWHERE, name="somewhere", code=code, where=where)


@pytest.mark.parametrize(
    ("scope", "after", "expected"),
    [
        (DESK, timedelta(days=-9999), True),
        (WATCH, -BRIEF, False),
        (WATCH, timedelta(0), True),
        (WATCH, timedelta(days=3) - BRIEF, True),
        (WATCH, timedelta(days=3), False),
        (replace(WATCH, starts_at=None), timedelta(days=-9999), True),
        (replace(WATCH, ends_at=None), timedelta(days=9999), True),
    ],
)  # fmt: skip
def test_when_a_watch_runs(scope: Scope, after: timedelta, expected: bool) -> None:
    assert is_running(scope, START + after) is expected


QUIET = [fact(i, topics=()) for i in range(1, 40)]
ELSEWHERE = replace(fact(0), mentions=(named("880000"),))


@pytest.mark.parametrize(
    ("name", "facts", "limits", "expected"),
    [
        ("a watch without limits takes every event", [fact(0, topics=(), mentions=())], {}, True),
        ("its topic", [fact(0)], {"topics": ("fire",)}, True),
        ("one of its topics is enough", [fact(0)], {"topics": ("outage", "fire")}, True),
        ("another topic", [fact(0)], {"topics": ("outage",)}, False),
        ("a topic that is sure enough", [fact(0, topics=(replace(FIRE, confidence=0.5),))], {"topics": ("fire",)}, True),
        ("a topic that is not", [fact(0, topics=(replace(FIRE, confidence=0.4999),))], {"topics": ("fire",)}, False),
        ("what a model on trial suggests", [fact(0, topics=(replace(FIRE, is_suggested=True),))], {"topics": ("fire",)}, False),
        ("one stray label among forty", [fact(0), *QUIET], {"topics": ("fire",)}, False),
        ("three of forty", [fact(0), fact(41), fact(42), *QUIET], {"topics": ("fire",)}, True),
        ("its place", [fact(0)], {"places": ("990101",)}, True),
        ("a place in its province", [fact(0)], {"places": ("990000",)}, True),
        ("a place in its prefecture", [fact(0)], {"places": ("990100",)}, True),
        ("the province around its place", [fact(0, mentions=(named("990000"),))], {"places": ("990101",)}, False),
        ("a neighbour", [fact(0)], {"places": ("990102",)}, False),
        ("one of its places is enough", [fact(0)], {"places": ("880000", "990101")}, True),
        ("a place in the body", [fact(0, mentions=(named("990101", Where.BODY),))], {"places": ("990101",)}, True),
        ("a name without a code", [fact(0, mentions=(named(None),))], {"places": ("990101",)}, False),
        ("no place", [fact(0, mentions=())], {"places": ("990101",)}, False),
        ("topic and place", [fact(0)], {"topics": ("fire",), "places": ("990101",)}, True),
        ("the topic elsewhere", [ELSEWHERE], {"topics": ("fire",), "places": ("990101",)}, False),
        ("another topic in the place", [fact(0)], {"topics": ("outage",), "places": ("990101",)}, False),
        ("each by another member", [ELSEWHERE, fact(1, topics=())], {"topics": ("fire",), "places": ("990101",)}, True),
        ("its source", [fact(0, source_id="S1")], {"sources": ("S1", "S2")}, True),
        ("another source", [fact(0, source_id="S3")], {"sources": ("S1", "S2")}, False),
        ("what another source says of topic and place",
         [fact(0, source_id="S3"), fact(1, source_id="S1", topics=())], {"topics": ("fire",), "sources": ("S1",)}, False),
        ("one of its own among many others",
         [fact(0, source_id="S1"), *QUIET], {"topics": ("fire",), "sources": ("S1",)}, True),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_what_belongs_to_a_watch(name: str, facts: Sequence[Fact], limits: dict[str, Any], expected: bool) -> None:  # fmt: skip
    assert bool(of_scope(facts, replace(WATCH, **limits))) is expected, name


def test_a_watch_over_sources_assesses_by_their_members_alone() -> None:
    facts = [fact(i, source_id=f"S{i % 2}") for i in range(6)]
    assert of_scope(facts, replace(WATCH, sources=("S1",))) == (facts[1], facts[3], facts[5])
    assert of_scope(facts, DESK) == tuple(facts)
    assert of_scope((), DESK) == ()


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from("ab")), max_size=30), st.booleans())
def test_a_narrower_watch_sees_no_more(members: list[tuple[bool, bool, str]], by_place: bool) -> None:
    facts = [
        fact(i, topics=(FIRE,) if topical else (), mentions=(named("990101"),) if local else (), source_id=source)
        for i, (topical, local, source) in enumerate(members)
    ]
    wide = replace(WATCH, places=("990000",)) if by_place else replace(WATCH, topics=("fire", "outage"))
    narrow = replace(wide, topics=("fire",), places=("990101",))
    assert set(of_scope(facts, narrow)) <= set(of_scope(facts, wide)) <= set(of_scope(facts, WATCH))
