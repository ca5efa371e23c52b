"""What another configuration would have done: the stored past of a workspace through two sets of rules, each in a scratch store.

The rows of the inbox come in their order and at their times, with the texts that are kept; what people ordered by hand is not done
again, so that the two differ by their rules alone. A warm-up before the span lets events and baselines form.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from domain.duty import Disposition
from domain.errors import BadUse
from domain.filters import DocumentFilter, EventFilter
from domain.risk import Assessment, Level, level_name
from domain.rules import Rules
from service.app import App
from service.comparison import Comparison, EventOutcome, Outcome, compare, highest
from service.executor import open_labelling
from service.parts import in_parts
from service.process import Processor
from service.replay.loop import begin
from service.replay.results import tellings
from service.scratch import scratch_folder
from service.shifts import boundaries
from storage.base import Storage
from storage.open import open_storage
from storage.values import Collected, Harvest, InboxRow, Recounted

PART = 500
"""Rows committed together."""
Key = tuple[str, str]
"""Event and scope."""
WhatIfProgress = Callable[[str, datetime], None]
"""Told which rules are at work, and how far they have come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is compared, and from when on rows are taken to warm up."""

    warm: datetime
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The comparison, and what it is of."""

    comparison: Comparison
    span: Span
    rows: int
    """Of the inbox, those of the warm-up included."""
    purged: int
    """Rows of which the text is no longer kept."""
    present: str
    other: str
    """The two `config_id`s."""


def what_if(app: App, other: Rules, span: Span, moved: WhatIfProgress) -> WhatIf:
    """Compare the rules that act in a workspace with others over its stored past. BadUse where nothing is stored of the span."""
    rows = purged = 0
    for row in _rows(app.storage, span):
        rows += 1
        purged += not row.recount and not (row.document.title or row.document.text)
    if not rows:
        raise BadUse("whatif.nothing", since=span.since.isoformat(), until=span.until.isoformat())
    outcomes = {rules.config_id: _outcome(app, rules, span, moved) for rules in (app.rules, other)}
    present, theirs = outcomes[app.rules.config_id], outcomes[other.config_id]
    shifts = boundaries(span.since, span.until, app.rules.scopes[0].institution.time_zone)
    return WhatIf(
        comparison=compare(present, theirs, dispositions(app.storage), shifts), span=span, rows=rows,
        purged=purged, present=app.rules.config_id, other=other.config_id,
    )  # fmt: skip


def dispositions(storage: Storage) -> dict[str, Disposition]:
    """What people found events to be, by document; the last word counts. Whatever was done to an event stands in the audit trail."""
    acted = sorted({entry.subject for entry in storage.audit() if entry.action.startswith("event.")})
    said = {event: [one.disposition for one in storage.responses(event) if one.disposition] for event in acted}
    return {
        record.document.id: verdicts[-1]
        for event, verdicts in said.items() if verdicts
        for record in storage.event_documents(event)
    }  # fmt: skip


def _rows(storage: Storage, span: Span) -> Iterator[InboxRow]:
    """Rows of the inbox from the warm-up to the end of the span."""
    after = _last_before(storage, span.warm)
    while part := storage.inbox(after, PART, before=span.until):
        yield from part
        after = part[-1].sequence


def _last_before(storage: Storage, moment: datetime) -> int:
    """Sequence of the last row before a moment, 0 where there is none: times never fall, so that a few looks find it."""
    bounds = storage.inbox_bounds(0)

    def is_past(after: int) -> bool:
        following = storage.inbox(after, 1)
        return not following or following[0].at >= moment

    return bisect_left(range(bounds[2]), True, key=is_past) if bounds else 0


def _outcome(app: App, rules: Rules, span: Span, moved: WhatIfProgress) -> Outcome:
    """One configuration's outcome, in a store that is gone afterwards."""
    with (
        scratch_folder(app.workspace.folder / "data", "whatif") as folder,
        closing(open_storage(f"sqlite:///{(folder / 'scratch.db').absolute()}", scratch=True)) as storage,
        open_labelling(app.settings.executor, rules, app.workspace.models) as label_all,
    ):
        begin(storage, app.storage.sources(), span.warm)
        interval = app.settings.process.evaluation_interval
        processor = Processor(storage, rules, label_all, interval=interval, rows=app.settings.process.batch)
        for part in in_parts(_rows(app.storage, span), PART):
            storage.commit_harvests([_harvest(row) for row in part])
            processor.run(part[-1].at)
            moved(rules.config_id, part[-1].at)
        processor.run(span.until)
        return outcome(storage, span)


def _harvest(row: InboxRow) -> Harvest:
    """A row as it came: a document, or new totals of one."""
    document = row.document
    if row.recount:
        return Harvest(source_id=document.source_id, at=row.at,
                       recounted=(Recounted(key=document.id, counters=document.counters),))  # fmt: skip
    return Harvest(source_id=document.source_id, at=row.at,
                   collected=(Collected(document=replace(document, revision=1), key=document.id, fingerprint=""),))  # fmt: skip


def outcome(storage: Storage, span: Span) -> Outcome:
    """What a processed store shows of a span: the events that were assessed or had a level in it."""
    titles = {row.event.id: row.title for row in storage.events(EventFilter(only_open=False))}
    documents: dict[str, set[str]] = defaultdict(set)
    for record in storage.documents(DocumentFilter()):
        documents[record.event_id or ""].add(record.document.id)
    told = [one for one in tellings(storage) if span.since <= one.decided_at < span.until]
    alerted = {(one.subject_id, one.scope_id) for one in told}
    courses: dict[str, list[EventOutcome]] = defaultdict(list)
    for (event_id, scope), trail in sorted(_trails(storage, span).items()):
        top = highest(trail)
        courses[scope].append(
            EventOutcome(
                event_id=event_id, title=titles.get(event_id, event_id), documents=frozenset(documents[event_id]),
                level=level_name(top.level, proposed=top.proposed), trail=tuple(trail), alerted=(event_id, scope) in alerted,
            )
        )  # fmt: skip
    return Outcome(courses=courses, alerts=[one.decided_at for one in told if not one.digest])


def _trails(storage: Storage, span: Span) -> dict[Key, list[Assessment]]:
    """The assessments of each event in each scope; one from before the span counts where its level lasts into it."""
    found: dict[Key, list[Assessment]] = {}
    for one in storage.assessments(until=span.until):
        key = one.event_id, one.scope_id
        if one.at >= span.since:
            found.setdefault(key, []).append(one)
        elif one.level > Level.NONE:
            found[key] = [one]
        else:
            found.pop(key, None)
    return found
