"""Counts by hour: what is usual for a topic, a place, and the whole collection; held against what comes now."""

from dataclasses import dataclass
from datetime import datetime

EVERYTHING = "all"
"""The stream of all documents: an hour in which it is empty was not observed."""


TOPIC, PLACE, TOTALS = "topic:", "place:", "totals:"
"""How the names of streams of topics, places and public totals begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCount:
    """How many documents of a stream happened in an hour."""

    stream: str
    """`all`, `topic:<id>`, `place:<code>`, or `totals:<platform>:<bin>` (public totals, by the first hour of a day)."""
    hour: int
    """Whole hours since 1970, UTC."""
    count: int


def topic_stream(topic: str) -> str:
    return TOPIC + topic


def place_stream(code: str) -> str:
    return PLACE + code


def totals_stream(platform: str, number: int) -> str:
    return f"{TOTALS}{platform}:{number}"


def hour_of(moment: datetime) -> int:
    """Whole hours since 1970, UTC."""
    return int(moment.timestamp() // 3600)
