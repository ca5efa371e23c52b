"""Processing, one straight line: inbox in sequence -> label -> group -> assess per scope -> decide -> outbox.

Time here is the inbox's own: an evaluation at T sees exactly the rows committed before T, whenever it is computed, so
that the same inbox gives the same events, assessments and alerts, also after a kill at any instruction. A step takes
rows and evaluations in that order and commits everything with the cursor in one transaction.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.errors import StaleCursor
from domain.labels import Labelled
from domain.rules import Rules
from pipeline.events import Grouper
from service.assess import Assessor
from service.draft import Draft
from service.executor import LabelAll
from storage.base import Cursor, InboxRow, Placed, Step, Storage

EVALUATIONS = 288
"""Evaluations a step at most: a day of five-minute ones."""


class Processor:
    """Brings the store from its cursor to where its inbox stands."""

    def __init__(
        self, storage: Storage, rules: Rules, label_all: LabelAll, *, interval: timedelta, rows: int = 500
    ) -> None:
        self._storage = storage
        self._rules = rules
        self._label_all = label_all
        self._interval = interval
        self._batch = rows
        self._is_loaded = False
        self._load()

    def run(self, until: datetime) -> int:
        """Take every row committed before `until` and do every evaluation up to it; the number of rows taken.

        StorageError where the store refuses: nothing is then done, and the next call begins with what is stored.
        """
        taken = 0
        while (rows := self._attempt(until)) is not None:
            taken += rows
        return taken

    def _attempt(self, until: datetime) -> int | None:
        """One step. Until it is committed memory is ahead of the store: whatever ends it, the next begins with a reading."""
        if not self._is_loaded:
            self._load()
        self._is_loaded = False
        try:
            taken = self._step(until)
        except StaleCursor:
            return 0
        self._is_loaded = True
        return taken

    def settle(self) -> int:
        """Process the whole inbox, and go on to the second evaluation after its last row: a rise wants two."""
        taken = 0
        while bounds := self._storage.inbox_bounds(self._cursor.sequence):
            taken += self.run(self._grid(bounds[1]) + 2 * self._interval)
        return taken

    def _load(self) -> None:
        """Rebuild from the store what is kept in memory: it equals what processing the rows one by one would give."""
        self._cursor = self._storage.cursor()
        since = self._oldest_open()
        rows = tuple(self._storage.window(since))
        events = self._storage.window_events(since)
        still_open = [event for event in events if event.touched_at >= since]
        ids = {event.id for event in still_open}
        self._grouper = Grouper(self._rules.grouping)
        self._grouper.restore([row for row in rows if row.member.event_id in ids], still_open)
        platforms = {source.platform for source in self._storage.sources()}
        self._assessor = Assessor(self._rules, platforms=len(platforms))
        self._assessor.restore(rows, events, self._storage.memories(since))
        self._is_loaded = True

    def _oldest_open(self) -> datetime:
        at = self._cursor.evaluated_at
        return at - self._rules.grouping.window if at else datetime.min.replace(tzinfo=UTC)

    def _step(self, until: datetime) -> int | None:
        """One transaction of rows and evaluations in their order; None where there is nothing to do before `until`."""
        rows = self._storage.inbox(self._cursor.sequence, self._batch, before=until)
        end = rows[-1].at if len(rows) == self._batch else until
        draft = Draft(expected=self._cursor, cursor=self._cursor)
        taken = 0
        while draft.evaluations < EVALUATIONS:
            following = rows[taken].at if taken < len(rows) else end
            due = self._next_evaluation(draft.cursor, following)
            before = bisect_left(rows, due, lo=taken, key=lambda row: row.at)
            if before > taken:
                self._take_rows(draft, rows[taken:before])
                taken = before
            elif draft.cursor.evaluated_at is not None and due <= following:
                self._evaluate(draft, due, following)
            else:
                break
        if draft.cursor == draft.expected:
            return None
        self._commit(draft.step())
        return taken

    def _take_rows(self, draft: Draft, rows: Sequence[InboxRow]) -> None:
        labelled = iter(self._label_all([row.document for row in rows if not row.recount]))
        for row in rows:
            if not row.recount:
                self._place(draft, row, next(labelled))
        draft.cursor = Cursor(
            sequence=rows[-1].sequence, evaluated_at=draft.cursor.evaluated_at or self._grid(rows[0].at)
        )

    def _place(self, draft: Draft, row: InboxRow, labelled: Labelled) -> None:
        placement = self._grouper.place(row.document, labelled, row.sequence, row.at)
        draft.placed.append(Placed(labelled=labelled, duplicate_group=placement.duplicate_group))
        draft.events[placement.event.id] = placement.event
        draft.members[placement.member.document_id] = placement.member
        self._assessor.add(placement.member, row.document, labelled.labels, placement.event.touched_at)

    def _evaluate(self, draft: Draft, due: datetime, following: datetime) -> None:
        """One evaluation; where nothing can change until `following`, the stretch is passed in one stride."""
        at = self._grid(following) if self._assessor.idle else due
        draft.add(self._assessor.evaluate(at, previous=draft.cursor.evaluated_at or at))
        draft.cursor = replace(draft.cursor, evaluated_at=at)
        self._grouper.expire(at)
        self._assessor.forget(at - self._rules.grouping.window)

    def _commit(self, step: Step) -> None:
        self._storage.commit_step(step)
        self._cursor = step.cursor

    def _next_evaluation(self, cursor: Cursor, first_at: datetime) -> datetime:
        """The grid point after the last evaluation; before any, the one after the first row."""
        return (cursor.evaluated_at or self._grid(first_at)) + self._interval

    def _grid(self, moment: datetime) -> datetime:
        """The last multiple of the interval (counted from the epoch) not after `moment`."""
        seconds = self._interval.total_seconds()
        return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)
