"""Processing under the rules that act at each moment: what comes before an activation is done with the old, the rest with
the new, whenever it is computed. So the same inbox and the same activations give the same results, whatever the batch.

    ... rows and evaluations up to the activation | rebuild from the store | rows and evaluations after it ...
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import structlog

from domain.errors import WanglouError
from domain.rules import Rules
from domain.versions import timeline
from service.governance import Acting
from service.process import Processor
from storage.base import Storage

T = TypeVar("T")


class Remade(Generic[T]):
    """Something that is made of rules, made anew when others act. Where it cannot be made of the new, the old goes on."""

    def __init__(self, make: Callable[[Rules], AbstractContextManager[T]], stack: ExitStack, rules: Rules) -> None:
        self._make = make
        self._held = ExitStack()
        stack.callback(self._close)
        self._made = self._held.enter_context(make(rules))
        self._config_id = rules.config_id
        self._refused = ""

    def under(self, rules: Rules) -> T:
        """The thing under these rules."""
        if rules.config_id not in (self._config_id, self._refused):
            self._change(rules)
        return self._made

    def retry(self) -> None:
        """Try again what could not be made."""
        self._refused = ""

    def _change(self, rules: Rules) -> None:
        log, held, code = structlog.get_logger("rules"), ExitStack(), ""
        try:
            made = held.enter_context(self._make(rules))
        except WanglouError as error:
            code, self._refused = error.code, rules.config_id
        if code:
            log.error("rules cannot act, the old go on", rules=rules.config_id, old=self._config_id, code=code)
            return
        self._held.close()
        self._held, self._made, self._config_id, self._refused = held, made, rules.config_id, ""
        log.info("rules act", rules=rules.config_id)

    def _close(self) -> None:
        self._held.close()


class Processing:
    """Brings the store to where its inbox stands, each stretch under its own rules."""

    def __init__(self, storage: Storage, acting: Acting, processors: Remade[Processor], interval: timedelta) -> None:
        self._storage = storage
        self._acting = acting
        self._processors = processors
        self._interval = interval

    def run(self, until: datetime) -> int:
        """Take every row committed before `until` and do every evaluation up to it; the number of rows taken."""
        line, begin, taken = timeline(self._storage.acts()), self._begin(until), 0
        for span in line.planned(begin):
            if span.starts_at is None or span.starts_at >= until:
                break
            if self._is_waiting(span.starts_at):
                taken += self._processors.under(self._acting.at(begin, line)).run(span.starts_at)
            begin = span.starts_at
        return taken + self._processors.under(self._acting.at(begin, line)).run(until)

    def settle(self) -> int:
        """Process the whole inbox, and go on to the second evaluation after its last row: a rise wants two."""
        taken = 0
        while bounds := self._storage.inbox_bounds(self._storage.cursor().sequence):
            seconds = self._interval.total_seconds()
            grid = datetime.fromtimestamp(bounds[1].timestamp() // seconds * seconds, UTC)
            taken += self.run(grid + 2 * self._interval)
        return taken

    def reload(self, files: Rules) -> None:
        """Other files act, where files act; what could not act is tried again."""
        self._acting.files = files
        self._processors.retry()

    def _begin(self, until: datetime) -> datetime:
        """The moment from which things are to be done: of the last evaluation, before any of the first row."""
        cursor = self._storage.cursor()
        waiting = self._storage.inbox_bounds(cursor.sequence)
        return cursor.evaluated_at or (waiting[0] if waiting else until)

    def _is_waiting(self, moment: datetime) -> bool:
        """Whether a row before the moment, or an evaluation up to it, is still to be done."""
        cursor = self._storage.cursor()
        bounds = self._storage.inbox_bounds(cursor.sequence)
        is_due = cursor.evaluated_at is not None and cursor.evaluated_at + self._interval <= moment
        return is_due or (bounds is not None and bounds[0] < moment)
