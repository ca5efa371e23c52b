"""Counts by hour: what is usual for a topic, a place, and the whole collection; held against what comes now."""

from dataclasses import dataclass

EVERYTHING = "all"
"""The stream of all documents: an hour in which it is empty was not observed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCount:
    """How many documents of a stream happened in an hour."""

    stream: str
    """`all`, `topic:<id>`, `place:<code>`, or `totals:<platform>:<bin>` (public totals, by the first hour of a day)."""
    hour: int
    """Whole hours since 1970, UTC."""
    count: int


def topic_stream(topic: str) -> str:
    return f"topic:{topic}"


def place_stream(code: str) -> str:
    return f"place:{code}"
