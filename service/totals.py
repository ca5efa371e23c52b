"""Public totals (reposts, comments, likes summed up) by platform: how an event's compare with those of the last 90 days.

Kept as counts in bins by day (`scoring.percentiles`), never as totals of single documents. A document counts in the bin of
its latest known total: it moves from bin to bin as it is counted again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.items import Counters, Document
from domain.streams import TOTALS, HourCount, hour_of, totals_stream
from scoring.percentiles import Percentiles, bin_of, percentiles

KEPT = timedelta(days=90)
DAY = 24


class Totals:
    """Totals of each platform by the day on which their documents happened."""

    def __init__(self) -> None:
        self._days: dict[str, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        self._changed: set[tuple[str, int, int]] = set()
        self._ranks: dict[str, tuple[int, Percentiles]] = {}
        self._first = 0

    def restore(self, counts: Iterable[HourCount]) -> None:
        """Take up stored counts after a start; those of other streams are left out."""
        for one in counts:
            if one.stream.startswith(TOTALS):
                _, platform, number = one.stream.split(":")
                self._days[platform][one.hour][int(number)] = one.count

    def add(self, document: Document, at: datetime, before: Counters | None = None) -> None:
        """Count a document's total at an inbox time; `before`: what it had when it was counted last. One that happened
        before all that is kept is left out."""
        old, new = total_of(before) if before else None, total_of(document.counters)
        day = hour_of(document.happened_at) // DAY * DAY
        if old == new or day < first_day(at):
            return
        for total, sign in ((old, -1), (new, 1)):
            if total is not None:
                self._days[document.platform][day][bin_of(total)] += sign
                self._changed.add((document.platform, day, bin_of(total)))
        self._ranks.pop(document.platform, None)

    def drain(self) -> tuple[HourCount, ...]:
        """The counts that changed since they were last asked for."""
        changed, self._changed = sorted(self._changed), set()
        return tuple(
            HourCount(stream=totals_stream(platform, number), hour=day, count=self._days[platform][day][number])
            for platform, day, number in changed
        )

    def forget(self, now: datetime) -> None:
        """Drop days that no rank will look at again."""
        first = first_day(now)
        if first == self._first:
            return
        self._first = first
        for platform, days in self._days.items():
            changed = {day for name, day, _ in self._changed if name == platform}
            for day in [day for day in days if day < first and day not in changed]:
                del days[day]

    def percentiles(self, now: datetime) -> Mapping[str, Percentiles]:
        """Ranks of each platform's totals over the last 90 days, the present one included."""
        first = first_day(now)
        for platform, days in self._days.items():
            if platform not in self._ranks or self._ranks[platform][0] != first:
                self._ranks[platform] = first, percentiles(one for day, one in days.items() if day >= first)
        return {platform: ranks for platform, (_, ranks) in self._ranks.items()}


def first_day(now: datetime) -> int:
    """The first hour of the oldest day that is kept."""
    return hour_of(now - KEPT) // DAY * DAY


def total_of(counters: Counters) -> int | None:
    """All public totals of a document summed up; None where its page shows none."""
    known = [one for one in (counters.reposts, counters.comments, counters.likes) if one is not None]
    return sum(known) if known else None
