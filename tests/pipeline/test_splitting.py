"""An event that drifted into two stories is parted by the machine once, and only where nobody chose its members."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.addresses import document_id
from domain.events import event_id
from pipeline.events import Grouper
from tests.pipeline.grouping import RULES, START, make, place

FLOOD, STALL = [1, 2, 3, 4, 5, 6], [21, 22, 23, 24, 25, 26]
BOTH = [*FLOOD, *STALL]
NOON = START + timedelta(hours=12)
DRIFTED = [FLOOD, FLOOD, FLOOD, BOTH, STALL, STALL, STALL, STALL, FLOOD, FLOOD]


def drifted(grouper: Grouper, stories: list[list[int]] = DRIFTED) -> str:
    """One event of the stories; its id."""
    placed = [place(grouper, make(f"d{number}", words, number / 10), number) for number, words in enumerate(stories)]
    assert len({one.event.id for one in placed}) == 1
    return placed[0].event.id


def test_two_stories_become_two_events_and_stay_so() -> None:
    grouper = Grouper(RULES)
    flood = drifted(grouper)
    done = grouper.tidy(NOON, START)
    stall = event_id(document_id("d3"), 1, flood)
    assert {event.id: event.documents for event in done.events} == {flood: 5, stall: 5}
    assert {member.document_id for member in done.members} == {document_id(f"d{number}") for number in range(3, 8)}
    assert all(not event.by_hand for event in done.events)
    assert place(grouper, make("late", STALL, 12), 20).event.id == stall
    assert place(grouper, make("later", FLOOD, 12), 21).event.id == flood
    later = grouper.tidy(NOON + timedelta(hours=1), NOON)
    assert not later.events


def test_what_repeats_a_text_goes_with_it() -> None:
    grouper = Grouper(RULES)
    flood = drifted(grouper)
    place(grouper, make("text", STALL, 2, shingles=7), 20)
    place(grouper, make("reprint", [], 2, shingles=7), 21)
    grouper.tidy(NOON, START)
    assert grouper.event_of(document_id("reprint")) == grouper.event_of(document_id("text")) != flood


@pytest.mark.parametrize(
    "stories",
    [[FLOOD] * 10, [FLOOD, FLOOD, FLOOD, BOTH, STALL, STALL], [BOTH] * 8, [FLOOD, FLOOD, BOTH, *[FLOOD] * 6, BOTH]],
    ids=["one story", "hardly begun", "told together", "an aside"],
)
def test_one_story_stays_one(stories: list[list[int]]) -> None:
    grouper = Grouper(RULES)
    drifted(grouper, stories)
    assert not grouper.tidy(NOON, START).events


def test_an_event_that_did_not_double_is_not_looked_at() -> None:
    grouper = Grouper(RULES)
    drifted(grouper)
    assert not grouper.tidy(NOON, START + timedelta(hours=0.85)).events


def test_what_a_person_chose_stays() -> None:
    grouper = Grouper(RULES)
    flood = drifted(grouper)
    other = place(grouper, make("other", [41, 42, 43], 2), 20).event.id
    grouper.merge(flood, other, START + timedelta(hours=2))
    assert not grouper.tidy(NOON, START).events


def test_none_is_split_where_the_rules_say_so() -> None:
    grouper = Grouper(replace(RULES, split=0.0))
    drifted(grouper)
    assert not grouper.tidy(NOON, START).events
