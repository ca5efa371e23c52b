"""The loop on a virtual clock: every row into the inbox at its own time, and the one process loop after it.

    part of rows -> commit (with the mark of how far the file was taken) -> process up to its last time

Everything lies in the store, so a replay that was killed at any instruction goes on from the mark.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.crawl import PollState
from domain.duty import SERVICE
from domain.items import Document, Source
from domain.labels import Labelled
from domain.rules import Rules
from service.admit import Refused, refusals
from service.executor import LabelAll
from service.process import Processor
from service.replay.ahead import Bad, Prepared
from storage.base import Storage
from storage.values import Change, Collected, Harvest

Key = tuple[str, str, str, str]


@dataclass(slots=True, kw_only=True)
class Mark:
    """How far the file was taken, and the doors that the store does not decide."""

    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By reason."""
    bad: int = 0
    """Lines that were no document."""


class Understood:
    """Labels made ahead, by what they depend on of a document; what is not there is labelled on the spot."""

    def __init__(self, label_all: LabelAll) -> None:
        self._label_all = label_all
        self._made: dict[Key, tuple[Labelled, datetime]] = {}

    def keep(self, part: Sequence[Prepared]) -> None:
        for one in part:
            if isinstance(one.outcome, Collected) and one.labelled is not None:
                self._made[_key(one.outcome.document)] = one.labelled, one.at

    def forget(self, before: datetime) -> None:
        """Drop what was made for rows before that moment."""
        self._made = {key: made for key, made in self._made.items() if made[1] >= before}

    def __call__(self, documents: Sequence[Document]) -> list[Labelled]:
        found = [self._made.get(_key(document)) for document in documents]
        missing = [document for document, made in zip(documents, found, strict=True) if made is None]
        labelled = iter(self._label_all(missing) if missing else [])
        return [
            next(labelled) if made is None else _of_revision(made[0], document.revision)
            for document, made in zip(documents, found, strict=True)
        ]


class Loop:
    """Takes parts in order, from the store's mark on."""

    def __init__(self, storage: Storage, rules: Rules, label_all: LabelAll, interval: timedelta, batch: int) -> None:
        self._storage = storage
        self._understood = Understood(label_all)
        self._processor = Processor(storage, rules, self._understood, interval=interval, rows=batch)
        self._interval = interval
        self.mark = mark_of(storage)

    def take(self, part: Sequence[Prepared]) -> None:
        """Commit a part and process what was before its last moment: more rows of that moment may follow."""
        self._understood.keep(part)
        self.mark.rows += len(part)
        harvests = [harvest for one in part if (harvest := self._harvest(one))]
        state = PollState(source_id=part[-1].source_id, address="", next_poll_at=part[-1].at, interval=timedelta(),
                          template=_written(self.mark))  # fmt: skip
        self._storage.commit_harvests([*harvests, Harvest(source_id=part[-1].source_id, at=part[-1].at, state=state)])
        self._processor.run(part[-1].at)
        self._understood.forget(part[-1].at)

    def finish(self, last: datetime) -> None:
        """Process what is left and go on to the second evaluation after the last row: a rise wants two."""
        self._processor.run(last + 2 * self._interval)

    def _harvest(self, one: Prepared) -> Harvest | None:
        if isinstance(one.outcome, Collected):
            return Harvest(source_id=one.source_id, at=one.at, collected=(one.outcome,))
        if isinstance(one.outcome, Refused):
            self.mark.refused[one.outcome.reason] += 1
            return Harvest(source_id=one.source_id, at=one.at, doors=refusals({one.outcome.reason: 1}))
        assert isinstance(one.outcome, Bad)
        self.mark.bad += 1
        return None


def begin(storage: Storage, sources: Sequence[Source], at: datetime) -> None:
    """Make the schema and all sources: how many kinds of platform there are must not depend on how far a replay has come."""
    storage.upgrade()
    if not storage.sources():
        change = Change(at=at, actor=SERVICE.name, action="source.added", subject=str(len(sources)))
        storage.put_sources(sources, change)


def mark_of(storage: Storage) -> Mark:
    """The store's mark: the state of the source that was last read, as after any poll."""
    marks = [_read(state.template) for state in storage.poll_states().values() if state.template]
    return max(marks, key=lambda mark: mark.rows, default=Mark())


def _written(mark: Mark) -> str:
    return json.dumps({"rows": mark.rows, "refused": mark.refused, "bad": mark.bad}, sort_keys=True)


def _read(text: str) -> Mark:
    plain = json.loads(text)
    return Mark(rows=plain["rows"], refused=Counter(plain["refused"]), bad=plain["bad"])


def _of_revision(labelled: Labelled, revision: int) -> Labelled:
    """The store counts revisions; a worker knows of none."""
    return labelled if labelled.revision == revision else replace(labelled, revision=revision)


def _key(document: Document) -> Key:
    return document.id, document.content_hash, document.platform, document.tier
