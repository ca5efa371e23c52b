"""Which pages lately gave nothing, so that a poll does not ask for them again and again. Kept for the child's life only."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from crawlers.failures import FetchError
from domain.crawl import Grade

TRIES = 3
"""A page that fails for now is asked for in so many polls before its feed's own words are taken instead."""
AFTER_TRIES = timedelta(hours=1)
AFTER_REFUSAL = timedelta(hours=6)
_MOST = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disappointment:
    """A page that gave nothing: why, how often in a row, and until when (`time.monotonic`) it is left alone."""

    reason: str
    grade: Grade
    count: int
    until: float

    @property
    def is_final(self) -> bool:
        """Not worth another try in the next poll."""
        return self.grade is not Grade.TEMPORARY or self.count >= TRIES


class Memory:
    """Disappointments by source and entry key, the oldest forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Disappointment] = OrderedDict()

    def standing(self, source: str, key: str) -> Disappointment | None:
        """What keeps the page from being asked for now, None where nothing does."""
        found = self._known.get((source, key))
        return found if found and found.until > time.monotonic() else None

    def note(self, source: str, key: str, failure: FetchError) -> Disappointment:
        """Remembers a failure."""
        before = self._known.pop((source, key), None)
        count = 1 + (before.count if before else 0)
        rest = AFTER_REFUSAL if failure.grade is not Grade.TEMPORARY else AFTER_TRIES
        is_final = failure.grade is not Grade.TEMPORARY or count >= TRIES
        until = time.monotonic() + rest.total_seconds() if is_final else 0.0
        found = Disappointment(reason=failure.reason, grade=failure.grade, count=count, until=until)
        self._known[source, key] = found
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    def forget(self, source: str, key: str) -> None:
        self._known.pop((source, key), None)
