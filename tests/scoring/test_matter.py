"""What an event is about for routing: what enough of its members say, as for a watch."""

import pytest

from domain.harms import Harm
from domain.labels import Mention, MentionKind, TopicLabel, Where
from scoring.matter import places_of, topics_of
from tests.scoring.facts import FIRE, fact

OUTAGE = TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.9)
UNSURE = TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.4)
SUGGESTED = TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.9, is_suggested=True)
TOPICS = [
    ("one of eight", [(FIRE, OUTAGE), *[(FIRE,)] * 7], {"fire", "outage"}),
    ("one of nine is too few", [(FIRE, OUTAGE), *[(FIRE,)] * 8], {"fire"}),
    ("two of nine", [*[(FIRE, OUTAGE)] * 2, *[(FIRE,)] * 7], {"fire", "outage"}),
    ("three of forty", [*[(OUTAGE,)] * 3, *[(FIRE,)] * 37], {"fire", "outage"}),
    ("unsure", [(UNSURE,)], set()),
    ("only suggested", [(SUGGESTED,)], set()),
    ("none", [], set()),
]


@pytest.mark.parametrize(("members", "wanted"), [row[1:] for row in TOPICS], ids=[row[0] for row in TOPICS])
def test_topics(members: list[tuple[TopicLabel, ...]], wanted: set[str]) -> None:
    assert topics_of([fact(number, topics=topics) for number, topics in enumerate(members)]) == wanted


PLACES = [
    ("a district, and what it lies in", [["330106"]], {"330106", "330100", "330000"}),
    ("a street, and what it lies in", [["330106001"]], {"330106001", "330106", "330100", "330000"}),
    ("two districts make a city", [["330106"], ["330105"], *[[]] * 7], {"330100", "330000"}),
    ("twice in one text is one text", [["330106", "330105"], *[[]] * 8], set()),
    ("a name without a code", [[None]], set()),
]


@pytest.mark.parametrize(("members", "wanted"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_places(members: list[list[str | None]], wanted: set[str]) -> None:
    named = [
        tuple(Mention(kind=MentionKind.PLACE, name="甲", code=code, where=Where.LEAD) for code in codes)
        for codes in members
    ]
    assert places_of([fact(number, mentions=mentions) for number, mentions in enumerate(named)]) == wanted
