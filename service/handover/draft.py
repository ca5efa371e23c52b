"""A hand-over drafted from what is stored, at a moment: the same store, rules and moment give the same draft."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.clock import INSTANT
from domain.handover import Block, Handover, Line, Section, ShiftSpan, handover_id
from domain.rules import Rules
from service.handover.ahead import situation
from service.handover.happened import act_lines, summary
from service.handover.open_cases import OpenCase, open_cases
from storage.base import Storage

Notes = Mapping[Block, Sequence[str]]
NO_NOTES: Notes = {}


def draft(storage: Storage, rules: Rules, shift: ShiftSpan, now: datetime, notes: Notes = NO_NOTES) -> Handover:
    """What is to be handed over of a shift, as it stands now."""
    scope = next(one for one in rules.scopes if one.scope.id == shift.scope_id)
    cases = open_cases(storage, scope, now)
    # The evaluation after an import may stand some minutes ahead of the clock.
    until = max(now, storage.cursor().evaluated_at or now) + INSTANT
    lines = {
        Block.SEVERITY: _severity(cases, now),
        Block.SUMMARY: summary(storage, shift.scope_id, shift.starts_at, until),
        Block.ACTIONS: _actions(storage, cases, shift, now, until),
        Block.SITUATION: situation(storage, rules, scope, cases, shift, now),
    }
    sections = (Section(block=block, lines=tuple(lines[block]), notes=tuple(notes.get(block, ()))) for block in Block)
    return Handover(
        id=handover_id(shift.role, shift.scope_id, shift.ends_at), shift=shift, drafted_at=now,
        config_id=rules.config_id, sections=tuple(sections),
    )  # fmt: skip


def _severity(cases: Sequence[OpenCase], now: datetime) -> Iterator[Line]:
    """Open events, each with the end of its next clock."""
    for one in cases:
        assessment = one.row.assessment
        yield Line(
            code="open", subject=one.case.event_id, level=one.level, kind=one.row.state.value,
            figure=f"{assessment.index:.2f}" if assessment else "",
        )  # fmt: skip
        if one.case.shelved_until is not None and one.case.shelved_until > now:
            yield Line(code="shelved", subject=one.case.event_id, at=one.case.shelved_until)
        if one.owed:
            clock = one.owed[0]
            yield Line(code="late" if clock.due_at <= now else "next", subject=one.case.event_id, kind=clock.kind.value,
                       at=clock.due_at)  # fmt: skip


def _actions(storage: Storage, cases: Sequence[OpenCase], shift: ShiftSpan, now: datetime, until: datetime) -> Iterator[Line]:  # fmt: skip
    """What was done in order of time, then what is owed by when."""
    yield from act_lines(storage, shift.scope_id, shift.starts_at, until)
    clocks = [(clock.due_at, one.case.event_id, clock.kind.value) for one in cases for clock in one.owed]
    for due_at, event_id, kind in sorted(clocks):
        yield Line(code="overdue" if due_at <= now else "owed", subject=event_id, kind=kind, at=due_at)
