"""What an event is about for routing: topics and places that enough of its members name (`support.wanted`), as for a watch."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from domain.divisions import enclosures
from domain.labels import SURE, Mention, TopicLabel
from scoring.support import wanted


class Labelled(Protocol):
    """Of a member: what was found in it."""

    @property
    def topics(self) -> tuple[TopicLabel, ...]: ...

    @property
    def mentions(self) -> tuple[Mention, ...]: ...


def topics_of(members: Sequence[Labelled]) -> frozenset[str]:
    """Ids of topics that enough members surely have."""
    return _by_enough(
        {label.topic for label in one.topics if label.confidence >= SURE and not label.is_suggested} for one in members
    )


def places_of(members: Sequence[Labelled]) -> frozenset[str]:
    """Codes of divisions in which enough members name something: named ones, and those around them."""
    return _by_enough(
        {code for one in member.mentions if one.code is not None for code in (one.code, *enclosures(one.code))}
        for member in members
    )


def _by_enough(named: Iterable[set[str]]) -> frozenset[str]:
    each = list(named)
    counts = Counter(name for names in each for name in names)
    return frozenset(name for name, count in counts.items() if count >= wanted(len(each)))
