"""How a source fares, from the counts of its days."""

from collections import Counter
from datetime import datetime, timedelta

from domain.crawl import PollState
from domain.items import Door, DoorCount, Source
from storage.days import day_of
from storage.doors import door_counts
from storage.values import SourceHealth

HEALTH_DAYS = 28
"""A source is compared with its own four weeks."""


DayCounts = dict[tuple[str, Door, str], int]
"""(day, door, reason) -> count of one source."""


def health_of(source: Source, state: PollState | None, days: DayCounts, now: datetime) -> SourceHealth:
    """Health from the counts of the 28 days that end with today."""
    today, first = day_of(now), first_day(now)
    total: Counter[tuple[Door, str]] = Counter()
    new_today = 0
    for (day, door, reason), count in days.items():
        if first <= day <= today:
            total[door, reason] += count
            new_today += count if door is Door.NEW and day == today else 0
    doors: tuple[DoorCount, ...] = door_counts(total)
    return SourceHealth(
        source=source, state=state, items_today=new_today, items_28_days=total[Door.NEW, ""], doors=doors
    )


def first_day(now: datetime) -> str:
    return day_of(now - timedelta(days=HEALTH_DAYS - 1))
