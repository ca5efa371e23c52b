"""Processing, one straight line: inbox in sequence -> label -> group -> assess per scope -> decide -> outbox.

Time here is the inbox's own: an evaluation at T sees exactly the rows committed before T, whenever it is computed, so
that the same inbox gives the same events, assessments and alerts, also after a kill at any instruction. A step takes
rows and evaluations in that order and commits everything with the cursor in one transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import structlog
from pipeline.events import Grouper

from domain.errors import StaleCursor
from domain.rules import Rules
from service.assess import Assessor, Evaluation
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
        self._log = structlog.get_logger("process")
        self._load()

    def run(self, until: datetime) -> int:
        """Take every row committed before `until` and do every evaluation up to it; the number of rows taken."""
        taken = 0
        while True:
            try:
                rows = self._step(until)
            except StaleCursor:
                self._load()
                continue
            if rows is None:
                return taken
            taken += rows

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

    def _oldest_open(self) -> datetime:
        at = self._cursor.evaluated_at
        return at - self._rules.grouping.window if at else datetime.min.replace(tzinfo=UTC)

    def _step(self, until: datetime) -> int | None:
        """One transaction of rows and evaluations; None where there is nothing to do before `until`."""
        cursor, step = self._cursor, Step(expected=self._cursor, cursor=self._cursor)
        rows = self._storage.inbox(cursor.sequence, self._batch, before=until)
        if rows:
            step, taken = self._rows_and_evaluations(step, rows)
        else:
            step, taken = self._evaluations(step, until), 0
        if step.cursor == step.expected:
            return None
        self._commit(step)
        return taken

    def _rows_and_evaluations(self, step: Step, rows: Sequence[InboxRow]) -> tuple[Step, int]:
        """Rows up to the first evaluation that falls due among them; where one is due at once, evaluations first."""
        due = self._next_evaluation(step.cursor, rows[0].at)
        if due <= rows[0].at:
            return self._evaluations(step, rows[0].at), 0
        part = [row for row in rows if row.at < due]
        return self._take_rows(step, part), len(part)

    def _take_rows(self, step: Step, rows: Sequence[InboxRow]) -> Step:
        fresh = [row for row in rows if not row.recount]
        labelled = iter(self._label_all([row.document for row in fresh]))
        placed: list[Placed] = []
        members, touched = {}, {}
        for row in rows:
            if row.recount:
                continue
            one = next(labelled)
            placement = self._grouper.place(row.document, one, row.sequence, row.at)
            placed.append(Placed(labelled=one, duplicate_group=placement.duplicate_group))
            touched[placement.event.id] = placement.event
            members[placement.member.document_id] = placement.member
            self._assessor.add(placement.member, row.document, one.labels, row.at)
        started = step.cursor.evaluated_at or self._grid(rows[0].at)
        return replace(
            step,
            cursor=Cursor(sequence=rows[-1].sequence, evaluated_at=started),
            placed=tuple(placed),
            events=tuple(touched.values()),
            members=tuple(members.values()),
        )

    def _evaluations(self, step: Step, until: datetime) -> Step:
        """Evaluations at every grid point up to `until`; a stretch where nothing can change is passed in one stride."""
        done: list[Evaluation] = []
        cursor = step.cursor
        while cursor.evaluated_at is not None and len(done) < EVALUATIONS:
            at = self._next_evaluation(cursor, until)
            if at > until:
                break
            at = self._grid(until) if self._assessor.idle else at
            done.append(self._assessor.evaluate(at, previous=cursor.evaluated_at))
            cursor = replace(cursor, evaluated_at=at)
        return replace(
            step,
            cursor=cursor,
            assessments=tuple(chain.from_iterable(one.assessments for one in done)),
            memories=tuple({(m.event_id, m.scope_id): m for one in done for m in one.memories}.values()),
            alerts=tuple(chain.from_iterable(one.alerts for one in done)),
        )

    def _commit(self, step: Step) -> None:
        self._storage.commit_step(step)
        self._cursor = step.cursor
        if step.cursor.evaluated_at and step.cursor.evaluated_at != step.expected.evaluated_at:
            self._forget(step.cursor.evaluated_at)

    def _forget(self, now: datetime) -> None:
        self._grouper.expire(now)
        self._assessor.forget(now - self._rules.grouping.window)

    def _next_evaluation(self, cursor: Cursor, first_at: datetime) -> datetime:
        """The grid point after the last evaluation; before any, the one after the first row."""
        return (cursor.evaluated_at or self._grid(first_at)) + self._interval

    def _grid(self, moment: datetime) -> datetime:
        """The last multiple of the interval (counted from the epoch) not after `moment`."""
        seconds = self._interval.total_seconds()
        return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)
