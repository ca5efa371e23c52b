"""Processing, one straight line: inbox in sequence -> label -> group -> assess per scope -> decide -> outbox.

Time here is the inbox's own: an evaluation at T sees exactly the rows committed before T, whenever it is computed, so
that the same inbox gives the same events, assessments and alerts, also after a kill at any instruction. A step takes
rows and evaluations in that order and commits everything with the cursor in one transaction. An order that a person gave
begins a step of its own, so that it is carried out on what is stored.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import cast

import structlog

from domain.errors import StaleCursor
from domain.labels import Labelled
from domain.orders import Order
from domain.rules import Rules
from pipeline.events import Grouper
from service.assess import Assessor
from service.draft import Draft
from service.executor import LabelAll
from service.floods import EVALUATED, Floods
from service.orders import REGROUPING, carry_out
from service.past import Past, first_hour
from storage.base import Storage
from storage.values import Cursor, InboxRow, OrderRow, Placed, Step

Entry = InboxRow | OrderRow

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
        self._past = Past(self._rules)
        self._past.restore(self._storage.hour_counts(first_hour(self._cursor.evaluated_at)), self._cursor.evaluated_at)
        self._assessor = Assessor(self._rules, platforms=len(platforms), past=self._past)
        self._assessor.restore(rows, events, self._storage.memories(since))
        self._floods = Floods(self._rules.flood, EVALUATED)
        if self._cursor.evaluated_at is not None:
            self._floods.restore(self._storage, self._cursor.evaluated_at)
        self._is_loaded = True

    def _oldest_open(self) -> datetime:
        at = self._cursor.evaluated_at
        return at - self._rules.grouping.window if at else datetime.min.replace(tzinfo=UTC)

    def _step(self, until: datetime) -> int | None:
        """One transaction of rows and evaluations in their order; None where there is nothing to do before `until`."""
        entries, end = self._waiting(until)
        draft = Draft(expected=self._cursor, cursor=self._cursor)
        taken = 0
        while draft.evaluations < EVALUATIONS:
            following = entries[taken].at if taken < len(entries) else end
            due = self._next_evaluation(draft.cursor, following)
            before = bisect_left(entries, due, lo=taken, key=lambda entry: entry.at)
            if before > taken:
                more = self._take(draft, entries[taken:before])
                if not more:
                    break
                taken += more
            elif draft.cursor.evaluated_at is not None and due <= following:
                self._evaluate(draft, due, following)
            else:
                break
        if draft.cursor == draft.expected:
            return None
        draft.assessments = self._assessor.explained(draft.assessments)
        draft.counts += self._past.drain()
        self._commit(draft.step())
        return taken

    def _waiting(self, until: datetime) -> tuple[Sequence[Entry], datetime]:
        """Rows and orders after the cursor, in sequence, and the moment up to which nothing else is to be taken."""
        rows = self._storage.inbox(self._cursor.sequence, self._batch, before=until)
        orders = self._storage.orders(self._cursor.sequence, before=until)
        if len(rows) < self._batch:
            return _in_sequence(rows, orders, self._cursor.sequence), until
        before = [order for order in orders if order.sequence < rows[-1].sequence]
        return _in_sequence(rows, before, self._cursor.sequence), rows[-1].at

    def _take(self, draft: Draft, entries: Sequence[Entry]) -> int:
        """Take the rows before the next order, or the order where a step begins with it; how many were taken."""
        rows = list(takewhile(lambda entry: isinstance(entry, InboxRow), entries))
        if rows:
            self._take_rows(draft, cast("list[InboxRow]", rows))
            return len(rows)
        if draft.cursor != draft.expected:
            return 0
        self._obey(draft, cast("OrderRow", entries[0]))
        return 1

    def _obey(self, draft: Draft, row: OrderRow) -> None:
        carried = carry_out(self._taken_up(row.order), row.at, self._grouper, self._assessor)
        draft.add_regrouped(carried.events, carried.members, carried.memories)
        draft.outcomes.append((row.sequence, carried.outcome))
        draft.cursor = Cursor(sequence=row.sequence, evaluated_at=draft.cursor.evaluated_at or self._grid(row.at))

    def _taken_up(self, order: Order) -> Order:
        """The order on the events that its events have become; those that are no longer in memory are read back."""
        documents = [self._storage.document(document_id) for document_id in order.documents]
        named = [order.event_id, order.other or "", *(record.event_id or "" for record in documents if record)]
        found = {name: row.event for name in named if name and (row := self._storage.event(name))}
        for event in {event.id: event for event in found.values()}.values():
            self._assessor.recall(self._storage.event_memories(event.id))
            if order.kind in REGROUPING and not self._grouper.holds(event.id):
                rows = tuple(self._storage.event_rows(event.id))
                self._grouper.restore(rows, [event])
                self._assessor.restore(rows, [event], ())
        become = {name: event.id for name, event in found.items()}
        other = become.get(order.other, order.other) if order.other else None
        return replace(order, event_id=become.get(order.event_id, order.event_id), other=other)

    def _take_rows(self, draft: Draft, rows: Sequence[InboxRow]) -> None:
        labelled = iter(self._label_all([row.document for row in rows if not row.recount]))
        for row in rows:
            if row.recount:
                self._recount(row)
            else:
                self._place(draft, row, next(labelled))
        draft.cursor = Cursor(
            sequence=rows[-1].sequence, evaluated_at=draft.cursor.evaluated_at or self._grid(rows[0].at)
        )

    def _recount(self, row: InboxRow) -> None:
        before = self._assessor.members.fact(row.document.id)
        if before is not None:
            self._assessor.members.recount(row.document)
            self._past.recount(before, self._assessor.members.fact(row.document.id), row.at)

    def _place(self, draft: Draft, row: InboxRow, labelled: Labelled) -> None:
        placement = self._grouper.place(row.document, labelled, row.sequence, row.at)
        draft.placed.append(Placed(labelled=labelled, duplicate_group=placement.duplicate_group))
        draft.events[placement.event.id] = placement.event
        draft.members[placement.member.document_id] = placement.member
        before = self._assessor.members.fact(row.document.id)
        self._assessor.members.add(placement.member, row.document, labelled.labels, placement.event.touched_at)
        if row.document.revision == 1:
            self._past.add(row.document, labelled.labels, row.at)
        else:
            self._past.recount(before, self._assessor.members.fact(row.document.id), row.at)

    def _evaluate(self, draft: Draft, due: datetime, following: datetime) -> None:
        """One evaluation; where nothing can change until `following`, the stretch is passed in one stride."""
        previous = draft.cursor.evaluated_at or due
        at = self._grid(following) if self._assessor.is_idle(previous) else due
        tidied = self._grouper.tidy(at, previous)
        draft.add_regrouped(tidied.events, tidied.members, self._assessor.regroup(tidied.events, tidied.members))
        changed = {event.id for event in tidied.events}
        found = self._assessor.evaluate(at, previous=previous, changed=changed)
        draft.add(replace(found, alerts=self._floods.folded(found.alerts, found.grave)))
        draft.cursor = replace(draft.cursor, evaluated_at=at)
        self._grouper.expire(at)
        self._assessor.forget(at - self._rules.grouping.window)
        self._past.forget(at)

    def _commit(self, step: Step) -> None:
        repeated = self._storage.commit_step(step)
        if repeated:
            structlog.get_logger("alerts").warning("decided before, not told again", alerts=repeated)
        self._cursor = step.cursor

    def _next_evaluation(self, cursor: Cursor, first_at: datetime) -> datetime:
        """The grid point after the last evaluation; before any, the one after the first row."""
        return (cursor.evaluated_at or self._grid(first_at)) + self._interval

    def _grid(self, moment: datetime) -> datetime:
        """The last multiple of the interval (counted from the epoch) not after `moment`."""
        seconds = self._interval.total_seconds()
        return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


def _in_sequence(rows: Sequence[InboxRow], orders: Sequence[OrderRow], after: int) -> Sequence[Entry]:
    """Rows and orders by sequence, up to the first gap: the two are read apart, and one may have come in between."""
    if not orders:
        return rows
    both: list[Entry] = [*rows, *orders]
    merged = sorted(both, key=lambda entry: entry.sequence)
    return [entry for place, entry in enumerate(merged, after + 1) if entry.sequence == place]
