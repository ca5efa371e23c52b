"""Public totals (reposts, comments, likes summed up) by platform: how an event's compare with those of the last 90 days.

Kept as counts in bins by day (`scoring.percentiles`), never as totals of single documents. A document counts in the bin of
its latest known total: it moves from bin to bin as it is counted again while its event is open. What it had is not known any
more once its event has closed: a revision that comes later counts once more, on the day that it tells.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.events import Fact
from domain.items import Counters, Document
from domain.streams import TOTALS, HourCount, hour_of, totals_stream
from scoring.percentiles import Percentiles, bin_of, percentiles

RANKED_OVER = timedelta(days=90)
DAY = 24
Counted = Document | Fact
"""Of which a total is counted: a document when it comes, a member of an open event from then on."""


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

    def add(self, document: Document, at: datetime) -> None:
        """Count the total of a document that came for the first time, at an inbox time. One that happened before all that
        is kept is left out."""
        self._count(document, at, 1)

    def move(self, before: Fact | None, now: Fact | None, at: datetime) -> None:
        """Count a member's total as it is now, and no longer as it was before."""
        old, new = _place(before), _place(now)
        if old != new:
            self._count(before, at, -1)
            self._count(now, at, 1)

    def _count(self, one: Counted | None, at: datetime, sign: int) -> None:
        place = _place(one)
        if one is None or place is None or place[0] < first_day(at):
            return
        day, number = place
        bins = self._days[one.platform][day]
        # An order may take up a closed event, of which totals came that nobody counted: they are not there to be taken away.
        bins[number] = max(bins[number] + sign, 0)
        self._changed.add((one.platform, day, number))
        self._ranks.pop(one.platform, None)

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


def _place(one: Counted | None) -> tuple[int, int] | None:
    """Day and bin in which a document counts; None where its page shows no total."""
    total = total_of(one.counters) if one else None
    return None if one is None or total is None else (hour_of(one.happened_at) // DAY * DAY, bin_of(total))


def first_day(now: datetime) -> int:
    """The first hour of the oldest day that is kept."""
    return hour_of(now - RANKED_OVER) // DAY * DAY


def total_of(counters: Counters) -> int | None:
    """All public totals of a document summed up; None where its page shows none."""
    known = [one for one in (counters.reposts, counters.comments, counters.likes) if one is not None]
    return sum(known) if known else None
